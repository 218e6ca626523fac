/** Reads an interval from bytes, whoever wrote them: one metric after another, and only those that are wanted. */
import { InferometerError } from '../../errors.ts';
import { ByteReader, readCounts, skipCounts, validExponentialSnapshot } from '../../histogram/inner.ts';
import {
  decodeHistogram,
  EXPLICIT,
  HEAD_DOUBLES,
  NEGATIVE,
  POSITIVE,
} from '../aggregation/encoded-histogram.ts';
import type { Interval } from '../base/interval.ts';
import type { DataPoint, Exemplar, Instrument, Labels, LabelValue, MetricSnapshot } from '../base/model.ts';
import type { IsWanted, IsWantedSeries } from '../base/wanted.ts';
import { readHead, readNumber } from './histogram-head.ts';
import {
  ALL_INSTRUMENT_FLAGS,
  bucketLimit,
  INSTRUMENT,
  KINDS,
  MAGIC,
  RULES,
  SERIES,
  UTF_16,
  VALUE,
  VERSION,
} from './interval-format.ts';

/** Where a head says how many counts there are, in their order. */
const LENGTHS = [EXPLICIT, POSITIVE + 1, NEGATIVE + 1];

/** Series that are read in one go: a fraction of a millisecond. */
const SLICE = 64;

export type IntervalTimes = Omit<Interval, 'metrics'>;

/**
 * The interval that `encodeInterval` was given. Memory is bounded by the length of the bytes.
 *
 * @throws INTERVAL_ENCODING_MAGIC, INTERVAL_ENCODING_VERSION for what is no interval that this library reads;
 *   SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_NUMBER, SNAPSHOT_ENCODING_TRAILING, INTERVAL_ENCODING_CONTENT,
 *   HISTOGRAM_SNAPSHOT for one that is damaged; SNAPSHOT_ENCODING_KIND for what is no Uint8Array
 * @example
 * const { startedAtUnixMs, metrics } = decodeInterval(bytes);
 */
export function decodeInterval(bytes: Uint8Array): Interval {
  const reader = new IntervalReader(bytes);
  const metrics: MetricSnapshot[] = [];
  for (const metric of reader.metrics()) if (metric !== undefined) metrics.push(metric);
  return { ...reader.times, metrics };
}

export class IntervalReader {
  /** Everything but the metrics. */
  readonly times: IntervalTimes;
  private readonly reader: ByteReader;
  private readonly head = new Float64Array(HEAD_DOUBLES);
  private strings: readonly string[] = [];
  /** Of the series before. */
  private createdAtUnixMs = Number.NaN;
  /** Those that the bytes say there are, less those that were read. */
  private buckets: number;

  /** @param mostBuckets that the bytes may have. @throws as `decodeInterval` */
  constructor(bytes: Uint8Array, mostBuckets = bucketLimit(bytes.length)) {
    const reader = new ByteReader(bytes);
    this.reader = reader;
    this.times = readTimes(reader);
    this.buckets = reader.varint();
    if (this.buckets > mostBuckets) throw damaged(`${this.buckets} buckets, too many for them`);
  }

  /**
   * One metric after another, with those of its series that are wanted. Undefined stands for a place where its caller may
   * pause.
   *
   * @throws as `decodeInterval`
   */
  *metrics(
    isWanted?: IsWanted,
    isWantedSeries: IsWantedSeries = () => true,
  ): Generator<MetricSnapshot | undefined> {
    const { reader } = this;
    this.strings = yield* readStrings(reader);
    const count = reader.varint(0, reader.remaining);
    for (let i = 0; i < count; i++) {
      const headBytes = reader.varint(0, reader.remaining);
      const countBytes = reader.varint(0, reader.remaining);
      const heads = new ByteReader(reader.slice(headBytes));
      const counts = new ByteReader(reader.slice(countBytes));
      const { instrument, fullName } = this.instrument(heads);
      if (isWanted?.(instrument, fullName) === false) yield;
      else {
        const series = yield* this.series(heads, counts, instrument, isWantedSeries);
        yield { instrument, fullName, series };
      }
    }
    requireEnd(reader, 'the interval');
  }

