/** The calls of MLflow's REST API that runs take (mlflow.org/docs/latest/rest-api.html), typed. */
import { isRecord } from '../../validate.ts';
import type { ServerSettings } from '../delivery/options.ts';
import { askServer, type JsonRequest, Refusal } from '../delivery/server.ts';

export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

export interface MlflowRun {
  readonly runId: string;
  readonly name: string;
  /** `RUNNING`, `FINISHED`, `FAILED`, `KILLED`, `SCHEDULED` */
  readonly status: string;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Of each metric the last one. */
  readonly latest: readonly MlflowMetric[];
}

/** Runs of a page of an answer, and points of one. */
const PAGE_RUNS = 1000;
const PAGE_POINTS = 20_000;

/** Every call throws WriteFailure where it may succeed later, and Refusal where it will not. */
export class MlflowApi {
  private readonly settings: ServerSettings;

  constructor(settings: ServerSettings) {
    this.settings = settings;
  }

  /** Undefined where there is no experiment of this name. */
  async experimentId(name: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const query = { experiment_name: name };
      const { experiment } = await this.get('experiments/get-by-name', query, signal);
      return textIn(experiment, 'experiment_id');
    } catch (error) {
      if (error instanceof Refusal && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      throw error;
    }
  }

  /** Makes the experiment where there is none. */
  async experiment(name: string, signal: AbortSignal): Promise<string> {
    const known = await this.experimentId(name, signal);
    if (known !== undefined) return known;
    try {
      const answer = await this.post('experiments/create', JSON.stringify({ name }), signal);
      return textIn(answer, 'experiment_id');
    } catch (error) {
      const isThere = error instanceof Refusal && error.errorCode === 'RESOURCE_ALREADY_EXISTS';
      // Another process was faster.
      const id = isThere ? await this.experimentId(name, signal) : undefined;
      if (id === undefined) throw error;
      return id;
    }
  }

  async createRun(
    run: {
      readonly experimentId: string;
      readonly name: string;
      readonly startedAtUnixMs: number;
      readonly tags: Readonly<Record<string, string>>;
    },
    signal: AbortSignal,
  ): Promise<string> {
    const tags = Object.entries(run.tags).map(([key, value]) => ({ key, value }));
    const { experimentId: experiment_id, name: run_name, startedAtUnixMs: start_time } = run;
    const answer = await this.post(
      'runs/create',
      JSON.stringify({ experiment_id, run_name, start_time, tags }),
      signal,
    );
    return runIn(answer.run).runId;
  }

  /** The latest first. @param filter in MLflow's language; all if empty */
  async searchRuns(
    experimentId: string,
    filter: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<MlflowRun[]> {
    const found: MlflowRun[] = [];
    let page_token: string | undefined;
    do {
      const asked = {
        experiment_ids: [experimentId],
        filter,
        max_results: Math.min(PAGE_RUNS, limit - found.length),
        order_by: ['attributes.start_time DESC'],
        ...(page_token !== undefined && { page_token }),
      };
      const answer = await this.post('runs/search', JSON.stringify(asked), signal);
      found.push(...listIn(answer, 'runs').map(runIn));
      page_token = nextPage(answer);
    } while (page_token !== undefined && found.length < limit);
    return found;
  }

  async run(runId: string, signal: AbortSignal): Promise<MlflowRun> {
    return runIn((await this.get('runs/get', { run_id: runId }, signal)).run);
  }

  /** In the order that the server has them in: by time, then by step. */
  async history(runId: string, metric: string, signal: AbortSignal): Promise<MlflowMetric[]> {
    const found: MlflowMetric[] = [];
    let token: string | undefined;
    do {
      const query = {
        run_id: runId,
        metric_key: metric,
        max_results: `${PAGE_POINTS}`,
        ...(token !== undefined && { page_token: token }),
      };
      const answer = await this.get('metrics/get-history', query, signal);
      found.push(...listIn(answer, 'metrics').map(metricIn));
      token = nextPage(answer);
    } while (token !== undefined);
    return found;
  }

  /** @param body as `batches.ts` makes them */
  async logBatch(body: string, signal: AbortSignal): Promise<void> {
    await this.post('runs/log-batch', body, signal);
  }

  /** @param end of a run that goes on: undefined */
  async updateRun(
    runId: string,
    status: string,
    endedAtUnixMs: number | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const end = endedAtUnixMs !== undefined && { end_time: endedAtUnixMs };
    await this.post('runs/update', JSON.stringify({ run_id: runId, status, ...end }), signal);
  }

  private get(path: string, query: Record<string, string>, signal: AbortSignal) {
    return this.ask({ method: 'GET', path, query }, signal);
  }

  private post(path: string, body: string, signal: AbortSignal) {
    return this.ask({ method: 'POST', path, body }, signal);
  }

  private ask(request: JsonRequest, signal: AbortSignal): Promise<Record<string, unknown>> {
    return askServer(this.settings, { ...request, path: `api/2.0/mlflow/${request.path}` }, signal);
  }
}

/** What a server of another kind answers is refused, not guessed at. */
function unexpected(field: string): Refusal {
  return new Refusal(`the answer has no ${field}. Is that an MLflow server?`, 200, undefined);
}

function textIn(value: unknown, field: string): string {
  const text = isRecord(value) ? value[field] : undefined;
  if (typeof text === 'string') return text;
  throw unexpected(field);
}

/** MLflow leaves out lists that are empty. */
function listIn(value: unknown, field: string): readonly unknown[] {
  const list = isRecord(value) ? value[field] : undefined;
  return Array.isArray(list) ? list : [];
}

function nextPage({ next_page_token: token }: Record<string, unknown>): string | undefined {
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function runIn(value: unknown): MlflowRun {
  if (!isRecord(value) || !isRecord(value.info)) throw unexpected('run');
  const { info, data } = value;
  const ended = Number(info.end_time ?? 0);
  return {
    runId: textIn(info, 'run_id'),
    name: typeof info.run_name === 'string' ? info.run_name : '',
    status: typeof info.status === 'string' ? info.status : 'RUNNING',
    startedAtUnixMs: Number(info.start_time ?? 0),
    endedAtUnixMs: ended > 0 ? ended : undefined,
    parameters: pairsIn(listIn(data, 'params')),
    tags: pairsIn(listIn(data, 'tags')),
    latest: listIn(data, 'metrics').map(metricIn),
  };
}

function pairsIn(list: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(
    list.map((pair) => [textIn(pair, 'key'), isRecord(pair) ? String(pair.value ?? '') : '']),
  );
}

/** Numbers that JSON has no spelling for are texts: `NaN`, `Infinity`. Some servers write NaN as it is, or as null. */
function metricIn(value: unknown): MlflowMetric {
  if (!isRecord(value)) throw unexpected('metric');
  return {
    key: textIn(value, 'key'),
    value: value.value === null ? Number.NaN : Number(value.value ?? 0),
    timestamp: Number(value.timestamp ?? 0),
    step: Number(value.step ?? 0),
  };
}
