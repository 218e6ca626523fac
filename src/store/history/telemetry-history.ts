/** Everything that is known of a telemetry, asked as one: what it has in memory, and what its store keeps. */
import { type Interval, type IsWanted, runInSlices, runSync } from '../../metrics/inner.ts';
import {
  contextOf,
  FILTER_NAMES,
  type MetricsFilter,
  runsInRange,
  type TelemetryContext,
  type TelemetryHandle,
  type TelemetrySnapshot,
  type TimeRange,
  unixRange,
} from '../../telemetry/index.ts';
import { requireKnownKeys, requireObject } from '../../validate.ts';
import { JoinedView } from '../member/joined-view.ts';
import { type IntervalOwner, MemoryPoints } from '../memory-points.ts';
import type { Damage, StoredRuns, StoreView } from '../model.ts';
import { StoreAnswer } from '../query/store-answer.ts';
import type { StoreQuery } from '../query/store-query.ts';
import type { StoreReader } from '../reader.ts';
import { recordingOf } from '../recording/recordings.ts';
import { type RunsAnswer, type RunsFilter, readRuns } from '../runs.ts';
import type { Store } from '../store.ts';

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
const [MEMBER, INSTANCE] = ['main', ''];

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

export class TelemetryHistory {
  /** Whose it is: by its thresholds and objectives reports judge. */
  readonly telemetry: TelemetryHandle;
  private readonly context: TelemetryContext;
  private readonly given: Store | StoreReader | undefined;

  /** @internal @throws TELEMETRY_ARGUMENT_KIND */
  constructor(telemetry: TelemetryHandle, store: Store | StoreReader | undefined) {
    this.telemetry = telemetry;
    this.context = contextOf(telemetry);
    this.given = store;
  }

  /** As of a store. @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
  query(query: StoreQuery = {}): StoreAnswer {
    return new StoreAnswer((isWanted) => this.view(isWanted), query, this.context.budget);
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
  async snapshot(range: HistoryRange = {}): Promise<TelemetrySnapshot> {
    requireObject('range', range);
    requireKnownKeys('TELEMETRY_QUERY', 'range', range, RANGE_NAMES);
    const { startUnixMs, endUnixMs } = unixRange(range);
    const isEverything = Object.values(range).every((value) => value === undefined);
    if (isEverything && this.store === undefined) return this.telemetry.snapshot();
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

  private get store(): ViewedStore | undefined {
    return this.given ?? recordingOf(this.context)?.store;
  }

  /** What the store holds, and what is not in it: the interval that goes on, or without a store all of them. */
  private async view(isWanted: IsWanted): Promise<StoreView> {
    const { history } = this.context;
    const { store } = this;
    if (store === undefined) {
      const owner = { member: MEMBER, instance: INSTANCE };
      const own = (current: Interval) =>
        new MemoryPoints([...history.intervals, current], owner, [this.currentRuns(owner)]);
      return this.withCurrent(isWanted, async (current) => own(current));
    }
    // Of a reader, too: it may read the place that this process writes.
    const recording = recordingOf(this.context, store) ?? recordingOf(this.context);
    const { member = MEMBER } = (recording?.store ?? store).status();
    // Whoever only reads was no member, and observed nothing.
    if (recording === undefined && !this.context.registry.recording.enabled) return store.view();
    const owner = { member, instance: recording?.instance ?? INSTANCE };
    return this.withCurrent(isWanted, async (current) => {
      const view = await store.view();
      return new JoinedView([view, new MemoryPoints([current], owner, [this.currentRuns(owner)])]);
    });
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
      const current = isLast ? runSync(reading) : await runInSlices(reading, budget);
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
