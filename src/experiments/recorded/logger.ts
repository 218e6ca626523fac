/** Runs in a telemetry of our own: in its reports, findings and dashboard, and in the store that keeps it. */
import { wrongKind } from '../../errors.ts';
import {
  contextOf,
  type Statistics,
  type TelemetryHandle,
  type TrainingRun,
  type TrainingRunOptions,
} from '../../telemetry/index.ts';
import { requireKnownKeys, requireObject, requireText } from '../../validate.ts';
import { OPTION, requireQuery, UNKNOWN_OPTION } from '../checks.ts';
import { type Entry, type EntrySink, type Point, valuesOf } from '../entries.ts';
import { startEntryRun } from '../entry-run.ts';
import { pointsOfHistogram } from '../histogram-views.ts';
import type { RunLogger, RunReader } from '../model.ts';
import { matchingRecords, RESERVED, recordsOf } from './records.ts';

/** What createTelemetry() returned. */
export interface RunTelemetry extends TelemetryHandle {
  run(options: TrainingRunOptions): TrainingRun;
}

export interface TelemetryRunsOptions {
  /** The model that is trained, or whatever its runs are told apart by. */
  readonly modelId: string;
}

/**
 * Logs runs to a telemetry, as `telemetry.run()` does: at once, with the bounds that it has for runs and curves. Of a
 * number that is none it keeps the count; tags are parameters there, named `tag.<name>`.
 *
 * @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const logger = createTelemetryRunLogger(telemetry, { modelId: 'glyphs' });
 * await using run = logger.startRun({ parameters: { learningRate: 0.01 } });
 */
export function createTelemetryRunLogger(
  telemetry: RunTelemetry,
  options: TelemetryRunsOptions,
): RunLogger & RunReader {
  contextOf(telemetry);
  if (typeof telemetry.run !== 'function') {
    const remedy = 'Pass what createTelemetry() returned.';
    throw wrongKind(OPTION.kind, 'telemetry', 'a telemetry that has runs', telemetry, remedy);
  }
  requireObject('options', options);
  requireKnownKeys(UNKNOWN_OPTION, 'options', options, ['modelId']);
  const modelId = requireText(OPTION, 'modelId', options.modelId);
  return {
    startRun: (start = {}) => startEntryRun(start, () => new TelemetrySink(telemetry, modelId)),
    async findRuns(query = {}) {
      requireQuery(query);
      const { runs, curves } = telemetry.snapshot();
      return matchingRecords(
        recordsOf({ runs: runs.filter((run) => run.modelId === modelId), curves }),
        query,
      );
    },
  };
}

/** Nothing waits: a telemetry takes everything at once, and counts what it refuses itself. */
class TelemetrySink implements EntrySink {
  delivered = 0;
  readonly waiting = 0;
  readonly lost = 0;
  readonly problem = undefined;
  private readonly telemetry: RunTelemetry;
  private readonly modelId: string;
  private run: TrainingRun | undefined;
  private parameters: Record<string, unknown> = {};

  constructor(telemetry: RunTelemetry, modelId: string) {
    this.telemetry = telemetry;
    this.modelId = modelId;
  }

  add(entry: Entry): void {
    this.delivered += valuesOf(entry);
    switch (entry.kind) {
      case 'start':
        this.begin(entry.runId, entry.name === entry.runId ? {} : { [RESERVED.name]: entry.name });
        return;
      case 'points':
        this.log(entry.points);
        return;
      case 'histogram':
        this.log(pointsOfHistogram(entry));
        return;
      case 'parameters':
        this.extend(entry.parameters);
        return;
      case 'tags':
        this.extend(
          Object.fromEntries(Object.entries(entry.tags).map(([name, value]) => [RESERVED.tag + name, value])),
        );
        return;
      case 'status':
        if (entry.status !== 'finished') this.extend({ [RESERVED.status]: entry.status });
        this.run?.end();
    }
  }

  async flush(): Promise<void> {}

  async finish(): Promise<void> {}

  private begin(runId: string, parameters: Record<string, unknown>): void {
    this.parameters = parameters;
    const { modelId, telemetry } = this;
    // Without parameters a run that is continued keeps those it has.
    const given = Object.keys(parameters).length > 0 && { parameters };
    this.run = telemetry.run({ modelId, runId, ...given });
  }

  private extend(parameters: Readonly<Record<string, unknown>>): void {
    this.begin((this.run as TrainingRun).runId, { ...this.parameters, ...parameters });
  }

  /** Points of one step together. */
  private log(points: readonly Point[]): void {
    const bySteps = new Map<number, Record<string, number>>();
    for (const { name, value, step } of points) {
      const statistics = bySteps.get(step) ?? {};
      statistics[name] = value;
      bySteps.set(step, statistics);
    }
    for (const [step, statistics] of bySteps) this.run?.log(statistics satisfies Statistics, { step });
  }
}