  private instrument(reader: ByteReader): Pick<MetricSnapshot, 'instrument' | 'fullName'> {
    const flags = reader.varint(0, ALL_INSTRUMENT_FLAGS);
    const has = (flag: number) => (flags & flag) !== 0;
    const said = (flag: number) => (has(flag) ? has(2 * flag) : undefined);
    const name = this.text(reader);
    const ownName = has(INSTRUMENT.fullName) ? this.text(reader) : undefined;
    const kind = KINDS[reader.varint(0, KINDS.length - 1)] as Instrument['kind'];
    const unit = this.text(reader);
    const category = this.text(reader);
    const labels = this.texts(reader);
    const help = has(INSTRUMENT.help) ? this.text(reader) : undefined;
    const addedLabels = has(INSTRUMENT.addedLabels) ? this.texts(reader) : undefined;
    const bucketBounds = has(INSTRUMENT.bucketBounds) ? readNumbers(reader) : undefined;
    const prefix = has(INSTRUMENT.prefix) ? this.text(reader) : undefined;
    const scope = has(INSTRUMENT.scope)
      ? { name: this.text(reader), version: this.text(reader), schemaUrl: this.text(reader) }
      : undefined;
    const aggregation = has(INSTRUMENT.aggregation) ? this.text(reader) : undefined;
    const acrossIntervals = has(INSTRUMENT.acrossIntervals) ? readRule(reader) : undefined;
    const acrossProcesses = has(INSTRUMENT.ratioAcrossProcesses)
      ? { of: this.text(reader), label: this.text(reader), value: this.text(reader) }
      : has(INSTRUMENT.acrossProcesses)
        ? readRule(reader)
        : undefined;
    const instrument: Instrument = {
      name,
      kind,
      unit,
      labels,
      category,
      ...defined({
        help,
        addedLabels,
        bucketBounds,
        prefix,
        scope,
        aggregation,
        acrossIntervals,
        acrossProcesses,
        hasDynamicLabels: said(INSTRUMENT.hasDynamicLabels),
        isInteger: said(INSTRUMENT.isInteger),
        isAsynchronous: said(INSTRUMENT.isAsynchronous),
      }),
    };
    return { instrument, fullName: ownName ?? (prefix ?? '') + name };
  }

  private *series(
    reader: ByteReader,
    counts: ByteReader,
    instrument: Instrument,
    isWanted: IsWantedSeries,
  ): Generator<undefined, DataPoint[]> {
    const length = reader.varint(0, reader.remaining);
    const series: DataPoint[] = [];
    this.createdAtUnixMs = Number.NaN;
    for (let i = 0; i < length; i++) {
      const point = this.point(reader, counts, instrument, isWanted);
      if (point !== undefined) series.push(point);
      if (i % SLICE === SLICE - 1) yield;
    }
    requireEnd(reader, 'the series');
    requireEnd(counts, 'the counts');
    return series;
  }

  /** The next one; undefined if it is not wanted. */
  private point(
    reader: ByteReader,
    counts: ByteReader,
    { bucketBounds }: Instrument,
    isWanted: IsWantedSeries,
  ): DataPoint | undefined {
    const flags = reader.byte();
    const has = (flag: number) => (flags & flag) !== 0;
    if (!has(SERIES.sameCreation)) this.createdAtUnixMs = readNumber(reader);
    const { createdAtUnixMs, head } = this;
    const labels = this.labels(reader);
    const identity = { labels, overflow: has(SERIES.overflow), createdAtUnixMs };
    const exemplars = has(SERIES.exemplars) ? this.exemplars(reader) : undefined;
    const described = exemplars === undefined ? identity : { ...identity, exemplars };
    if (!has(SERIES.histogram)) {
      const value = readNumber(reader);
      return isWanted(labels) ? { ...described, value } : undefined;
    }
    this.buckets -= readHead(reader, head, has(SERIES.zeroThreshold));
    if (this.buckets < 0) throw damaged('more buckets than they say');
    const bounds = has(SERIES.ownBounds) ? readNumbers(reader) : bucketBounds;
    if (!isWanted(labels)) {
      for (const field of LENGTHS) skipCounts(counts, head[field] as number);
      return undefined;
    }
    const source = { read: (buckets: number) => readCounts(counts, buckets) };
    const histogram = {
      ...decodeHistogram(head, 0, source, bounds),
      ...(has(SERIES.isMinBound) && { isMinBound: true as const }),
      ...(has(SERIES.isMaxBound) && { isMaxBound: true as const }),
    };
    return { ...described, histogram: validExponentialSnapshot(histogram) };
  }

