/** Experiments by task, as the performance tracker of the source document has them. */
import { InferometerError, wrongKind } from '../errors.ts';
import type { LogPosition, Statistics } from '../telemetry/index.ts';
import { requireText } from '../validate.ts';
import { requireStatistics, VALUE } from './checks.ts';
import { type CompareOptions, compareRuns, type RunComparison } from './comparison/compare.ts';
import type { LoggedRun, RunDelivery, RunLogger, RunReader, RunRecord } from './model.ts';

export interface TaskComparison {
  /** In the order in which they were asked for, each with its runs, the latest first. */
  readonly tasks: readonly { readonly taskId: string; readonly runs: readonly RunRecord[] }[];
  /** Of all these runs, in this order. */
  readonly comparison: RunComparison;
}

/** Made by createPerformanceTracker. */
export class PerformanceTracker {
  private readonly logger: RunLogger & Partial<RunReader>;
  /** The one of each task, by its id. */
  private readonly runs = new Map<string, LoggedRun>();

  /** @internal */
  constructor(logger: RunLogger & Partial<RunReader>) {
    this.logger = logger;
  }

  /**
   * Logs metrics of a task: to a run `task_<id>`, which is begun with the first ones and has the parameters `task_id` and
   * `timestamp`; what comes later for the task goes to the same run.
   *
   * @param position as of `run.log()`
   * @throws EXPERIMENTS_VALUE_KIND, EXPERIMENTS_VALUE_RANGE, EXPERIMENTS_UNKNOWN_OPTION
   * @example
   * tracker.logExperiment('7', { accuracy: 0.93, loss: 0.21 });
   */
  logExperiment(taskId: string, metrics: Statistics, position: LogPosition = {}): void {
    requireText(VALUE, 'taskId', taskId);
    requireStatistics(metrics);
    const run = this.runs.get(taskId) ?? this.begin(taskId);
    run.log(metrics, position);
  }

  /**
   * What was logged of these tasks, by this process and by others. What waits is delivered first.
   *
   * @throws EXPERIMENTS_NOT_READABLE, EXPERIMENTS_VALUE_KIND, EXPERIMENTS_UNREACHABLE, EXPERIMENTS_ANSWER (rejects)
   * @example
   * const { comparison } = await tracker.compareTasks(['7', '8']);
   */
  async compareTasks(taskIds: readonly string[], options: CompareOptions = {}): Promise<TaskComparison> {
    if (!Array.isArray(taskIds))
      throw wrongKind(VALUE.kind, 'taskIds', 'a list of ids', taskIds, 'Pass a list, also of one alone.');
    for (const taskId of taskIds) requireText(VALUE, 'taskId', taskId);
    const { logger } = this;
    if (logger.findRuns === undefined) {
      const message =
        'this place of runs cannot be asked for them. Compare those of MLflow or of a telemetry.';
      throw new InferometerError('EXPERIMENTS_NOT_READABLE', message);
    }
    await Promise.all(Array.from(this.runs.values(), (run) => run.flush()));
    const tasks: { taskId: string; runs: RunRecord[] }[] = [];
    for (const taskId of taskIds)
      tasks.push({ taskId, runs: await logger.findRuns({ parameters: { task_id: taskId } }) });
    return {
      tasks,
      comparison: compareRuns(
        tasks.flatMap(({ runs }) => runs),
        options,
      ),
    };
  }

  /** Ends the runs of all tasks as finished. @returns what became of each, by task */
  async end(): Promise<Map<string, RunDelivery>> {
    const ending = Array.from(this.runs, async ([taskId, run]) => [taskId, await run.end()] as const);
    this.runs.clear();
    return new Map(await Promise.all(ending));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  private begin(taskId: string): LoggedRun {
    const parameters = { task_id: taskId, timestamp: new Date().toISOString() };
    const run = this.logger.startRun({ name: `task_${taskId}`, parameters });
    this.runs.set(taskId, run);
    return run;
  }
}

/**
 * Tracks experiments by task: `logExperiment(taskId, metrics)` and `compareTasks(taskIds)`.
 *
 * @param logger where its runs go; `compareTasks` wants one that can be asked, as MLflow's and that of a telemetry can
 * @throws EXPERIMENTS_VALUE_KIND
 * @example
 * await using tracker = createPerformanceTracker(createMlflowRunLogger({ url: 'http://127.0.0.1:5000' }));
 * tracker.logExperiment('7', { accuracy: 0.93 });
 */
export function createPerformanceTracker(logger: RunLogger & Partial<RunReader>): PerformanceTracker {
  if (typeof logger?.startRun === 'function') return new PerformanceTracker(logger);
  const remedy = 'Pass what createMlflowRunLogger() or the like returned.';
  throw wrongKind(VALUE.kind, 'logger', 'a logger of runs', logger, remedy);
}
