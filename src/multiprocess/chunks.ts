/**
 * Snapshots as pieces of text. IPC of node:cluster speaks JSON unless told otherwise, which knows neither typed
 * arrays nor NaN; in text they cross every channel alike, and in pieces neither end blocks for long.
 */
import type { DataPoint, MetricKind, MetricSnapshot, Slices } from '../metrics/inner.ts';
import type { TelemetrySnapshot } from '../telemetry/index.ts';
import { isRecord } from '../validate.ts';

/** Series in one piece, and counts of buckets: about a millisecond's work. */
const [SERIES, COUNTS] = [128, 8192];

/** Characters of a piece, and of all that one worker answers; ours stay far below. Reading a longer one would take too long. */
const LONGEST_PIECE = 2 ** 23;
export const LONGEST_ANSWER = 2 ** 29;

// No name of a label, and of no field of a snapshot.
const DOUBLES = '#doubles';
const NUMBER = '#number';

/** The head, without metrics, and then the metrics, long ones in several pieces; joined by `joining`. */
export function* piecesOf(snapshot: TelemetrySnapshot): Generator<string> {
  yield textOf({ ...snapshot, metrics: [] });
  for (const metric of snapshot.metrics) {
    let [piece, counts]: [DataPoint[], number] = [[], 0];
    for (const point of metric.series) {
      piece.push(point);
      counts += countsIn(point);
      if (piece.length < SERIES && counts < COUNTS) continue;
      yield textOf({ ...metric, series: piece });
      [piece, counts] = [[], 0];
    }
    if (piece.length > 0) yield textOf({ ...metric, series: piece });
  }
}

/** A source of others may tell anything: whoever reads it finds that out. */
function countsIn(point: unknown): number {
  const { histogram } = Object(point) as { readonly histogram?: unknown };
  const { positive, negative } = Object(histogram) as Readonly<Record<string, unknown>>;
  return lengthOf(positive) + lengthOf(negative);
}

function lengthOf(buckets: unknown): number {
  const { length } = Object(Object(buckets).counts) as { readonly length?: unknown };
  return Number(length) || 0;
}

/** What pieces are together. */
export interface Joined {
  readonly snapshot: TelemetrySnapshot;
  /** Metrics by name of which a piece is none; the snapshot is without them. */
  readonly unreadable: ReadonlySet<string>;
}

/** Why pieces are no snapshot. */
export type Unreadable = 'unreadable' | 'another_version';

/** Joins them, each looked at by itself: one that is no metric costs the metric that it names. */
export function* joining(pieces: readonly string[]): Slices<Joined | Unreadable> {
  const [first = '', ...others] = pieces;
  const head = parsed(first);
  if (!isRecord(head)) return 'unreadable';
  if (head.version !== 2) return 'another_version';
  if (!isHead(head)) return 'unreadable';
  const metrics = new Map<string, MetricSnapshot[]>();
  const unreadable = new Set<string>();
  for (const text of others) {
    yield;
    const piece = parsed(text);
    // What names no metric may be of any of them.
    if (!isRecord(piece) || typeof piece.fullName !== 'string') return 'unreadable';
    if (!isMetric(piece)) unreadable.add(piece.fullName);
    else if (!metrics.get(piece.fullName)?.push(piece)) metrics.set(piece.fullName, [piece]);
  }
  for (const name of unreadable) metrics.delete(name);
  const whole = [...metrics.values()].map((parts) => ({
    ...(parts[0] as MetricSnapshot),
    series: parts.flatMap(({ series }) => series),
  }));
  return { snapshot: { ...head, metrics: whole }, unreadable };
}

function parsed(text: string): unknown {
  if (text.length > LONGEST_PIECE) return undefined;
  try {
    return JSON.parse(text, revived);
  } catch {
    return undefined;
  }
}

function isHead(piece: object): piece is TelemetrySnapshot {
  const { metrics, runs, curves } = piece as Partial<TelemetrySnapshot>;
  return [metrics, runs, curves].every((list) => Array.isArray(list) && list.every(isRecord));
}

const KINDS: readonly unknown[] = ['counter', 'up_down_counter', 'gauge', 'histogram'] satisfies MetricKind[];

function isMetric(piece: object): piece is MetricSnapshot {
  const { instrument, series } = piece as Partial<Record<string, unknown>>;
  if (!isRecord(instrument) || !Array.isArray(series)) return false;
  const { kind, name, unit, labels } = instrument;
  if (!KINDS.includes(kind) || typeof name !== 'string' || typeof unit !== 'string') return false;
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) return false;
  if (kind === 'histogram') return series.every(isHistogramPoint);
  return series.every(kind === 'gauge' ? isValuePoint : isSumPoint);
}

function isHistogramPoint(point: unknown): boolean {
  return isRecord(point) && isRecord(point.labels) && isRecord(point.histogram);
}

function isValuePoint(point: unknown): boolean {
  return isRecord(point) && isRecord(point.labels) && typeof point.value === 'number';
}

/** What is no number would make none of the sum of all. */
function isSumPoint(point: unknown): boolean {
  return isValuePoint(point) && !Number.isNaN((point as { readonly value: number }).value);
}

/** Hands each piece to `take`. */
export function* handingOut(snapshot: TelemetrySnapshot, take: (text: string) => void): Slices<number> {
  let pieces = 0;
  for (const piece of piecesOf(snapshot)) {
    take(piece);
    pieces += 1;
    yield;
  }
  return pieces;
}

function textOf(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    // Of whatever realm, these are the only ones.
    if (ArrayBuffer.isView(part)) return { [DOUBLES]: (part as Float64Array).join() };
    const isSpelt = typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0));
    return isSpelt ? { [NUMBER]: Object.is(part, -0) ? '-0' : `${part}` } : part;
  });
}

function revived(_: string, part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (NUMBER in part) return Number(part[NUMBER]);
  if (!(DOUBLES in part)) return part;
  const text = part[DOUBLES] as string;
  return text === '' ? new Float64Array() : Float64Array.from(text.split(','), Number);
}
