/** Runs on an MLflow tracking server. */
import { InferometerError } from '../../errors.ts';
import { BackOff, pauseOf } from '../../retry.ts';
import { requireText } from '../../validate.ts';
import { OPTION, requireQuery, VALUE } from '../checks.ts';
import { type ServerOptions, serverSettings } from '../delivery/options.ts';
import { DeliveryQueue, queuePorts, WriteFailure } from '../delivery/queue.ts';
import { Refusal } from '../delivery/server.ts';
import { startEntryRun } from '../entry-run.ts';
import type { LoggedRun, RunLogger, RunQuery, RunReader, RunRecord, RunStart, RunStatus } from '../model.ts';
import { MlflowApi, type MlflowRun } from './api.ts';
import { equals, parameterField } from './filter.ts';
import { MlflowWriter, RUN_ID_TAG } from './writer.ts';

export interface MlflowOptions extends ServerOptions {
  /** The experiment that runs belong to; made where there is none. `Default` if left out. */
  readonly experiment?: string;
}

/** A point of a metric. */
export interface HistoryPoint {
  readonly step: number;
  readonly value: number;
  readonly timestampUnixMs: number;
}

/** Made by createMlflowRunLogger. */
export interface MlflowRunLogger extends RunLogger, RunReader {
  /**
   * Every point of a metric of a run, by time and then by step.
   *
   * @param runId as `startRun()` gave or made it
   * @throws EXPERIMENTS_UNREACHABLE, EXPERIMENTS_ANSWER, EXPERIMENTS_NO_RUN (rejects)
   */
  history(runId: string, metric: string): Promise<HistoryPoint[]>;
}

const STATUSES: Readonly<Record<string, RunStatus>> = {
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
};

/**
 * Logs runs to an MLflow tracking server, over REST. Values are sent together, a second after they were logged; while
 * the server is away they wait, and what may have arrived already is not sent twice.
 *
 * @throws EXPERIMENTS_OPTION_KIND, EXPERIMENTS_OPTION_RANGE, EXPERIMENTS_UNKNOWN_OPTION
 * @example
 * const logger = createMlflowRunLogger({ url: 'http://127.0.0.1:5000', experiment: 'glyphs' });
 * await using run = logger.startRun({ parameters: { learningRate: 0.01 } });
 * run.log({ loss: 0.7 }, { step: 0 });
 */
export function createMlflowRunLogger(options: MlflowOptions): MlflowRunLogger {
  const settings = serverSettings(options, ['experiment']);
  const experiment = requireText(OPTION, 'experiment', options.experiment ?? 'Default');
  const api = new MlflowApi(settings);
  const ports = queuePorts(settings);

  async function find(query: RunQuery): Promise<MlflowRun[]> {
    requireQuery(query);
    const { parameters = {}, runId, limit = 1000 } = query;
    const conditions = Object.entries(parameters).map(([name, value]) => equals(parameterField(name), value));
    if (runId !== undefined) conditions.push(equals(`tags.\`${RUN_ID_TAG}\``, runId));
    return asked(async (signal) => {
      const id = await api.experimentId(experiment, signal);
      return id === undefined ? [] : api.searchRuns(id, conditions.join(' AND '), limit, signal);
    });
  }

  return {
    startRun(start: RunStart = {}): LoggedRun {
      // What it could not be found by again is refused before anything is sent.
      if (typeof start?.runId === 'string') equals('runId', start.runId);
      return startEntryRun(start, (_, name) => {
        return new DeliveryQueue(name, new MlflowWriter(api, experiment), settings, ports);
      });
    },
    async findRuns(query = {}) {
      return (await find(query)).map(recordOf);
    },
    async history(runId, metric) {
      requireText(VALUE, 'runId', runId);
      requireText(VALUE, 'metric', metric);
      const [run] = await find({ runId, limit: 1 });
      if (run === undefined) {
        const message = `${experiment} has no run ${runId}. Flush what was logged of it first.`;
        throw new InferometerError('EXPERIMENTS_NO_RUN', message);
      }
      const points = await asked((signal) => api.history(run.runId, metric, signal));
      return points.map(({ step, value, timestamp }) => ({ step, value, timestampUnixMs: timestamp }));
    },
  };
}

/** Questions are asked again where the way to the server failed: a connection that it has closed meanwhile, say. */
const MOST_QUESTIONS = 3;

/** An answer to somebody who waits for it: failures are theirs. @throws EXPERIMENTS_UNREACHABLE, EXPERIMENTS_ANSWER */
async function asked<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const backOff = new BackOff(0.1, 1);
  for (let left = MOST_QUESTIONS - 1; ; left--) {
    try {
      return await ask(signal);
    } catch (cause) {
      if (cause instanceof Refusal) {
        const message = `${cause.message}. Correct what was asked for, or the address of the server.`;
        throw new InferometerError('EXPERIMENTS_ANSWER', message, { cause });
      }
      if (!(cause instanceof WriteFailure)) throw cause;
      if (left === 0) {
        const message = `${cause.message}. Is the server running?`;
        throw new InferometerError('EXPERIMENTS_UNREACHABLE', message, { cause });
      }
      await pauseOf(backOff.next(0) * 1000, signal);
    }
  }
}

function recordOf(run: MlflowRun): RunRecord {
  const { name, status, startedAtUnixMs, endedAtUnixMs, parameters, tags, latest } = run;
  return {
    runId: tags[RUN_ID_TAG] ?? run.runId,
    name,
    status: STATUSES[status] ?? 'running',
    startedAtUnixMs,
    endedAtUnixMs,
    parameters,
    tags,
    metrics: Object.fromEntries(latest.map(({ key, value }) => [key, { last: value }])),
  };
}
