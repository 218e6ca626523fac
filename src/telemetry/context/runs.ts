/** Runs of training, with a curve for each statistic: bounded in the number of runs, of curves and of points. */
import { Curve, type CurvePoints, type LabelLimits, type RecordingSwitch } from '../../metrics/inner.ts';
import { randomId } from './random-id.ts';

/** One training statistic of one run, over its epochs or its steps. */
export interface CurveSnapshot extends CurvePoints {
  readonly modelId: string;
  readonly runId: string;
  /** `loss`, `learning_rate`, `gradient_norm`, `epoch_seconds`, `samples_per_second`, or the caller's own name. */
  readonly metric: string;
}

/** One training of a model. */
export interface RunSnapshot {
  readonly modelId: string;
  /** As it was given, else `run-<uuid>`. */
  readonly runId: string;
  readonly startedAtUnixMs: number;
  /** When it was begun or last continued: the latest run of a model is the one with the highest. */
  readonly continuedAtUnixMs: number;
  /** Left out while it goes on. */
  readonly endedAtUnixMs?: number;
  /** As they were given, as JSON has them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The lowest epoch that something was recorded of; left out if none was. */
  readonly firstEpoch?: number;
  /** The highest one. */
  readonly lastEpoch?: number;
  /** Optimizer steps that ended well. */
  readonly optimizerSteps: number;
}

/** Where in a run something was recorded. */
export interface RunPosition {
  readonly epoch?: number | undefined;
  readonly step?: number | undefined;
}

export interface RunLimits {
  /** Runs of each model. */
  readonly trainingRunLimit: number;
  /** Runs in all, and curves in all. */
  readonly seriesLimit: number;
  /** Points of each curve, 2 or more. */
  readonly curvePointLimit: number;
}

/** From where to where something went, in epochs or in steps. */
class Extent {
  first = Infinity;
  last = -Infinity;

  reach(at: number): void {
    this.first = Math.min(this.first, at);
    this.last = Math.max(this.last, at);
  }

  /** Whether this is where it began, after it had come further. */
  fallsBack(at: number | undefined): boolean {
    return at !== undefined && at <= this.first && this.last > this.first;
  }
}

export class Run {
  readonly modelId: string;
  readonly runId: string;
  /** Whether somebody named it, and so says when another one begins. */
  readonly isDeclared: boolean;
  readonly curves = new Map<string, Curve>();
  parameters: Readonly<Record<string, unknown>> = {};
  optimizerSteps = 0;
  continuedAtUnixMs: number;
  endedAtUnixMs: number | undefined = undefined;
  /** Of all that came to any run, the number of what came to this one last. */
  lastUse = 0;
  private readonly startedAtUnixMs: number;
  private readonly epochs = new Extent();
  private steps = new Extent();
  /** Steps of earlier passes, where each epoch counts its own from the beginning. */
  private earlierSteps = 0;

  constructor(modelId: string, runId: string, isDeclared: boolean, nowUnixMs: number) {
    this.modelId = modelId;
    this.runId = runId;
    this.isDeclared = isDeclared;
    this.startedAtUnixMs = nowUnixMs;
    this.continuedAtUnixMs = nowUnixMs;
  }

  /**
   * Whether values of these statistics are the first ones again. One that has no curve yet is only late: the validation
   * of an epoch that ends while the next one runs, say.
   */
  beginsAnew({ epoch, step }: RunPosition, metrics: Iterable<string>): boolean {
    const isBack = epoch === undefined ? this.steps.fallsBack(step) : this.epochs.fallsBack(epoch);
    return isBack && this.knowsOneOf(metrics);
  }

  /** Notes how far the run has come. Steps that begin anew with each epoch are counted on. */
  reach({ epoch, step }: RunPosition, metrics: Iterable<string>): RunPosition {
    if (epoch !== undefined) this.epochs.reach(epoch);
    if (step === undefined) return { epoch };
    if (this.steps.fallsBack(step) && this.knowsOneOf(metrics)) {
      this.earlierSteps += this.steps.last - this.steps.first + 1;
      this.steps = new Extent();
    }
    this.steps.reach(step);
    return { epoch, step: step + this.earlierSteps };
  }