  private labels(reader: ByteReader): Labels {
    const length = reader.varint(0, reader.remaining);
    const labels: Record<string, LabelValue> = {};
    for (let i = 0; i < length; i++) {
      const name = this.text(reader);
      const value = this.value(reader, false) as LabelValue;
      if (name !== '__proto__') labels[name] = value;
      // Set like any other, it would be the prototype.
      else
        Object.defineProperty(labels, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return labels;
  }

  private value(reader: ByteReader, isInList: boolean): LabelValue | null {
    const { at } = reader;
    const coded = reader.varint();
    switch (coded) {
      case VALUE.null:
        return null;
      case VALUE.false:
        return false;
      case VALUE.true:
        return true;
      case VALUE.number:
        return readNumber(reader);
      case VALUE.list: {
        if (isInList) throw reader.badNumber(at, 'a list in a list');
        const length = reader.varint(0, reader.remaining);
        const list: (string | number | boolean | null)[] = [];
        for (let i = 0; i < length; i++) list.push(this.value(reader, true) as string);
        return list;
      }
      default:
        return this.string(reader, at, coded - VALUE.string);
    }
  }

  private exemplars(reader: ByteReader): Exemplar[] {
    const length = reader.varint(0, reader.remaining);
    const exemplars: Exemplar[] = [];
    for (let i = 0; i < length; i++) {
      const areHex = reader.varint(0, 1) === 1;
      const value = readNumber(reader);
      const timestampUnixMs = readNumber(reader);
      const traceId = areHex ? hexOf(reader.slice(16)) : this.text(reader);
      const spanId = areHex ? hexOf(reader.slice(8)) : this.text(reader);
      exemplars.push({ value, timestampUnixMs, traceId, spanId });
    }
    return exemplars;
  }

  private text(reader: ByteReader): string {
    const { at } = reader;
    return this.string(reader, at, reader.varint());
  }

  private texts(reader: ByteReader): string[] {
    const length = reader.varint(0, reader.remaining);
    const texts: string[] = [];
    for (let i = 0; i < length; i++) texts.push(this.text(reader));
    return texts;
  }

  private string(reader: ByteReader, at: number, place: number): string {
    const text = this.strings[place];
    if (text === undefined) throw reader.badNumber(at, `string ${place} of ${this.strings.length}`);
    return text;
  }
}

function readTimes(reader: ByteReader): IntervalTimes {
  if (MAGIC.some((byte) => reader.byte() !== byte)) {
    throw new InferometerError(
      'INTERVAL_ENCODING_MAGIC',
      'the bytes do not begin as an interval does. Pass what encodeInterval() returned.',
    );
  }
  const version = reader.byte();
  if (version !== VERSION) {
    throw new InferometerError(
      'INTERVAL_ENCODING_VERSION',
      `the interval has version ${version}, this library reads ${VERSION}. Use a newer release.`,
    );
  }
  const startedAtUnixMs = readFinite(reader);
  const endedAtUnixMs = readFinite(reader);
  const durationSeconds = readDuration(reader);
  const wallClockJumpSeconds = readFinite(reader);
  const sequence = reader.varint(0, Number.MAX_SAFE_INTEGER);
  return { version: 2, sequence, startedAtUnixMs, endedAtUnixMs, durationSeconds, wallClockJumpSeconds };
}

function readFinite(reader: ByteReader): number {
  const { at } = reader;
  const value = reader.double();
  if (!Number.isFinite(value)) throw reader.badNumber(at, `${value}, expected a time`);
  return value;
}

function readDuration(reader: ByteReader): number {
  const { at } = reader;
  const value = readFinite(reader);
  if (value < 0) throw reader.badNumber(at, `${value}, expected a duration`);
  return value;
}

function* readStrings(reader: ByteReader): Generator<undefined, string[]> {
  const count = reader.varint(0, reader.remaining);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const strings: string[] = [];
  for (let i = 0; i < count; i++) {
    const coded = reader.varint(0, 2 * reader.remaining + 1);
    const bytes = reader.slice(Math.floor(coded / 2));
    strings.push(coded % 2 === UTF_16 ? utf16Of(bytes) : utf8Of(utf8, bytes));
    if (i % SLICE === SLICE - 1) yield;
  }
  return strings;
}

/** Short strings of ASCII, which nearly all are, are not worth a call of the decoder. */
const SHORT = 24;

function utf8Of(decoder: TextDecoder, bytes: Uint8Array): string {
  if (bytes.length <= SHORT && bytes.every((byte) => byte < 128)) return String.fromCharCode(...bytes);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw damaged('a string that is no UTF-8', cause);
  }
}

function utf16Of(bytes: Uint8Array): string {
  if (bytes.length % 2 === 1) throw damaged('half of a character');
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    text += String.fromCharCode((bytes[i] as number) + 256 * (bytes[i + 1] as number));
  }
  return text;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readNumbers(reader: ByteReader): number[] {
  const length = reader.varint(0, reader.remaining);
  const numbers: number[] = [];
  for (let i = 0; i < length; i++) numbers.push(readNumber(reader));
  return numbers;
}

function readRule(reader: ByteReader): (typeof RULES)[number] {
  return RULES[reader.varint(0, RULES.length - 1)] as (typeof RULES)[number];
}

/** Without what is undefined. */
function defined(fields: Partial<Instrument>): Partial<Instrument> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function requireEnd(reader: ByteReader, what: string): void {
  if (reader.remaining === 0) return;
  throw new InferometerError(
    'SNAPSHOT_ENCODING_TRAILING',
    `${reader.remaining} bytes follow ${what}. Pass one interval alone, unchanged.`,
  );
}

function damaged(what: string, cause?: unknown): InferometerError {
  return new InferometerError(
    'INTERVAL_ENCODING_CONTENT',
    `the bytes have ${what}. They are damaged, or nothing of this library wrote them.`,
    { cause },
  );
}
