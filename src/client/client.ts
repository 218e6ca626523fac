/** A client of the REST API: a method for each operation of the contract, and what people do with several. */
import {
  ApiError,
  addressOf,
  type GetNowParameters,
  type GetTelemetryMetricsParameters,
  type MetricType,
  type Now,
  type OperationId,
  type Operations,
  type QueryFileParameters,
  type RealtimeTelemetry,
  type Report,
  type ReportRequest,
  ROUTES,
  secondsOf,
  type TelemetryPoint,
} from '../api/wire.ts';
import type { ArrowTable } from '../ports.ts';
import { pauseOf } from '../retry.ts';
import { requireFields } from '../validate.ts';

import { untilAborted } from './abort.ts';
import { type Call, type CallOptions, respond } from './calls.ts';
import { type EventsOptions, events } from './events.ts';
import { ApiFile } from './file.ts';
import { type ClientOptions, type ClientSettings, settingsOf, timeoutOf } from './options.ts';

/** Times as dates, too. */
export type Asked<Fields> = {
  readonly [Name in keyof Fields]: Name extends 'start_time' | 'end_time'
    ? Fields[Name] | Date
    : Fields[Name];
};

type Given<Id extends OperationId> = Operations[Id]['body'] extends undefined
  ? Asked<Operations[Id]['parameters']>
  : Asked<Operations[Id]['body']>;

type Answered<Id extends OperationId> = Operations[Id]['answer'] extends undefined
  ? ApiFile
  : Operations[Id]['answer'];

/**
 * Asks for parameters first, or for the body of what is posted; answers with JSON as the contract has it, else with a file.
 *
 * @throws ApiError (rejects): with the server's `error_type` as its code, or CLIENT_NETWORK, CLIENT_TIMEOUT, CLIENT_ANSWER
 */
export type Method<Id extends OperationId> =
  Record<never, never> extends Given<Id>
    ? (given?: Given<Id>, options?: CallOptions) => Promise<Answered<Id>>
    : (given: Given<Id>, options?: CallOptions) => Promise<Answered<Id>>;

/** One metric type of one operation type on one backend, over time. */
export interface MetricSeries {
  readonly metricType: MetricType;
  /** `overall` where the metric tells none apart. */
  readonly operationType: string;
  /** `overall` where the metric tells none apart. */
  readonly backend: string;
  /** Oldest first. */
  readonly points: readonly TelemetryPoint[];
}

const SECONDS = { hour: 3600, day: 86_400, week: 604_800 } as const;

export interface MetricsOverTime extends Omit<GetTelemetryMetricsParameters, 'step'> {
  /** How long each step is, in UTC: weeks begin on Thursdays, as 1970 did. */
  readonly every: keyof typeof SECONDS;
}

/** Every operation of the contract by its id, and these. */
export type Client = { readonly [Id in OperationId]: Method<Id> } & {
  /**
   * What goes on, about once a second, for as long as it is read.
   *
   * @example
   * for await (const { in_flight, latency } of client.now()) console.log(in_flight, latency.p99);
   */
  now(parameters?: GetNowParameters, options?: EventsOptions): AsyncGenerator<Now, void, undefined>;
  /** Storage operations, about once a second, for as long as they are read. */
  realtime(options?: EventsOptions): AsyncGenerator<RealtimeTelemetry, void, undefined>;
  /**
   * Storage metrics by the hour, day or week: one series for each metric type, operation type and backend.
   *
   * @example
   * const [adds] = await client.metricsOverTime({ every: 'day', metric_type: 'operation_latency', operation_type: 'add' });
   */
  metricsOverTime(asked: Asked<MetricsOverTime>, options?: CallOptions): Promise<MetricSeries[]>;
  /**
   * Rows as a table of Arrow; its reader is loaded with the first one.
   *
   * @example
   * const table = await client.queryTable({ metric: ['inference_seconds'], step: 60, group_by: ['model_id'] });
   * table.toColumns().percentile_99;
   */
  queryTable(
    asked?: Asked<Omit<QueryFileParameters, 'extension'>>,
    options?: CallOptions,
  ): Promise<ArrowTable>;
  /** Has a report made, and resolves when it is: `getTelemetryReportFile` gives its files. @throws CLIENT_REPORT when it failed */
  makeReport(range?: Asked<ReportRequest>, options?: CallOptions): Promise<Report>;
};

/**
 * A client of a server of `inferometer/http`, in any runtime that has fetch.
 *
 * @throws CLIENT_OPTION_KIND, CLIENT_OPTION_RANGE, CLIENT_UNKNOWN_OPTION, TELEMETRY_ARGUMENT_KIND
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:8000' });
 * const { findings } = await client.getFindings({ start_time: new Date(Date.now() - 3_600_000) });
 * const picture = await client.getChartFile({ chart: 'latency-heatmap', extension: 'png' });
 */
