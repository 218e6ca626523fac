/** What all routes of one handler share. */
import type { ApiOperation } from '../api/index.ts';
import { type Chart, type ChartQuery, makeChart, namingIn, stepsOf } from '../chart/inner.ts';
import { runInPieces } from '../metrics/inner.ts';
import { type ObjectiveWatch, watchObjectives } from '../objectives/index.ts';
import type { EmbeddedFile } from '../ports.ts';
import { createMetricsHandler } from '../prometheus/inner.ts';
import { historyOf, platformFiles, type TelemetryHistory } from '../store/inner.ts';
import {
  type CurveSnapshot,
  contextOf,
  isRetentionAlone,
  type RunSnapshot,
  type TelemetryContext,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { ConfigurationKeeper } from './config/configuration.ts';
import { ConfigurationFile } from './config/configuration-file.ts';
import { EventClients } from './events/event-clients.ts';
import { EventStreams } from './events/event-streams.ts';
import { Ingestion } from './ingest/ingestion.ts';
import type { HandlerSettings } from './options.ts';
import { Memo } from './questions/memo.ts';
import { PopularQuestions } from './questions/popular.ts';
import type { AskedRange } from './questions/range.ts';
import { type RecentQuestion, type RecentWindow, recentWindow } from './questions/recent.ts';
import { ReportShelf } from './reports/report-shelf.ts';
import { RateLimit } from './safety/rate-limit.ts';
import { SERVER_EVENT_CLIENTS, SERVER_EVENTS_DROPPED, SERVER_REQUESTS } from './self-metrics.ts';
import { countFindings, type FindingCounts } from './views/findings.ts';
import type { CurrentRun } from './views/now.ts';
import { pageFiles } from './views/page-files.ts';

/** Of an answer. */
const MAX_STEPS = 5000;
/** How far back the strip looks for findings. */
const FINDINGS_SECONDS = 900;
/** Findings and the runs of a store take longer than everything else of the strip, and change slowly. */
const MEMO_SECONDS = 5;
/** What others write to a store comes once in an interval. */
const STORE_WINDOW_SECONDS = 120;

/** As much of a call as tells its question. */
interface Asked {
  readonly operation: Pick<ApiOperation, 'id'>;
  readonly parameters: object;
  readonly signal: AbortSignal;
}

export class Serving {
  readonly telemetry: TelemetryHandle;
  readonly context: TelemetryContext;
  readonly settings: HandlerSettings;
  readonly history: TelemetryHistory;
  readonly configuration: ConfigurationKeeper;
  /** One for all requests: those at once share a reading. */
  readonly metrics: (request: Request) => Promise<Response>;
  readonly events: EventStreams;
  /** Undefined where nothing is taken from pages. */
  readonly ingestion: Ingestion | undefined;
  readonly pictures: RateLimit;
  readonly reports: RateLimit;
  readonly shelf: ReportShelf;
  /** The page of the API is written out of the contract once. */
  readonly pages: Memo<ReadonlyMap<string, EmbeddedFile>>;
  private readonly popular: PopularQuestions;
  /** The dashboard shows how fast error budgets burn. */
  private readonly objectives: ObjectiveWatch;
  private readonly findings: Memo<FindingCounts>;
  /** Of all time and all work, so that a name keeps its colour whatever the reader looks at. */
  private readonly names: Memo<readonly string[]>;
  private readonly storedRun: Memo<CurrentRun | undefined>;
  /** Those that say how well tasks are done, and are no training: curves are many to look at. */
  private readonly ownRetention: Memo<ReadonlySet<string>>;

  constructor(telemetry: TelemetryHandle, settings: HandlerSettings) {
    this.telemetry = telemetry;
    this.settings = settings;
    this.context = contextOf(telemetry);
    this.metrics = createMetricsHandler(telemetry);
    const { context } = this;
    const { clock, timer } = context;
    this.history = historyOf(telemetry, settings.store).cached();
    const file = settings.configPath === undefined ? undefined : new ConfigurationFile(settings.configPath);
    this.configuration = new ConfigurationKeeper(telemetry, settings.store, file);
    this.popular = new PopularQuestions(clock);
    this.objectives = watchObjectives(telemetry);
    this.ingestion = settings.ingest && new Ingestion(context, settings.ingest);
    this.pictures = new RateLimit(clock, 'pictures', settings.picturesPerMinute);
    this.reports = new RateLimit(clock, 'reports', settings.reportsPerMinute);
    const clients = new EventClients(settings.maxEventClients, {
      listening: (stream, count) => this.record(() => this.metric(SERVER_EVENT_CLIENTS, stream).set(count)),
      dropped: (stream) => this.record(() => this.metric(SERVER_EVENTS_DROPPED, stream).record(1)),
    });
    this.events = new EventStreams({
      clock,
      timer,
      clients,
      failed: (error) => this.failed('events', error),
    });
    const { path, keep } = settings.reports;
    this.shelf = new ReportShelf({
      history: this.history,
      clock,
      timer,
      say: (level, fields, message) => context.log.write(level, fields, message),
      ...(path !== undefined && { files: platformFiles(path) }),
      keep: { count: keep },
      png: settings.png,
    });
    this.pages = new Memo(clock, Infinity, pageFiles);
    this.findings = new Memo(clock, MEMO_SECONDS, () => {
      const startTime = new Date(this.nowUnixMs - FINDINGS_SECONDS * 1000);
      return countFindings(telemetry, this.history, { range: { startTime }, filter: {} });
    });
    this.names = new Memo(clock, MEMO_SECONDS, async () =>
      runInPieces(
        namingIn({ metrics: telemetry.metrics, runs: this.context.runs.snapshots() }),
        context.budget,
      ),
    );
    this.storedRun = new Memo(clock, MEMO_SECONDS, async () => {
      const { runs, curves } = await this.history.runs();
      return lastRunning(runs, retentionRuns(curves));
    });
    this.ownRetention = new Memo(clock, MEMO_SECONDS, async () =>
      retentionRuns(this.context.runs.curveSnapshots()),
    );
  }

  get nowUnixMs(): number {
    return this.context.clock.wallUnixMs();
  }

  /** What came lately: of this telemetry, or of those that write to the store which is read here. */
  recent(question: RecentQuestion, seconds: number = this.windowSeconds): Promise<RecentWindow> {
    return recentWindow(this.history, this.nowUnixMs, seconds, question);
  }

  /**
   * What many may ask at once, made once for all of them where they do.
   *
   * @param parameters what tells the question from others to the same operation
   * @param answer given the signal of the one who asks, or, made for many, one that gives up after `answerSeconds`
   */
  shared<Answer>(
    { operation, parameters, signal }: Asked,
    answer: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const { answerSeconds } = this.settings;
    return this.popular.answer(`${operation.id} ${JSON.stringify(parameters)}`, (isShared) =>
      answer(isShared ? AbortSignal.timeout(answerSeconds * 1000) : signal),
    );
  }

  /** A chart of what is known. @throws CHART_UNKNOWN, CHART_QUERY, and as the history does */
  async chart(id: string, query: ChartQuery): Promise<Chart> {
    const { objectives, thresholds } = this.context;
    const names = await this.names.value;
    return makeChart(id, this.history, { objectives, thresholds, names, ...query });
  }

  /** Answers have some thousands of steps at most. @throws CHART_QUERY */
  async requireSteps(range: AskedRange, stepSeconds: number, signal: AbortSignal): Promise<void> {
    await stepsOf(this.history, { ...range, stepSeconds, maxPoints: MAX_STEPS, signal });
  }

  /** Of the last quarter of an hour, as they were a moment ago. */
  recentFindings(): Promise<FindingCounts> {
    return this.findings.value;
  }

  /** The same for a stream of events, which waits for nothing that takes long: none until they are found. */
  knownFindings(): FindingCounts {
    return this.findings.known ?? { high: 0, medium: 0 };
  }

  /** The run of training that was continued last and goes on. */
  async currentRun(): Promise<CurrentRun | undefined> {
    const runs = this.context.runs.snapshots();
    const own = runs.length === 0 ? undefined : lastRunning(runs, await this.ownRetention.value);
    return own ?? (this.isOfOthers ? this.storedRun.value : undefined);
  }

  served(operation: string, status: number): void {
    const { registry } = this.context;
    this.record(() =>
      registry
        .of(SERVER_REQUESTS)
        .withLabelValues([operation, String(status)])
        .record(1),
    );
  }

  /** Said to whoever runs the server, since whoever asked learns nothing of it. */
  failed(operation: string, error: unknown): void {
    const fields = { event_type: 'server_failure', operation, err: error };
    this.context.log.write('error', fields, 'A request could not be answered');
  }

  /** What was kept for this start is in force. @throws HTTP_CONFIGURATION, STORE_FILE */
  async restore(): Promise<void> {
    await this.ingestion?.restore();
    await this.configuration.restore();
  }

  async close(): Promise<void> {
    this.events.close();
    this.ingestion?.close();
    this.objectives.dispose();
    await this.shelf.close();
  }

  /** Whether there are figures in the store that this telemetry has not recorded. */
  private get isOfOthers(): boolean {
    return this.settings.store !== undefined;
  }

  private get windowSeconds(): number {
    const { enabled, aggregationIntervalSeconds } = this.context;
    return enabled ? aggregationIntervalSeconds : STORE_WINDOW_SECONDS;
  }

  private metric<M extends typeof SERVER_EVENT_CLIENTS | typeof SERVER_EVENTS_DROPPED>(
    metric: M,
    stream: string,
  ) {
    return this.context.registry.of(metric).withLabelValues([stream]);
  }

  private record(write: () => void): void {
    if (this.context.registry.recording.enabled) write();
  }
}

/** Of training. */
function lastRunning(runs: readonly RunSnapshot[], others: ReadonlySet<string>): RunSnapshot | undefined {
  return runs
    .filter((run) => run.endedAtUnixMs === undefined && !others.has(keyOf(run)))
    .reduce<RunSnapshot | undefined>(
      (last, run) => (last !== undefined && last.continuedAtUnixMs > run.continuedAtUnixMs ? last : run),
      undefined,
    );
}

function retentionRuns(curves: readonly CurveSnapshot[]): ReadonlySet<string> {
  const metrics = new Map<string, string[]>();
  for (const curve of curves) metrics.set(keyOf(curve), [...(metrics.get(keyOf(curve)) ?? []), curve.metric]);
  return new Set([...metrics].filter(([, names]) => isRetentionAlone(names)).map(([key]) => key));
}

function keyOf({ modelId, runId }: Pick<RunSnapshot, 'modelId' | 'runId'>): string {
  return JSON.stringify([modelId, runId]);
}