  snapshot(): RunSnapshot {
    const { modelId, runId, startedAtUnixMs, continuedAtUnixMs, endedAtUnixMs, parameters } = this;
    const { first: firstEpoch, last: lastEpoch } = this.epochs;
    return {
      modelId,
      runId,
      startedAtUnixMs,
      continuedAtUnixMs,
      ...(endedAtUnixMs !== undefined && { endedAtUnixMs }),
      parameters,
      ...(lastEpoch >= 0 && { firstEpoch, lastEpoch }),
      optimizerSteps: this.optimizerSteps,
    };
  }

  private knowsOneOf(metrics: Iterable<string>): boolean {
    for (const metric of metrics) if (this.curves.has(metric)) return true;
    return false;
  }
}

/** All runs of one telemetry instance. */
export class Runs {
  private readonly recording: RecordingSwitch;
  private readonly labels: LabelLimits;
  private readonly limits: RunLimits;
  private readonly nowUnixMs: () => number;
  /** In the order in which they were begun or last continued. */
  private readonly kept = new Map<string, Run>();
  /** By model, the run of statistics that name none. */
  private readonly current = new Map<string, Run>();
  /** Named ones that made room for others: what comes of them later would only drive out the next one. */
  private readonly forgotten = new Set<string>();
  private curveCount = 0;
  /** How often something came to any run: what came since then can be asked for. */
  uses = 0;

  constructor(recording: RecordingSwitch, labels: LabelLimits, limits: RunLimits, nowUnixMs: () => number) {
    this.recording = recording;
    this.labels = labels;
    this.limits = limits;
    this.nowUnixMs = nowUnixMs;
  }

  /** Begins a run, or continues the one of this id: statistics that name no run belong to it from now on. */
  begin(modelId: string, runId: string): Run {
    const model = this.modelOf(modelId);
    this.forgotten.delete(keyOf(model, runId));
    return this.open(model, runId);
  }

  /**
   * The run that values of these statistics belong to: the one of this id, else the current one of the model. Where
   * nobody declared one, another begins when they are the first ones again.
   */
  of(modelId: string, runId?: string, at: RunPosition = {}, metrics: Iterable<string> = []): Run {
    const model = this.modelOf(modelId);
    const known = runId === undefined ? this.current.get(model) : this.kept.get(keyOf(model, runId));
    const isOver = known === undefined || (!known.isDeclared && known.beginsAnew(at, metrics));
    if (!isOver) return this.used(known);
    const isForgotten = runId !== undefined && this.forgotten.has(keyOf(model, runId));
    return isForgotten ? new Run(model, runId, true, this.nowUnixMs()) : this.open(model, runId);
  }

  /** Adds a value to the curve of each statistic. */
  add(run: Run, at: RunPosition, statistics: ReadonlyMap<string, number>): void {
    const { recording } = this;
    if (!recording.enabled) return;
    if (!this.isKept(run)) {
      recording.reject('run_limit');
      return;
    }
    const { epoch, step } = run.reach(at, statistics.keys());
    this.used(run);
    for (const [metric, value] of statistics) {
      const curve =
        run.curves.get(metric) ?? this.curve(run, metric, epoch !== undefined && step === undefined);
      if (curve === undefined) recording.reject('curve_limit');
      else curve.add(curve.axis === 'step' ? step : epoch, value);
    }
  }

  /** What is recorded of the model from now on belongs to another run, unless it names this one. */
  end(modelId: string, runId: string): void {
    const model = this.modelOf(modelId);
    const run = this.kept.get(keyOf(model, runId));
    if (run === undefined) return;
    this.used(run).endedAtUnixMs ??= this.nowUnixMs();
    if (this.current.get(model) === run) this.current.delete(model);
  }

  /** Forgets runs and their curves, and returns how many curves that were; what comes of them later begins them anew. */
  forget(isGone: (run: Run) => boolean): number {
    const before = this.curveCount;
    for (const run of [...this.kept.values()].filter(isGone)) {
      if (this.current.get(run.modelId) === run) this.current.delete(run.modelId);
      this.drop(run);
    }
    return before - this.curveCount;
  }

