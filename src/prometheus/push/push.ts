/** Metrics of jobs that end, left where a Prometheus scrapes them: with a Pushgateway (prometheus/pushgateway, README.md, "API"). */
import { type Consignment, deliver, failureText } from '../../delivery.ts';
import { BackOff, pauseOf } from '../../retry.ts';
import { systemClock, systemTimer } from '../../runtime/index.ts';
import { contextIn } from '../../telemetry/index.ts';
import { readOnce, requireFields } from '../../validate.ts';
import { type PreparedExposition, preparedExposition } from '../exposition.ts';
import { CONTENT_OPTIONS, requireExpositionOptions } from '../exposition-options.ts';
import { type Exposable, requireExposable } from '../page/format.ts';
import {
  type PushOptions,
  type PushSettings,
  type PushTarget,
  requireTarget,
  requireWay,
  TARGET_OPTIONS,
} from './options.ts';

/** What the Pushgateway has said. */
export interface PushResult {
  /** Whether it took everything. */
  readonly isAcknowledged: boolean;
  /** Of the answer that settled it; undefined where none did. */
  readonly status?: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** Bytes of what was pushed. */
  readonly bytes: number;
  /** Why it was not taken: `400 ...` in the words of the Pushgateway, or what became of the connection. */
  readonly problem?: string;
}

const ACCEPT = {
  text: 'text/plain;version=0.0.4',
  protobuf: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
} as const;

const PUSH_OPTIONS = [
  ...TARGET_OPTIONS,
  ...CONTENT_OPTIONS,
  'mode',
  'format',
] as const satisfies readonly (keyof PushOptions)[];

/**
 * Pushes everything recorded so far to a Pushgateway: at the end of a training or of another batch job, which is gone before
 * anybody scrapes it. Tries again, for `timeoutSeconds` in all, where no answer comes, or one of 429 or 500 and above. It
 * never rejects for what happens on the way: the result says what was acknowledged, and the log what was not.
 *
 * @throws PROMETHEUS_SOURCE, PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE
 * @example
 * await model.fit(x, y);
 * const { isAcknowledged, problem } = await pushMetrics(telemetry, {
 *   url: 'http://pushgateway:9091',
 *   job: 'train',
 *   grouping: { instance: hostname() },
 * });
 * if (!isAcknowledged) console.error(problem);
 */
export async function pushMetrics(source: Exposable, given: PushOptions): Promise<PushResult> {
  requireExposable(source);
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', given, PUSH_OPTIONS);
  const options = readOnce('options', given, PUSH_OPTIONS);
  requireExpositionOptions(options);
  const settings = requireTarget(options);
  const { mode, format } = requireWay(options);
  const page = preparedExposition(source, { ...options, accept: ACCEPT[format] }, '');
  const body = await bodyOf(source, page).catch(
    (error: unknown) => `it could not be read: ${failureText(error)}`,
  );
  if (typeof body === 'string') {
    return logged(source, settings, { isAcknowledged: false, attempts: 0, bytes: 0, problem: body });
  }
  const headers = { 'content-type': page.contentType };
  const method = mode === 'replace' ? 'PUT' : 'POST';
  const outcome = await sentUntilTaken(source, settings, { method, headers, body });
  return logged(source, settings, { ...outcome, bytes: body.length });
}

/**
 * Deletes what was pushed to this group: of a job that will not run again, or before it runs anew. A Pushgateway keeps a group
 * until somebody does.
 *
 * @throws PROMETHEUS_UNKNOWN_OPTION, PROMETHEUS_OPTION_KIND, PROMETHEUS_OPTION_RANGE
 * @example
 * await deletePushedMetrics({ url: 'http://pushgateway:9091', job: 'train', grouping: { instance: hostname() } });
 */
export async function deletePushedMetrics(target: PushTarget): Promise<PushResult> {
  requireFields('PROMETHEUS_OPTION_KIND', 'PROMETHEUS_UNKNOWN_OPTION', target, TARGET_OPTIONS);
  const outcome = await sentUntilTaken({}, requireTarget(target), { method: 'DELETE', headers: {} });
  return { ...outcome, bytes: 0 };
}

/** All of the page, since what may be sent again cannot be a stream; or why there is none. */
async function bodyOf(
  source: Exposable,
  page: PreparedExposition,
): Promise<Uint8Array<ArrayBuffer> | string> {
  // A group that is replaced by nothing is deleted.
  if (isEmpty(source)) return 'nothing was recorded, or the telemetry was disposed of: push before dispose()';
  return new Uint8Array(await new Response(page.open()).arrayBuffer());
}

function isEmpty({ metrics }: Exposable): boolean {
  for (const { series } of metrics) for (const _ of series) return false;
  return true;
}

/** First and longest pause between two attempts. */
const [MIN_PAUSE_SECONDS, MAX_PAUSE_SECONDS] = [0.25, 5];

async function sentUntilTaken(
  source: object,
  { url, headers, timeoutSeconds, fetch }: PushSettings,
  content: Pick<Consignment, 'method' | 'headers' | 'body'>,
): Promise<Omit<PushResult, 'bytes'>> {
  const ports = contextIn(source) ?? { clock: systemClock(), timer: systemTimer() };
  const all = { 'user-agent': 'inferometer', ...headers, ...content.headers };
  const consignment = { ...content, headers: all, url, timeoutSeconds, fetch };
  const backOff = new BackOff(MIN_PAUSE_SECONDS, MAX_PAUSE_SECONDS);
  const end = new AbortController();
  // Not the timer of the port, which keeps no process alive: a job that ends waits for this.
  const deadline = setTimeout(() => end.abort(), timeoutSeconds * 1000);
  try {
    let problem = 'no answer in time';
    for (let attempts = 1; ; attempts++) {
      const outcome = await deliver(consignment, ports, end.signal);
      if (outcome.kind === 'taken') return { isAcknowledged: true, status: outcome.status, attempts };
      if (outcome.kind === 'refused')
        return { isAcknowledged: false, status: outcome.status, attempts, problem: outcome.message };
      // What an attempt says that was cut short says less than those before.
      if (!end.signal.aborted) problem = outcome.message;
      await pauseOf(backOff.next(outcome.retryAfterSeconds) * 1000, end.signal);
      if (end.signal.aborted) return { isAcknowledged: false, attempts, problem };
    }
  } finally {
    clearTimeout(deadline);
  }
}

/** What was not acknowledged is said where telemetry says what it loses. */
function logged(source: object, { url }: PushSettings, result: PushResult): PushResult {
  const { isAcknowledged, problem } = result;
  if (!isAcknowledged) {
    const fields = { event_type: 'push', remote: url.host, answer: problem };
    contextIn(source)?.log.write('warn', fields, 'Metrics were not pushed');
  }
  return result;
}
