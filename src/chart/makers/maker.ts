/** What makes a chart: over time out of the steps of a source, or of all that was recorded in a range as one. */
import type { Slices } from '../../metrics/inner.ts';
import { type TelemetrySnapshot, unixRange } from '../../telemetry/index.ts';
import type { Chart } from '../model.ts';
import type { ChartQuery } from '../query.ts';
import type { Asked } from '../time/reading.ts';
import type { Steps } from '../time/steps.ts';

/** As the catalogue has it. */
export interface Name {
  /** `latency-heatmap` */
  readonly id: string;
  /** The beginning of each title: `Latency`. */
  readonly title: string;
}

export type MakeOverTime = (name: Name, asked: Asked, steps: Steps) => Promise<Chart>;

export type Recorded = Pick<
  TelemetrySnapshot,
  'metrics' | 'runs' | 'curves' | 'startedAtUnixMs' | 'takenAtUnixMs'
>;

export interface OfRange {
  /** What is read for it, by name without prefix; everything if left out. */
  readonly metrics?: readonly string[];
  /** At once, or in slices where it may be of thousands of series. */
  make(name: Name, query: ChartQuery, recorded: Recorded): Chart | Slices<Chart>;
}

/** How long was recorded. */
export function recordedSeconds({ startedAtUnixMs, takenAtUnixMs }: Recorded): number {
  return (takenAtUnixMs - startedAtUnixMs) / 1000;
}

/** How long the range is: as it was asked for, and as it was recorded where its ends are open. */
export function secondsOf({ startedAtUnixMs, takenAtUnixMs }: Recorded, query: ChartQuery): number {
  const { startUnixMs, endUnixMs } = unixRange(query);
  const start = Number.isFinite(startUnixMs) ? startUnixMs : startedAtUnixMs;
  const end = Number.isFinite(endUnixMs) ? endUnixMs : takenAtUnixMs;
  return (end - start) / 1000;
}