export function createClient(options: ClientOptions): Client {
  const settings = settingsOf(options);
  const ids = Object.keys(ROUTES) as OperationId[];
  const methods = Object.fromEntries(
    ids.map((id) => [
      id,
      (given: Fields = {}, callOptions: CallOptions = {}) => ask(settings, id, given, callOptions),
    ]),
  ) as unknown as { readonly [Id in OperationId]: Method<Id> };
  return {
    ...methods,
    now: (parameters = {}, eventsOptions = {}) => stream<Now>(settings, 'getNow', parameters, eventsOptions),
    realtime: (eventsOptions = {}) =>
      stream<RealtimeTelemetry>(settings, 'getRealtimeTelemetry', {}, eventsOptions),
    metricsOverTime: async ({ every, ...asked }, callOptions) =>
      seriesIn(await methods.getTelemetryMetrics({ ...asked, step: SECONDS[every] }, callOptions)),
    queryTable: async (asked = {}, callOptions) => {
      const { bytes } = await methods.queryFile({ ...asked, extension: 'arrow' }, callOptions);
      const { tableFromIPC } = await import('@uwdata/flechette');
      return tableFromIPC(bytes) as ArrowTable;
    },
    makeReport: (range, callOptions) => madeReport(methods, range, callOptions),
  };
}

type Fields = Readonly<Record<string, unknown>>;

async function ask(
  settings: ClientSettings,
  id: OperationId,
  given: Fields,
  options: CallOptions,
): Promise<unknown> {
  const [method, path, form] = ROUTES[id];
  const isPosted = method === 'POST';
  const call: Call = {
    method,
    address: addressOf(settings.url, path, isPosted ? {} : given),
    accept: form === 'json' ? 'application/json' : '*/*',
    ...(isPosted && { body: withSeconds(given) }),
  };
  return within(settings, call, options, async (signal) => {
    if (form === 'json')
      return JSON.parse(await respond(settings, call, signal, (response) => response.text()));
    return respond(settings, call, signal, async (response) => {
      const bytes = new Uint8Array(await response.arrayBuffer());
      return new ApiFile(bytes, response.headers.get('content-type') ?? 'application/octet-stream');
    });
  });
}

function withSeconds(given: Fields): Fields {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, secondsOf(value)]));
}

/** The time that a call may take is that until its answer is read. @throws ApiError, the signal's reason */
async function within<T>(
  settings: ClientSettings,
  { method, address }: Call,
  options: CallOptions,
  answer: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  requireFields('CLIENT_OPTION_KIND', 'CLIENT_UNKNOWN_OPTION', options, ['signal', 'timeoutSeconds']);
  const { signal, timeoutSeconds: given = settings.timeoutSeconds } = options;
  const seconds = timeoutOf(given);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), seconds * 1000);
  const either = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]);
  try {
    return await untilAborted(answer(either), either);
  } catch (cause) {
    signal?.throwIfAborted();
    if (timeout.signal.aborted) {
      const message = `${method} ${address.pathname} took longer than ${seconds} s. Raise timeoutSeconds, or ask for less.`;
      throw new ApiError('CLIENT_TIMEOUT', message, { status: 0, cause });
    }
    if (cause instanceof ApiError) throw cause;
    const message = `The answer to ${method} ${address.pathname} could not be read. Is that the address of the server?`;
    throw new ApiError('CLIENT_ANSWER', message, { status: 0, cause });
  } finally {
    clearTimeout(timer);
  }
}

async function* stream<Answer>(
  settings: ClientSettings,
  id: 'getNow' | 'getRealtimeTelemetry',
  parameters: GetNowParameters,
  options: EventsOptions,
): AsyncGenerator<Answer, void, undefined> {
  requireFields('CLIENT_OPTION_KIND', 'CLIENT_UNKNOWN_OPTION', options, ['signal', 'onConnection']);
  const [method, path] = ROUTES[id];
  const address = addressOf(settings.url, path, { ...parameters });
  const once = { ...settings, retries: 0 };
  const open = (lastEventId: string | undefined, signal: AbortSignal) =>
    respond(once, { method, address, accept: 'text/event-stream', lastEventId }, signal, async (one) => one);
  for await (const { data } of events(open, options)) yield answerIn<Answer>(data, path);
}

/** @throws ApiError CLIENT_ANSWER */
function answerIn<Answer>(data: string, path: string): Answer {
  try {
    return JSON.parse(data);
  } catch (cause) {
    const message = `An event of ${path} could not be read. Is that the address of the server?`;
    throw new ApiError('CLIENT_ANSWER', message, { status: 0, cause });
  }
}

function seriesIn({ metrics }: Operations['getTelemetryMetrics']['answer']): MetricSeries[] {
  return Object.entries(metrics).flatMap(([metricType, byOperation]) =>
    Object.entries(byOperation).flatMap(([operationType, byBackend]) =>
      Object.entries(byBackend).map(([backend, points]) => ({
        metricType: metricType as MetricType,
        operationType,
        backend,
        points,
      })),
    ),
  );
}

/** How often one asks how far a report is. */
const REPORT_PAUSE_MS = 250;

async function madeReport(
  client: Pick<Client, 'generateTelemetryReport' | 'getTelemetryReport'>,
  range: Asked<ReportRequest> = {},
  options: CallOptions = {},
): Promise<Report> {
  const { report_id } = await client.generateTelemetryReport(range, options);
  for (;;) {
    const { report } = await client.getTelemetryReport({ report_id }, options);
    if (report.state === 'done') return report;
    if (report.state === 'failed') {
      const message = `The report ${report_id} failed: ${report.error ?? 'nobody said why'}`;
      throw new ApiError('CLIENT_REPORT', message, { status: 0 });
    }
    await pauseOf(REPORT_PAUSE_MS, options.signal ?? NEVER);
    options.signal?.throwIfAborted();
  }
}

const NEVER = new AbortController().signal;
