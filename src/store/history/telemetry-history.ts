/** Everything that is known of a telemetry, asked as one: what it has in memory, and what its store keeps. */
import { wrongValue } from '../../errors.ts';
import { type Interval, type IsWanted, runInPieces, runSync } from '../../metrics/inner.ts';
import {
  contextOf,
  FILTER_NAMES,
  type MetricsFilter,
  runsInRange,
  type TelemetryContext,
  type TelemetryHandle,
  type TelemetrySnapshot,
  type TimeRange,
  takingSnapshot,
  unixRange,
} from '../../telemetry/index.ts';
import { closestName, readOnce, requireKnownKeys, requireObject } from '../../validate.ts';
import type { IntervalOwner } from '../memory-points.ts';
import type { Damage, StoredRuns, StoredSeries, StoreView } from '../model.ts';
import { readAtOneMoment } from '../one-moment.ts';
import { StoreAnswer } from '../query/store-answer.ts';
import {
  isAsked,
  MEMBER,
  type Plan,
  planOf,
  type StoreQuery,
  selectionOf,
  wantedBy,
} from '../query/store-query.ts';
import type { StoreReader } from '../reader.ts';
import { recordingOf } from '../recording/recordings.ts';
import { type RunsAnswer, type RunsFilter, readRuns } from '../runs.ts';
import type { Store } from '../store.ts';
import { CachedStore, type Granularity, MAX_POINTS } from './cached-store.ts';
import {
  DistinctSeries,
  JoinedHistory,
  MemoryHistory,
  type SeriesSource,
  seriesIn,
} from './recorded-series.ts';

/** Which time and which work a snapshot is of. */
export interface HistoryRange extends MetricsFilter, TimeRange {
  /** Stops reading, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

const RANGE_NAMES = [
  ...FILTER_NAMES,
  'startTime',
  'endTime',
  'signal',
] as const satisfies readonly (keyof HistoryRange)[];

/** An interval may end while it is read, or a store is opened: then it is both behind and the one that goes on. */
const ATTEMPTS = 5;

/**
 * The history of a telemetry up to now: the intervals that it has in memory and the one that goes on; and where it is kept
 * in a store (`createTelemetry({ store })`, `connect`, `store.attach`), everything that the store has, nothing twice.
 *
 * @param store another one: of a process that reads what others record, `historyOf(telemetry, readStore({ path }))`
 * @throws TELEMETRY_ARGUMENT_KIND
 * @example
 * const history = historyOf(telemetry);
 * for await (const { labels, percentile_99: p99 } of history.query({ metric: 'inference_seconds', stepSeconds: 60 }))
 *   console.log(labels.model_id, p99);
 */
export function historyOf(telemetry: TelemetryHandle, store?: Store | StoreReader): TelemetryHistory {
  return new TelemetryHistory(telemetry, store);
}

/** As whose intervals those are that no store keeps. */
const UNKEPT = { member: 'main', instance: '' };

/** As much of a store as its history is read from. */
interface ViewedStore {
  view(): Promise<StoreView>;
  /** Of one that is written to: as whose its intervals are kept. */
  status(): { readonly member?: string; readonly damage: readonly Damage[] };
}

const NO_RUNS: RunsAnswer = { runs: [], curves: [] };

/** Runs are told by their model alone. */
function isOfRuns({
  category = 'training',
  modelId: _,
  startTime,
  endTime,
  signal,
  ...others
}: HistoryRange) {
  return category === 'training' && Object.values(others).every((value) => value === undefined);
}

/** Of which series something was recorded. */
export interface RecordedSeries {
  /** Each once for every member that recorded it. */
  readonly series: readonly StoredSeries[];
  /** Of what was observed; Infinity where nothing was. */
  readonly startedAtUnixMs: number;
  /** Of what was observed; -Infinity where nothing was. */
  readonly endedAtUnixMs: number;
}

export class TelemetryHistory {
  /** Whose it is: by its thresholds and objectives reports judge. */
  readonly telemetry: TelemetryHandle;
  private readonly context: TelemetryContext;
  private readonly given: Store | StoreReader | undefined;
  /** So many points of its store are held in memory. */
  private readonly cachedPoints: number;
  private cache: { readonly of: ViewedStore; readonly store: CachedStore } | undefined;