  /** @param since a number of `uses`: those alone that something came to later */
  snapshots(since = 0): RunSnapshot[] {
    return this.usedSince(since).map((run) => run.snapshot());
  }

  /** @param since as of `snapshots` */
  curveSnapshots(since = 0): CurveSnapshot[] {
    return this.usedSince(since).flatMap(({ modelId, runId, curves }) =>
      Array.from(curves, ([metric, curve]) => ({ modelId, runId, metric, ...curve.snapshot() })),
    );
  }

  /** Notes that something came to this run. */
  used(run: Run): Run {
    this.uses += 1;
    run.lastUse = this.uses;
    return run;
  }

  dispose(): void {
    this.kept.clear();
    this.current.clear();
    this.forgotten.clear();
    this.curveCount = 0;
  }

  private modelOf(modelId: string): string {
    return this.labels.sanitizeValue('model_id', modelId);
  }

  private open(model: string, runId?: string): Run {
    const nowUnixMs = this.nowUnixMs();
    const before = this.current.get(model);
    // Nobody else says that it is over.
    if (before !== undefined && !before.isDeclared) this.used(before).endedAtUnixMs ??= nowUnixMs;
    const id = runId ?? newRunId();
    const key = keyOf(model, id);
    const known = this.kept.get(key);
    const run = known ?? new Run(model, id, runId !== undefined, nowUnixMs);
    run.continuedAtUnixMs = nowUnixMs;
    run.endedAtUnixMs = undefined;
    this.current.delete(model);
    if (known === undefined && !this.makeRoom(model)) return run;
    this.kept.delete(key);
    this.kept.set(key, run);
    this.current.set(model, run);
    return this.used(run);
  }

  private usedSince(since: number): Run[] {
    return [...this.kept.values()].filter(({ lastUse }) => lastUse > since);
  }

  private curve(run: Run, name: string, isByEpoch: boolean): Curve | undefined {
    const metric = this.labels.sanitizeValue('metric', name);
    const known = run.curves.get(metric);
    if (known !== undefined) return known;
    if (this.curveCount >= this.limits.seriesLimit && !this.dropOver(run)) return undefined;
    this.curveCount += 1;
    const curve = new Curve(this.limits.curvePointLimit, isByEpoch ? 'epoch' : 'step');
    run.curves.set(metric, curve);
    return curve;
  }

  /** For one more run of the model; false if there is none. */
  private makeRoom(model: string): boolean {
    const own = [...this.kept.values()].filter(({ modelId }) => modelId === model);
    if (own.length >= this.limits.trainingRunLimit) this.dropOneOf(own);
    return this.kept.size < this.limits.seriesLimit || this.dropOver();
  }

  /** Forgets a run that is not its model's current one, if there is one. */
  private dropOver(except?: Run): boolean {
    const isOver = (run: Run) => run !== except && this.current.get(run.modelId) !== run;
    return this.dropOneOf([...this.kept.values()].filter(isOver));
  }

  /** Forgets the one that nothing came to for the longest time; false if there is none. */
  private dropOneOf(runs: readonly Run[]): boolean {
    const [first, ...others] = runs;
    if (first === undefined) return false;
    const run = others.reduce((oldest, one) => (one.lastUse < oldest.lastUse ? one : oldest), first);
    const key = this.drop(run);
    this.recording.reject('run_limit');
    if (!run.isDeclared) return true;
    this.forgotten.add(key);
    const [longest] = this.forgotten;
    if (this.forgotten.size > this.limits.seriesLimit) this.forgotten.delete(longest as string);
    return true;
  }

  private drop(run: Run): string {
    const key = keyOf(run.modelId, run.runId);
    this.kept.delete(key);
    this.curveCount -= run.curves.size;
    return key;
  }

  private isKept(run: Run): boolean {
    return this.kept.get(keyOf(run.modelId, run.runId)) === run;
  }
}

export function newRunId(): string {
  return `run-${randomId()}`;
}

function keyOf(model: string, runId: string): string {
  return JSON.stringify([model, runId]);
}
