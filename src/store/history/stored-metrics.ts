/** The question of what was recorded when, asked of a store: `getMetrics` over weeks, and after a restart. */

import { budgetOn, runInPieces } from '../../metrics/inner.ts';
import { systemClock, systemScheduler } from '../../runtime/index.ts';
import {
  contextOf,
  DEFAULT_PERCENTILES,
  FILTER_NAMES,
  type MetricsQuery,
  type MetricsResult,
  type MetricsWindow,
  operationMetrics,
  requireMetricsQuery,
  type TelemetryHandle,
  unixRange,
} from '../../telemetry/index.ts';
import { readOnce, requireKnownKeys, requireObject } from '../../validate.ts';
import { windowStart } from '../coverage.ts';
import type { Coverage } from '../model.ts';
import type { QueriedStore } from '../query/store-answer.ts';
import type { StoreQuery } from '../query/store-query.ts';
import type { StoreStep } from '../query/store-row.ts';
import type { StoreReader } from '../reader.ts';
import type { Store } from '../store.ts';
import { historyOf } from './telemetry-history.ts';

export interface StoredMetricsQuery extends MetricsQuery {
  /** How long each stretch of `history` is; 60 if left out. */
  readonly stepSeconds?: number;
  /** Stops reading, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

const NAMES = [
  ...FILTER_NAMES,
  'startTime',
  'endTime',
  'windowSeconds',
  'includeHistory',
  'stepSeconds',
  'signal',
] as const satisfies readonly (keyof StoredMetricsQuery)[];

/**
 * As `getMetrics`, of what a store keeps: of all its members, as far back as it reaches. Without a range it is everything
 * there is.
 *
 * @param telemetry one that the store keeps: its interval that goes on is counted, too, and nothing twice
 * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, STORE_QUERY_GROUPS
 * @example
 * const { range } = await getStoredMetrics(store, { modelId: 'glyphs', startTime: Date.now() - 7 * 86_400_000 }, telemetry);
 * console.log(range.operations[0]?.latency?.percentilesSeconds.p99);
 */
export async function getStoredMetrics(
  store: Store | StoreReader | QueriedStore,
  query: StoredMetricsQuery = {},
  telemetry?: TelemetryHandle,
): Promise<MetricsResult> {
  requireObject('query', query);
  requireKnownKeys('TELEMETRY_QUERY', 'query', query, NAMES);
  const { stepSeconds = 60, signal, ...asked } = readOnce('query', query, NAMES);
  requireMetricsQuery(asked);
  store.query({ stepSeconds, signal });
  const live = telemetry && contextOf(telemetry);
  const { startUnixMs, endUnixMs } = unixRange(asked);
  const { includeHistory = false, windowSeconds = live?.aggregationIntervalSeconds ?? 60 } = asked;
  const filter = Object.fromEntries(
    FILTER_NAMES.filter((name) => asked[name] !== undefined).map((name) => [name, asked[name]]),
  );
  const percentiles = live?.analysisPercentiles ?? DEFAULT_PERCENTILES;
  const budget = live?.budget ?? budgetOn(systemScheduler());
  const windowOf = async ({
    observedSeconds: durationSeconds,
    ...step
  }: StoreStep): Promise<MetricsWindow> => ({
    startedAtUnixMs: step.startedAtUnixMs,
    endedAtUnixMs: step.endedAtUnixMs,
    durationSeconds,
    operations: await runInPieces(
      operationMetrics(step.metrics, filter, durationSeconds, percentiles),
      budget,
      signal,
    ),
    metrics: step.metrics,
  });
  const everything = telemetry === undefined ? store : historyOf(telemetry, store as Store | StoreReader);
  const asking = (question: StoreQuery) => everything.query({ ...question, signal });
  const windows = async (time: StoreQuery): Promise<MetricsWindow[]> => {
    const all: MetricsWindow[] = [];
    for await (const step of asking({ ...filter, ...time }).points()) all.push(await windowOf(step));
    return all;
  };
  const range = { startTime: startUnixMs, endTime: endUnixMs };
  const { firstUnixMs, lastUnixMs, recentUnixMs } = timesIn(
    await asking({}).stretches(),
    windowSeconds,
    (live?.clock ?? systemClock()).wallUnixMs(),
  );
  const nothing = await windowOf({
    startedAtUnixMs: lastUnixMs,
    endedAtUnixMs: lastUnixMs,
    observedSeconds: 0,
    metrics: [],
  });
  return {
    range: (await windows(range))[0] ?? nothing,
    isComplete: startUnixMs === -Infinity || firstUnixMs <= startUnixMs,
    realTime: (await windows({ startTime: recentUnixMs }))[0] ?? nothing,
    history: includeHistory ? await windows({ ...range, stepSeconds }) : undefined,
  };
}

/** Of no stretches at all, now. */
function timesIn(stretches: readonly Coverage[], windowSeconds: number, nowUnixMs: number) {
  if (stretches.length === 0)
    return { firstUnixMs: nowUnixMs, lastUnixMs: nowUnixMs, recentUnixMs: nowUnixMs };
  let [firstUnixMs, lastUnixMs] = [Infinity, -Infinity];
  for (const { startedAtUnixMs, endedAtUnixMs } of stretches) {
    firstUnixMs = Math.min(firstUnixMs, startedAtUnixMs);
    lastUnixMs = Math.max(lastUnixMs, endedAtUnixMs);
  }
  const fromUnixMs = lastUnixMs - windowSeconds * 1000;
  const recentUnixMs = Math.min(fromUnixMs, windowStart(stretches, fromUnixMs) ?? fromUnixMs);
  return { firstUnixMs, lastUnixMs, recentUnixMs };
}
