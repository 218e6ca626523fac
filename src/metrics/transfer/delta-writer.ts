/**
 * Writes intervals of a program that records little and must be small, a page: the same bytes as `encodeInterval`, of metrics
 * that are known to be right, and without what such a program never has (exemplars, scopes, attributes that are no texts). Until
 * the end a byte is a character of a text: texts grow by `+`, and base64 is made of them.
 */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import type { Interval } from '../base/interval.ts';
import type { DataPoint, Instrument, LabelValue, MetricSnapshot } from '../base/model.ts';
import { isShort, layoutByte } from '../encoding/histogram-head.ts';
import {
  FIRST_STRING,
  HAS_BUCKET_BOUNDS,
  HAS_HELP,
  IS_HISTOGRAM,
  IS_OF_SAME_CREATION,
  IS_OVERFLOW,
  KINDS,
  MAGIC,
  UTF_8,
  VERSION,
} from '../encoding/interval-format.ts';

/** Its labels and names are well-formed texts. */
export interface DeltaInterval extends Omit<Interval, 'version' | 'metrics'> {
  readonly metrics: readonly DeltaMetric[];
}

/** Its full name is that of the instrument. */
export type DeltaMetric = Pick<MetricSnapshot, 'instrument' | 'series'>;

/** The interval in base64. */
export function encodeDelta(interval: DeltaInterval): string {
  const places = new Map<string, number>();
  let strings = '';
  let buckets = 0;

  const place = (text: string): number => {
    const known = places.get(text) ?? places.size;
    if (known === places.size) {
      places.set(text, known);
      const utf8 = characters(new TextEncoder().encode(text));
      strings += varint(2 * utf8.length + UTF_8) + utf8;
    }
    return known;
  };
  const written = (text: string) => varint(place(text));
  const label = ([name, value]: [string, LabelValue]) =>
    written(name) + varint(FIRST_STRING + place(value as string));

  const instrumentOf = ({ name, kind, unit, category, labels, help, bucketBounds }: Instrument) =>
    varint((help ? HAS_HELP : 0) | (bucketBounds ? HAS_BUCKET_BOUNDS : 0)) +
    written(name) +
    character(KINDS.indexOf(kind)) +
    written(unit) +
    written(category) +
    list(labels, written) +
    (help ? written(help) : '') +
    (bucketBounds ? list(bucketBounds, numberOf) : '');

  const metricOf = ({ instrument, series }: DeltaMetric) => {
    let counts = '';
    let createdAtUnixMs: number | undefined;
    const pointOf = (point: DataPoint) => {
      const isSame = point.createdAtUnixMs === createdAtUnixMs;
      createdAtUnixMs = point.createdAtUnixMs;
      const flags =
        (point.overflow ? IS_OVERFLOW : 0) |
        (isSame ? IS_OF_SAME_CREATION : 0) |
        ('histogram' in point ? IS_HISTOGRAM : 0);
      const identity =
        character(flags) +
        (isSame ? '' : numberOf(createdAtUnixMs)) +
        list(Object.entries(point.labels), label);
      if ('value' in point) return identity + numberOf(point.value);
      const { explicit, positive, negative } = point.histogram;
      for (const range of [explicit, positive, negative]) {
        if (range === undefined) continue;
        counts += countsOf(range.counts);
        buckets += range.counts.length;
      }
      return identity + headOf(point.histogram);
    };
    const metric = instrumentOf(instrument) + list(series, pointOf);
    return varint(metric.length) + varint(counts.length) + metric + counts;
  };

  const metrics = list(interval.metrics, metricOf);
  const { startedAtUnixMs, endedAtUnixMs, durationSeconds, wallClockJumpSeconds, sequence } = interval;
  const times = new Float64Array([startedAtUnixMs, endedAtUnixMs, durationSeconds, wallClockJumpSeconds]);
  return btoa(
    characters([...MAGIC, VERSION]) +
      doubles(times) +
      [sequence, buckets, places.size].map(varint).join('') +
      strings +
      metrics,
  );
}

function headOf(histogram: ExponentialSnapshot): string {
  const { scale, maxBuckets, count, rejected, zeroCount, sum, min, max, positive, negative, explicit } =
    histogram;
  return (
    character(layoutByte(scale, maxBuckets)) +
    [count, rejected, zeroCount].map(varint).join('') +
    [sum, min, max].map(numberOf).join('') +
    [positive, negative].map(({ offset, counts }) => signed(offset) + varint(counts.length)).join('') +
    varint(explicit?.counts.length ?? 0)
  );
}

/** Of a run of zeros a 0, and how many there are. */
function countsOf(counts: Float64Array): string {
  let text = '';
  for (let i = 0; i < counts.length; i++) {
    const from = i;
    while (counts[i] === 0) i += 1;
    if (i > from) text += character(0) + varint(i - from);
    if (i < counts.length) text += varint(counts[i] as number);
  }
  return text;
}

function list<T>(all: readonly T[], written: (one: T) => string): string {
  return varint(all.length) + all.map(written).join('');
}

function numberOf(value: number): string {
  return isShort(value) ? varint(value + 1) : character(0) + doubles(new Float64Array([value]));
}

/** Little-endian, as everything is that runs Wasm. */
function doubles({ buffer }: Float64Array): string {
  return characters(new Uint8Array(buffer));
}

function signed(value: number): string {
  return varint(value < 0 ? -2 * value - 1 : 2 * value);
}

/** LEB128. */
function varint(value: number): string {
  let text = '';
  let rest = value;
  // Divisions of doubles by 128 are exact; shifts would cut to 32 bits.
  for (; rest >= 128; rest = Math.floor(rest / 128)) text += character((rest % 128) + 128);
  return text + character(rest);
}

function character(byte: number): string {
  return String.fromCharCode(byte);
}

function characters(bytes: Iterable<number>): string {
  return Array.from(bytes, character).join('');
}
