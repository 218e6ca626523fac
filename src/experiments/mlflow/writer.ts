/** Brings the entries of a run to an MLflow server, each once, however often its answers are lost. */
import { textOf } from '../checks.ts';
import type { RunWriter, Written } from '../delivery/queue.ts';
import { Refusal } from '../delivery/server.ts';
import { type Entry, type StartEntry, valuesOf } from '../entries.ts';
import { pointsOfHistogram } from '../histogram-views.ts';
import type { RunStatus } from '../model.ts';
import type { MlflowApi, MlflowMetric } from './api.ts';
import {
  type BatchItem,
  type BatchKind,
  batchBody,
  metricItem,
  parameterItem,
  partsOf,
  tagItem,
} from './batches.ts';
import { equals } from './filter.ts';

/** By which a run is found again: the id that `startRun()` gave or made. */
export const RUN_ID_TAG = 'inferometer.run_id';

const STATUSES: Readonly<Record<RunStatus, string>> = {
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  killed: 'KILLED',
};

type Outcome = Omit<Written, 'entries'>;

const NOTHING_LOST: Outcome = { lost: 0 };

/** Metrics of a write, a request. */
const MOST_METRICS = 1000;

export class MlflowWriter implements RunWriter {
  private readonly api: MlflowApi;
  private readonly experiment: string;
  private runId: string | undefined;
  /** Why there is no run. */
  private refusal: string | undefined;
  /** Names of metrics that the server refuses: no request needs to find out again. */
  private readonly refusedNames = new Map<string, string>();
  /** Whether a write has failed, so that some of the same entries may have arrived. */
  private isUncertain = false;

  constructor(api: MlflowApi, experiment: string) {
    this.api = api;
    this.experiment = experiment;
  }

  async write(entries: readonly Entry[], signal: AbortSignal): Promise<Written> {
    const [first] = entries as readonly [Entry, ...Entry[]];
    if (this.refusal !== undefined) return { entries: 1, lost: valuesOf(first), problem: this.refusal };
    try {
      const written = await this.writeFirst(first, entries, signal);
      this.isUncertain = false;
      return written;
    } catch (error) {
      if (error instanceof Refusal) {
        if (first.kind === 'start') this.refusal = error.message;
        return { entries: 1, lost: valuesOf(first), problem: error.message };
      }
      this.isUncertain = true;
      throw error;
    }
  }

  private async writeFirst(first: Entry, entries: readonly Entry[], signal: AbortSignal): Promise<Written> {
    if (first.kind === 'start') {
      this.runId = await this.start(first, signal);
      return { entries: 1, lost: 0 };
    }
    const runId = this.runId as string;
    switch (first.kind) {
      case 'points':
      case 'histogram': {
        const { metrics, count } = metricsAtHead(entries);
        const missing = this.isUncertain ? await this.missing(runId, metrics, signal) : metrics;
        return { entries: count, ...(await this.log(runId, 'metrics', missing.map(metricItem), signal)) };
      }
      case 'parameters': {
        const items = Object.entries(first.parameters).map(([key, value]) =>
          parameterItem(key, textOf(value)),
        );
        return { entries: 1, ...(await this.log(runId, 'params', items, signal)) };
      }
      case 'tags': {
        const items = Object.entries(first.tags).map(([key, value]) => tagItem(key, value));
        return { entries: 1, ...(await this.log(runId, 'tags', items, signal)) };
      }
      case 'status':
        await this.api.updateRun(runId, STATUSES[first.status], first.timestampUnixMs, signal);
        return { entries: 1, lost: 0 };
    }
  }

  /** The run of this id, if it may be there; else a new one. */
  private async start(
    { runId, name, isNamed, timestampUnixMs }: StartEntry,
    signal: AbortSignal,
  ): Promise<string> {
    const experimentId = await this.api.experiment(this.experiment, signal);
    if (isNamed || this.isUncertain) {
      const filter = equals(`tags.\`${RUN_ID_TAG}\``, runId);
      const [known] = await this.api.searchRuns(experimentId, filter, 1, signal);
      if (known !== undefined) {
        if (known.status !== 'RUNNING') await this.api.updateRun(known.runId, 'RUNNING', undefined, signal);
        return known.runId;
      }
    }
    const tags = { [RUN_ID_TAG]: runId };
    return this.api.createRun({ experimentId, name, startedAtUnixMs: timestampUnixMs, tags }, signal);
  }

