/** The question of what was recorded when, asked of a store: `getMetrics` over weeks, and after a restart. */
import {
  contextOf,
  DEFAULT_PERCENTILES,
  FILTER_NAMES,
  type MetricsQuery,
  type MetricsResult,
  type MetricsWindow,
  operationMetrics,
  requireMetricsQuery,
  type TelemetryContext,
  type TelemetryHandle,
  unixRange,
} from '../../telemetry/index.ts';
import { requireKnownKeys, requireObject } from '../../validate.ts';
import { JoinedView } from '../member/joined-view.ts';
import { MemoryPoints } from '../memory-points.ts';
import type { Coverage, StoreView } from '../model.ts';
import type { OpenView } from './reading.ts';
import type { StoreAnswer } from './store-answer.ts';
import type { StoreQuery } from './store-query.ts';
import type { StoreStep } from './store-row.ts';

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

/** What `openStore` and `readStore` return. */
export interface QueriedStore {
  query(query: StoreQuery): StoreAnswer;
  /** Of a store that is written to, as whose its intervals are kept. */
  status(): { readonly place: string; readonly member?: string };
}

/** How far back the beginning of an interval is looked for that goes on in the last window. */
const LONGEST_INTERVAL_MS = 3_600_000;

/** An interval may end while a store is opened: then it is both in the store and the one that went on. */
const ATTEMPTS = 5;

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
  store: QueriedStore,
  query: StoredMetricsQuery = {},
  telemetry?: TelemetryHandle,
): Promise<MetricsResult> {
  requireObject('query', query);
  requireKnownKeys('TELEMETRY_QUERY', 'query', query, NAMES);
  const { stepSeconds = 60, signal, ...asked } = query;
  requireMetricsQuery(asked);
  store.query({ stepSeconds, signal });
  const live = telemetry && contextOf(telemetry);
  const { startUnixMs, endUnixMs } = unixRange(asked);
  const { includeHistory = false, windowSeconds = live?.aggregationIntervalSeconds ?? 60 } = asked;
  const filter = Object.fromEntries(
    FILTER_NAMES.filter((name) => asked[name] !== undefined).map((name) => [name, asked[name]]),
  );
  const percentiles = live?.analysisPercentiles ?? DEFAULT_PERCENTILES;
  const windowOf = ({ observedSeconds: durationSeconds, ...step }: StoreStep): MetricsWindow => ({
    startedAtUnixMs: step.startedAtUnixMs,
    endedAtUnixMs: step.endedAtUnixMs,
    durationSeconds,
    operations: operationMetrics(step.metrics, filter, durationSeconds, percentiles),
    metrics: step.metrics,
  });
  const asking = (question: StoreQuery) => answerOf(store, { ...question, signal }, live);
  const windows = async (time: StoreQuery): Promise<MetricsWindow[]> => {
    const all: MetricsWindow[] = [];
    for await (const step of asking({ ...filter, ...time }).points()) all.push(windowOf(step));
    return all;
  };
  const range = { startTime: startUnixMs, endTime: endUnixMs };
  const { firstUnixMs, lastUnixMs, recentUnixMs } = timesIn(await asking({}).stretches(), windowSeconds);
  const nothing = windowOf({
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

/** Of no stretches at all, NaN. */
function timesIn(stretches: readonly Coverage[], windowSeconds: number) {
  if (stretches.length === 0) return { firstUnixMs: NaN, lastUnixMs: NaN, recentUnixMs: Infinity };
  let [firstUnixMs, lastUnixMs] = [Infinity, -Infinity];
  for (const { startedAtUnixMs, endedAtUnixMs } of stretches) {
    firstUnixMs = Math.min(firstUnixMs, startedAtUnixMs);
    lastUnixMs = Math.max(lastUnixMs, endedAtUnixMs);
  }
  // The window begins with the interval that holds its beginning.
  const fromUnixMs = lastUnixMs - windowSeconds * 1000;
  let recentUnixMs = fromUnixMs;
  for (const { startedAtUnixMs, endedAtUnixMs } of stretches) {
    if (endedAtUnixMs > fromUnixMs) recentUnixMs = Math.min(recentUnixMs, startedAtUnixMs);
  }
  return { firstUnixMs, lastUnixMs, recentUnixMs: Math.max(recentUnixMs, fromUnixMs - LONGEST_INTERVAL_MS) };
}

function answerOf(store: QueriedStore, query: StoreQuery, live: TelemetryContext | undefined): StoreAnswer {
  const answer = store.query(query);
  if (live === undefined) return answer;
  const { member = 'main' } = store.status();
  return answer.over((open) => () => withCurrent(open, live, member));
}

/** What the store holds, and the interval that goes on: the first one that is not in it. */
async function withCurrent(
  open: OpenView,
  { collector }: TelemetryContext,
  member: string,
): Promise<StoreView> {
  for (let attempt = 1; ; attempt++) {
    const { sequence } = collector.current();
    const view = await open();
    const current = collector.current();
    if (current.sequence === sequence || attempt === ATTEMPTS) {
      return new JoinedView([view, new MemoryPoints([{ ...current, member, instance: '' }])]);
    }
    view.release();
  }
}