  /** @internal @throws TELEMETRY_ARGUMENT_KIND */
  constructor(telemetry: TelemetryHandle, store: Store | StoreReader | undefined, cachedPoints = 0) {
    this.telemetry = telemetry;
    this.context = contextOf(telemetry);
    this.given = store;
    this.cachedPoints = cachedPoints;
  }

  /**
   * @internal The same for a server, which is asked the same time over and over: what the store has of the last hours is
   * held in memory. What is written late shows some seconds later.
   */
  cached(maxPoints: number = MAX_POINTS): TelemetryHistory {
    return new TelemetryHistory(this.telemetry, this.given, maxPoints);
  }

  /** As of a store. @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
  query(query: StoreQuery = {}): StoreAnswer {
    const granularity = granularityOf(query);
    return new StoreAnswer((isWanted) => this.view(isWanted, granularity), query, this.context.budget);
  }

  /** As of a store. @throws TELEMETRY_ARGUMENT_KIND, STORE_UNKNOWN_OPTION */
  runs(filter: RunsFilter = {}): Promise<RunsAnswer> {
    return readRuns(() => this.view(() => false), filter);
  }

  /**
   * What was recorded in a range of time, as one snapshot: what reports, findings and getters are made of. Runs of training
   * that went on in it are whole. Without a range it is everything, also what is older than the intervals in memory.
   *
   * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, STORE_QUERY_GROUPS, the signal's reason
   * @example
   * const lastHour = await history.snapshot({ startTime: Date.now() - 3_600_000 });
   * console.log(generateMetricsReport(lastHour));
   */
  async snapshot(asked: HistoryRange = {}): Promise<TelemetrySnapshot> {
    requireRange(asked);
    const range = readOnce('range', asked, RANGE_NAMES);
    const { startUnixMs, endUnixMs } = unixRange(range);
    const isEverything = Object.values(range).every((value) => value === undefined);
    if (isEverything && this.store === undefined) {
      return runInPieces(takingSnapshot(this.context), this.context.budget);
    }
    // Of nothing, it is taken now.
    let takenAtUnixMs = this.context.clock.wallUnixMs();
    let startedAtUnixMs = takenAtUnixMs;
    let metrics: TelemetrySnapshot['metrics'] = [];
    for await (const step of this.query(range).points()) {
      ({ startedAtUnixMs, endedAtUnixMs: takenAtUnixMs, metrics } = step);
    }
    const { runs, curves } = isOfRuns(range) ? await this.runs({ modelId: range.modelId }) : NO_RUNS;
    const inRange = runsInRange(runs, { startUnixMs, endUnixMs }, metrics);
    const isInRange = new Set(inRange.map(({ modelId, runId }) => JSON.stringify([modelId, runId])));
    return {
      version: 2,
      startedAtUnixMs,
      takenAtUnixMs,
      metrics,
      runs: inRange,
      curves: curves.filter(({ modelId, runId }) => isInRange.has(JSON.stringify([modelId, runId]))),
    };
  }

  /**
   * @internal Of which series something was recorded in a range of time: names and labels, without a look at values.
   *
   * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, the signal's reason
   */
  async series(range: HistoryRange = {}): Promise<RecordedSeries> {
    requireRange(range);
    return this.seriesOf(planOf(range));
  }

  /**
   * @internal Of metrics that are named, an answer says itself that none has a label: here it is asked of all that there are.
   *
   * @throws TELEMETRY_QUERY for a label in `groupBy` that nothing has which is asked for: it would be empty in every row;
   *   TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, the signal's reason
   */
  async requireGroupLabels(query: StoreQuery): Promise<void> {
    const plan = planOf(query);
    if (plan.metrics !== undefined || plan.groupLabels === undefined || plan.groupLabels.length === 0) return;
    const { series } = await this.seriesOf(plan);
    const known = new Set(
      series.flatMap(({ instrument, labels }) => [...instrument.labels, ...Object.keys(labels)]),
    );
    const unknown = plan.groupLabels.find((label) => !known.has(label));
    // Of nothing at all, nobody knows.
    if (unknown === undefined || series.length === 0) return;
    const names = [...known, MEMBER].sort();
    const expected = `labels of what was recorded there: ${names.join(', ')}`;
    const remedy = `Did you mean ${closestName(unknown, names)}?`;
    throw wrongValue('TELEMETRY_QUERY', 'groupBy', expected, unknown, remedy);
  }