  private async log(
    runId: string,
    kind: BatchKind,
    items: readonly BatchItem[],
    signal: AbortSignal,
  ): Promise<Outcome> {
    const outcomes: Outcome[] = [];
    for (const part of partsOf(kind, items)) outcomes.push(await this.logPart(runId, kind, part, signal));
    return joined(outcomes);
  }

  /** A server refuses a whole request for one item of it: halves find which. */
  private async logPart(
    runId: string,
    kind: BatchKind,
    items: readonly BatchItem[],
    signal: AbortSignal,
  ): Promise<Outcome> {
    const left = items.filter(({ key }) => !this.isRefused(kind, key));
    const refused = { lost: items.length - left.length, problem: this.refusedNames.values().next().value };
    if (refused.lost > 0) return joined([refused, await this.logPart(runId, kind, left, signal)]);
    const [first] = left;
    if (first === undefined) return NOTHING_LOST;
    try {
      await this.api.logBatch(batchBody(runId, kind, left), signal);
      return NOTHING_LOST;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isOfItems = error.status === 400 || error.status === 413;
      if (!isOfItems) return { lost: left.length, problem: error.message };
      if (left.length === 1) {
        if (kind === 'metrics') this.refusedNames.set(first.key, error.message);
        return { lost: 1, problem: error.message };
      }
      const middle = left.length >> 1;
      const before = await this.logPart(runId, kind, left.slice(0, middle), signal);
      return joined([before, await this.logPart(runId, kind, left.slice(middle), signal)]);
    }
  }

  private isRefused(kind: BatchKind, key: string): boolean {
    return kind === 'metrics' && this.refusedNames.has(key);
  }

  /**
   * Those that have not arrived. Servers over a database know a point again, others append it twice: so they are asked.
   * Points come in the order of time, so what is later than the last one of its metric is not there.
   */
  private async missing(
    runId: string,
    metrics: readonly MlflowMetric[],
    signal: AbortSignal,
  ): Promise<MlflowMetric[]> {
    const { latest } = await this.api.run(runId, signal);
    const lastTimes = new Map(latest.map(({ key, timestamp }) => [key, timestamp]));
    const there = new Set<string>();
    const suspects = metrics.filter(({ key, timestamp }) => timestamp <= (lastTimes.get(key) ?? -Infinity));
    for (const key of new Set(suspects.map((metric) => metric.key))) {
      for (const metric of await this.api.history(runId, key, signal)) there.add(identityOf(metric));
    }
    return metrics.filter((metric) => !there.has(identityOf(metric)));
  }
}

/** The points that the first entries are, as many as make a request. */
function metricsAtHead(entries: readonly Entry[]): {
  readonly metrics: MlflowMetric[];
  readonly count: number;
} {
  const metrics: MlflowMetric[] = [];
  let count = 0;
  for (const entry of entries) {
    if (entry.kind !== 'points' && entry.kind !== 'histogram') break;
    const points = entry.kind === 'points' ? entry.points : pointsOfHistogram(entry);
    if (count > 0 && metrics.length + points.length > MOST_METRICS) break;
    const timestamp = entry.timestampUnixMs;
    for (const { name, value, step } of points) metrics.push({ key: name, value, timestamp, step });
    count += 1;
  }
  return { metrics, count };
}

/** Databases have no infinity: MLflow keeps the largest number in its place. */
function identityOf({ key, value, timestamp, step }: MlflowMetric): string {
  const kept = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
  return JSON.stringify([key, `${kept}`, timestamp, step]);
}

function joined(outcomes: readonly Outcome[]): Outcome {
  const problem = outcomes.find((outcome) => outcome.problem !== undefined)?.problem;
  const lost = outcomes.reduce((sum, outcome) => sum + outcome.lost, 0);
  return { lost, ...(problem !== undefined && { problem }) };
}
