/** Several places of runs as one. */
import { messageOf, wrongKind } from '../errors.ts';
import { containment } from '../metrics/inner.ts';
import { randomId } from '../telemetry/index.ts';
import { requireStart, VALUE } from './checks.ts';
import type { LoggedRun, RunDelivery, RunLogger } from './model.ts';

/**
 * Logs every run to each of these. One that fails holds up none of the others; its run has the same id everywhere.
 *
 * @throws EXPERIMENTS_VALUE_KIND
 * @example
 * const logger = combineRunLoggers(createTelemetryRunLogger(telemetry, { modelId: 'glyphs' }), mlflow);
 */
export function combineRunLoggers(...loggers: readonly RunLogger[]): RunLogger {
  if (loggers.length === 0 || loggers.some((logger) => typeof logger?.startRun !== 'function')) {
    const remedy = 'Pass what createMlflowRunLogger() and the like returned, one or more.';
    throw wrongKind(VALUE.kind, 'loggers', 'loggers of runs', loggers, remedy);
  }
  return {
    startRun(start = {}) {
      requireStart(start);
      const runId = start.runId ?? `run-${randomId()}`;
      const name = start.name ?? runId;
      return new CombinedRun(
        runId,
        name,
        loggers.map((logger) => logger.startRun({ ...start, runId, name })),
      );
    },
  };
}

class CombinedRun implements LoggedRun {
  readonly runId: string;
  readonly name: string;
  private readonly runs: readonly LoggedRun[];

  constructor(runId: string, name: string, runs: readonly LoggedRun[]) {
    this.runId = runId;
    this.name = name;
    this.runs = runs;
  }

  log(...args: Parameters<LoggedRun['log']>): void {
    this.tellAll((run) => run.log(...args));
  }

  logHistogram(...args: Parameters<LoggedRun['logHistogram']>): void {
    this.tellAll((run) => run.logHistogram(...args));
  }

  logParameters(...args: Parameters<LoggedRun['logParameters']>): void {
    this.tellAll((run) => run.logParameters(...args));
  }

  setTags(...args: Parameters<LoggedRun['setTags']>): void {
    this.tellAll((run) => run.setTags(...args));
  }

  async flush(): Promise<RunDelivery> {
    return this.delivered((run) => run.flush());
  }

  async end(...args: Parameters<LoggedRun['end']>): Promise<RunDelivery> {
    return this.delivered((run) => run.end(...args));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.runs.map(async (run) => run[Symbol.asyncDispose]()));
  }

  /** What the first of those that failed threw is thrown when all were told. */
  private tellAll(tell: (run: LoggedRun) => void): void {
    const errors: unknown[] = [];
    const contain = containment((_, error) => errors.push(error));
    for (const run of this.runs) contain('listener', () => tell(run));
    if (errors.length > 0) throw errors[0];
  }

  private async delivered(deliver: (run: LoggedRun) => Promise<RunDelivery>): Promise<RunDelivery> {
    const settled = await Promise.allSettled(this.runs.map(async (run) => deliver(run)));
    return sumOf(settled.map((one) => (one.status === 'fulfilled' ? one.value : failure(one.reason))));
  }
}

/** Of a place that rejects nobody knows more. */
function failure(reason: unknown): RunDelivery {
  return { delivered: 0, waiting: 0, lost: 0, problem: messageOf(reason) };
}

/** A value counts once for each place. */
function sumOf(deliveries: readonly RunDelivery[]): RunDelivery {
  const sum = (count: (delivery: RunDelivery) => number) =>
    deliveries.reduce((total, delivery) => total + count(delivery), 0);
  return {
    delivered: sum(({ delivered }) => delivered),
    waiting: sum(({ waiting }) => waiting),
    lost: sum(({ lost }) => lost),
    problem: deliveries.find(({ problem }) => problem !== undefined)?.problem,
  };
}
