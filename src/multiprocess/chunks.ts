/**
 * Snapshots as pieces of text. IPC of node:cluster speaks JSON unless told otherwise, which knows neither typed
 * arrays nor NaN; in text they cross every channel alike, and in pieces neither end blocks for long.
 */
import type { MetricSnapshot, Slices } from '../metrics/inner.ts';
import type { TelemetrySnapshot } from '../telemetry/index.ts';
import { isRecord } from '../validate.ts';

/** Series in one piece: about a millisecond's work. */
const SERIES = 128;

// No name of a label, and of no field of a snapshot.
const DOUBLES = '#doubles';
const NUMBER = '#number';

/** The head, without metrics, and then the metrics, long ones in several pieces; joined by `SnapshotPieces`. */
export function* piecesOf(snapshot: TelemetrySnapshot): Generator<string> {
  yield textOf({ ...snapshot, metrics: [] });
  for (const metric of snapshot.metrics) {
    for (let from = 0; from < metric.series.length; from += SERIES) {
      yield textOf({ ...metric, series: metric.series.slice(from, from + SERIES) });
    }
  }
}

/** Joins the pieces as they come. */
export class SnapshotPieces {
  private head: TelemetrySnapshot | undefined;
  private readonly metrics = new Map<string, MetricSnapshot[]>();
  private taken = 0;

  /** What is no piece of a snapshot leaves the whole incomplete. */
  take(text: string): void {
    let piece: unknown;
    try {
      piece = JSON.parse(text, revived);
    } catch {
      return;
    }
    if (!(this.head === undefined ? isHead(piece) : isMetric(piece))) return;
    this.taken += 1;
    if (this.head === undefined) {
      this.head = piece as TelemetrySnapshot;
      return;
    }
    const metric = piece as MetricSnapshot;
    const known = this.metrics.get(metric.fullName);
    if (known === undefined) this.metrics.set(metric.fullName, [metric]);
    else known.push(metric);
  }

  /** Undefined unless all of so many have come. */
  whole(pieces: unknown): TelemetrySnapshot | undefined {
    if (this.head === undefined || pieces !== this.taken) return undefined;
    const metrics = [...this.metrics.values()].map((parts) => ({
      ...(parts[0] as MetricSnapshot),
      series: parts.flatMap(({ series }) => series),
    }));
    return { ...this.head, metrics };
  }
}

function isHead(piece: unknown): boolean {
  return isRecord(piece) && [piece.metrics, piece.runs, piece.curves].every((list) => Array.isArray(list));
}

function isMetric(piece: unknown): boolean {
  if (!isRecord(piece)) return false;
  const { fullName, instrument, series } = piece;
  return (
    typeof fullName === 'string' &&
    isRecord(instrument) &&
    Array.isArray(instrument.labels) &&
    Array.isArray(series) &&
    series.every((point) => isRecord(point) && isRecord(point.labels))
  );
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
    if (part instanceof Float64Array) return { [DOUBLES]: part.join() };
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
