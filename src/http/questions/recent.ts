/** What was recorded lately: the interval that goes on, and as much before it as covers a window of time. */
import type { MetricSnapshot } from '../../metrics/inner.ts';
import {
  LONGEST_INTERVAL_MS,
  type StoreQuery,
  type TelemetryHistory,
  windowStart,
} from '../../store/inner.ts';
import type { MetricsFilter } from '../../telemetry/index.ts';

export interface RecentWindow {
  readonly metrics: readonly MetricSnapshot[];
  /** What was observed: rates are divided by it. */
  readonly durationSeconds: number;
}

/** As little as is asked for is read: a server is asked often. */
export type RecentQuestion = MetricsFilter &
  Required<Pick<StoreQuery, 'metric'>> &
  Pick<StoreQuery, 'groupBy'>;

/** The beginning of the interval that goes on is told anew each time, by a clock of milliseconds that may be set. */
const JITTER_MS = 1000;

export async function recentWindow(
  history: TelemetryHistory,
  nowUnixMs: number,
  seconds: number,
  question: RecentQuestion,
): Promise<RecentWindow> {
  const fromUnixMs = nowUnixMs - seconds * 1000;
  const stretches = await history
    .query({ startTime: new Date(fromUnixMs - LONGEST_INTERVAL_MS) })
    .stretches();
  const startUnixMs = windowStart(stretches, fromUnixMs);
  if (startUnixMs === undefined) return { metrics: [], durationSeconds: 0 };
  const startTime = new Date(startUnixMs - JITTER_MS);
  for await (const step of history.query({ ...question, startTime }).points()) {
    return { metrics: step.metrics, durationSeconds: step.observedSeconds };
  }
  return { metrics: [], durationSeconds: 0 };
}
