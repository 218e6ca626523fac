/** What runs are, and the port that everything which keeps runs implements. */
import type { BucketSnapshot } from '../histogram/index.ts';
import type { LogPosition, Statistics } from '../telemetry/index.ts';

/** How a run ended, or that it goes on. `killed`: it was stopped from outside. */
export type RunStatus = 'running' | 'finished' | 'failed' | 'killed';

export interface RunStart {
  /** What people call it; the id if left out. */
  readonly name?: string;
  /** A run of this id is continued where its place can be asked for it. `run-<uuid>` if left out. */
  readonly runId?: string;
  /** What tells this run from others: `{ learningRate: 0.01, optimizer: 'adam' }`. None if left out. */
  readonly parameters?: RunParameters;
  /** Notes that may change later. None if left out. */
  readonly tags?: RunTags;
}

/** By name; what is neither text, number nor truth value is kept as JSON. */
export type RunParameters = Readonly<Record<string, unknown>>;

export type RunTags = Readonly<Record<string, string>>;

/** What became of everything that was logged of a run so far, in values: numbers, histograms, parameters, tags. */
export interface RunDelivery {
  /** Its place has said that it has them. */
  readonly delivered: number;
  /** They are tried again. */
  readonly waiting: number;
  /** Refused, or more than may wait. */
  readonly lost: number;
  /** Why the last attempt failed, or else why something was lost; undefined where all is well. */
  readonly problem: string | undefined;
}

/** A run that is being logged. Nothing of it but misuse throws, and no promise of it rejects. */
export interface LoggedRun {
  readonly runId: string;
  readonly name: string;
  /**
   * Logs numbers by name. `undefined` is left out, `null` is no number: NaN.
   *
   * @param position the step, or else the epoch, that they belong to; the next of each statistic if left out. Places that
   * know whole steps alone round an epoch down.
   * @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
   * @example
   * run.log({ loss, val_loss }, { step });
   */
  log(statistics: Statistics, position?: LogPosition): void;
  /**
   * Logs a distribution. TensorBoard and trackio have its buckets; elsewhere it becomes the statistics `name/p50`,
   * `/p90`, `/p99`, `/mean` and `/count`.
   *
   * @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND, HISTOGRAM_SNAPSHOT
   * @example
   * run.logHistogram('gradients', histogram.snapshot(), { step });
   */
  logHistogram(name: string, snapshot: BucketSnapshot, position?: LogPosition): void;
  /** More parameters; one that is there already keeps its value in MLflow. @throws EXPERIMENTS_VALUE_KIND */
  logParameters(parameters: RunParameters): void;
  /** The last value of a tag wins. @throws EXPERIMENTS_VALUE_KIND */
  setTags(tags: RunTags): void;
  /** Delivers what waits, now: a pause after a failure is cut short. */
  flush(): Promise<RunDelivery>;
  /**
   * Says how it ended, and delivers what waits, again and again if need be, for as long as `endTimeoutSeconds`. What is
   * logged later is delivered too.
   *
   * @param status `finished` if left out
   * @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_VALUE_RANGE
   */
  end(status?: Exclude<RunStatus, 'running'>): Promise<RunDelivery>;
  /** Ends it as finished, unless it was ended. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where runs are logged to: MLflow, TensorBoard, trackio, a telemetry, or several of them at once. */
export interface RunLogger {
  /**
   * Begins a run; returns at once, whether its place can be reached or not.
   *
   * @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_VALUE_RANGE, EXPERIMENTS_UNKNOWN_OPTION
   * @example
   * await using run = logger.startRun({ name: 'lr 0.01', parameters: { learningRate: 0.01 } });
   * for (let step = 0; step < 1000; step++) run.log({ loss: train(step) }, { step });
   */
  startRun(start?: RunStart): LoggedRun;
}

/** A place of runs that can be asked for them. */
export interface RunReader {
  /**
   * Runs, the latest first.
   *
   * @throws EXPERIMENTS_ANSWER, EXPERIMENTS_UNREACHABLE (rejects)
   */
  findRuns(query?: RunQuery): Promise<RunRecord[]>;
}

export interface RunQuery {
  /** Runs that have these parameters, as text: `{ task_id: '7' }`. Any if left out. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** As it was given or made by `startRun()`. Any if left out. */
  readonly runId?: string;
  /** Most runs, 1 to 50,000; 1000 if left out. */
  readonly limit?: number;
}

/** A run as its place has it. */
export interface RunRecord {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly startedAtUnixMs: number;
  /** Undefined while it goes on. */
  readonly endedAtUnixMs: number | undefined;
  /** As text. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: RunTags;
  /** By statistic. */
  readonly metrics: Readonly<Record<string, RunMetric>>;
}

/** A statistic over a run. MLflow tells the last value alone. */
export interface RunMetric {
  readonly last: number;
  readonly min?: number;
  readonly max?: number;
  /** Points that were logged. */
  readonly count?: number;
}
