/** Two ranges of a store held against each other, and the later one looked at by itself. */
import type { StoreQuery, StoreReader } from '../../store/index.ts';
import { type Compared, type CompareOptions, compare } from './regressions.ts';
import { seriesIn } from './series.ts';
import { type Trend, trendsOf } from './trends.ts';

export interface AnalyzedRange {
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  /** Intervals that were observed in it, of any member. */
  readonly intervals: number;
}

export interface Analysis {
  readonly now: AnalyzedRange;
  readonly baseline: AnalyzedRange;
  readonly compared: readonly Compared[];
  readonly trends: readonly Trend[];
}

export interface AnalyzeOptions extends CompareOptions {
  /** Both undefined: the later half of what there is. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  /** Undefined: as long a time right before. */
  readonly baseline: { readonly startUnixMs: number; readonly endUnixMs: number } | undefined;
  /** Of histograms, which one is followed in trends. */
  readonly percentile: number;
  readonly query: StoreQuery;
}

/** Steps of a trend, at most: it is the course that counts. */
const MOST_STEPS = 120;
/** Steps that people know, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** Undefined where nothing was recorded in the range. */
export async function analyzeStore(
  store: StoreReader,
  { startTime, endTime, baseline, percentile, query, ...options }: AnalyzeOptions,
): Promise<Analysis | undefined> {
  const stretches = await store.query({ ...query, startTime, endTime }).stretches();
  if (stretches.length === 0) return undefined;
  const first = stretches.reduce((least, one) => Math.min(least, one.startedAtUnixMs), Infinity);
  const last = stretches.reduce((most, one) => Math.max(most, one.endedAtUnixMs), -Infinity);
  const isOpen = startTime === undefined && baseline === undefined;
  const now = {
    // Without a word about time: the later half against the earlier one.
    startUnixMs: isOpen
      ? middleOf(stretches.map(({ startedAtUnixMs }) => startedAtUnixMs))
      : (startTime ?? first),
    endUnixMs: endTime ?? last,
  };
  const length = now.endUnixMs - now.startUnixMs;
  const before = baseline ?? {
    startUnixMs: isOpen ? first : now.startUnixMs - length,
    endUnixMs: now.startUnixMs,
  };
  const intervalSeconds = middleOf(
    stretches.map(({ startedAtUnixMs: from, endedAtUnixMs: to }) => (to - from) / 1000),
  );
  const stepSeconds = stepFor(
    intervalSeconds,
    Math.max(length, before.endUnixMs - before.startUnixMs) / 1000,
  );
  const seriesOf = ({ startUnixMs, endUnixMs }: typeof now) =>
    seriesIn(store, { ...query, startTime: startUnixMs, endTime: endUnixMs, stepSeconds });
  const [old, recent] = [await seriesOf(before), await seriesOf(now)];
  const observed = async (range: typeof now): Promise<AnalyzedRange> => {
    const { startUnixMs, endUnixMs } = range;
    const all = await store.query({ ...query, startTime: startUnixMs, endTime: endUnixMs }).stretches();
    return { ...range, intervals: all.length };
  };
  // How telemetry itself does is asked for by name.
  const isAsked = query.metric !== undefined || query.category === 'self';
  for (const series of isAsked ? [] : [old, recent]) {
    for (const [key, { metric }] of series) if (metric.startsWith('inferometer_')) series.delete(key);
  }
  return {
    now: await observed(now),
    baseline: await observed(before),
    compared: compare(old, recent, options),
    trends: trendsOf(recent, percentile, options),
  };
}

/** Not shorter than intervals are, and not more of them than are needed. */
function stepFor(intervalSeconds: number, seconds: number): number {
  const least = Math.max(intervalSeconds, seconds / MOST_STEPS);
  return STEPS.find((step) => step >= least * 0.99) ?? Math.ceil(least / 86_400) * 86_400;
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