  private seriesOf(plan: Plan): Promise<RecordedSeries> {
    const selection = selectionOf(plan, plan.startUnixMs, plan.endUnixMs);
    const { budget } = this.context;
    const open = () => this.view(wantedBy(plan));
    return readAtOneMoment(open, async (view) => {
      let [startedAtUnixMs, endedAtUnixMs] = [Infinity, -Infinity];
      for await (const stretches of view.coverage(selection)) {
        for (const stretch of stretches) {
          startedAtUnixMs = Math.min(startedAtUnixMs, stretch.startedAtUnixMs);
          endedAtUnixMs = Math.max(endedAtUnixMs, stretch.endedAtUnixMs);
        }
      }
      const series = new DistinctSeries();
      for await (const some of seriesIn(view, selection)) {
        for (const one of some) {
          if (!series.has(one) && isAsked(plan, one)) series.add(one);
          if (!budget.isExhausted()) continue;
          await budget.pause();
          plan.signal?.throwIfAborted();
        }
      }
      return { series: series.all, startedAtUnixMs, endedAtUnixMs };
    });
  }

  private get store(): ViewedStore | undefined {
    return this.given ?? recordingOf(this.context)?.store;
  }

  /** What the store holds, and what is not in it: the interval that goes on, or without a store all of them. */
  private async view(
    isWanted: IsWanted,
    granularity: Granularity = 'interval',
  ): Promise<StoreView & SeriesSource> {
    const { history } = this.context;
    const { store } = this;
    if (store === undefined) {
      const own = (current: Interval) =>
        new MemoryHistory([...history.intervals, current], UNKEPT, [this.currentRuns(UNKEPT)]);
      return this.withCurrent(isWanted, async (current) => own(current));
    }
    // Of a reader, too: it may read the place that this process writes.
    const recording = recordingOf(this.context, store) ?? recordingOf(this.context);
    const { member = UNKEPT.member } = (recording?.store ?? store).status();
    // Whoever only reads was no member, and observed nothing.
    if (recording === undefined && !this.context.registry.recording.enabled)
      return this.viewOf(store, granularity);
    const owner = { member, instance: recording?.instance ?? UNKEPT.instance };
    return this.withCurrent(isWanted, async (current) => {
      const view = await this.viewOf(store, granularity);
      return new JoinedHistory([view, new MemoryHistory([current], owner, [this.currentRuns(owner)])]);
    });
  }

  private viewOf(store: ViewedStore, granularity: Granularity): Promise<StoreView> {
    const { cachedPoints, context } = this;
    if (cachedPoints === 0) return store.view();
    if (this.cache?.of !== store)
      this.cache = { of: store, store: new CachedStore(store, context, cachedPoints) };
    return this.cache.store.view(granularity);
  }

  /** @param viewOf what there is beside the interval that goes on, which is in nothing else as long as it does */
  private async withCurrent(
    isWanted: IsWanted,
    viewOf: (current: Interval) => Promise<StoreView>,
  ): Promise<StoreView> {
    const { collector, budget } = this.context;
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === ATTEMPTS;
      const reading = collector.reading(isWanted);
      const current = isLast ? runSync(reading) : await runInPieces(reading, budget);
      const view = await viewOf(current);
      if (isLast || collector.goesOn(current)) return view;
      view.release();
    }
  }

  private currentRuns(owner: IntervalOwner): StoredRuns {
    const { runs, clock } = this.context;
    return {
      ...owner,
      takenAtUnixMs: clock.wallUnixMs(),
      runs: runs.snapshots(),
      curves: runs.curveSnapshots(),
    };
  }
}

function requireRange(range: HistoryRange): void {
  requireObject('range', range);
  requireKnownKeys('TELEMETRY_QUERY', 'range', range, RANGE_NAMES);
}

/** Of a run it counts when each interval ended. */
function granularityOf({ stepSeconds = 60, run }: StoreQuery): Granularity {
  return run === undefined && stepSeconds % 60 === 0 ? 'minute' : 'interval';
}
