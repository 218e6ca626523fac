/** What a thrown value means for the outcome of an operation. */
import type { Outcome } from '../../ports.ts';

export type { Outcome };

/** Enough of an AbortSignal to know whether somebody gave up, and why. */
export interface AbortState {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

type FailedOutcome = Exclude<Outcome, 'ok'>;

/**
 * What a thrown value means: giving up is no error, and time running out is one, also where that looks like giving up
 * because a signal did it.
 */
export function outcomeOf(error: unknown, signal?: AbortState): FailedOutcome {
  if (timeoutOf(error, signal) !== undefined) return 'error';
  return isAborted(signal) || isAbort(error) ? 'aborted' : 'error';
}

/** By its shape: signals of other realms and of polyfills are signals too. */
export function isAbortState(signal: unknown): signal is AbortState {
  return Object(signal) === signal && 'aborted' in (signal as object);
}

export function isAborted(signal: AbortState | undefined): boolean {
  return Boolean(propertyOf(signal, 'aborted'));
}

/** The TimeoutError behind a failure: the error itself, its cause, or what the signal was aborted with. */
export function timeoutOf(error: unknown, signal?: AbortState): unknown {
  const causes = [
    error,
    propertyOf(error, 'cause'),
    isAborted(signal) ? propertyOf(signal, 'reason') : undefined,
  ];
  return causes.find((cause) => propertyOf(cause, 'name') === 'TimeoutError');
}

/** What the DOM and Node, the clients of OpenAI and Anthropic, axios and got call it. */
const ABORT = /^(APIUser)?Abort(ed)?Error$|^Cancel(l?ed)?Error$|^ABORT_ERR$|^ERR_CANCELED$/;

/** By names and codes, since classes differ between realms and libraries; some clients name the class alone. */
function isAbort(error: unknown): boolean {
  return wordsIn(error).some((name) => typeof name === 'string' && ABORT.test(name));
}

/** A name of a class, at most; what is thrown may be anything, and its name a sentence. */
const CLASS_NAME = /^[\w$.]{1,64}$/;

/**
 * The class of what was thrown, for a label: `TypeError`, `RateLimitError`, or `code` where the class is Error alone;
 * `_OTHER` for what is no error, empty for nothing. The words that OpenTelemetry uses for error.type.
 */
export function errorTypeOf(error: unknown): string {
  if (error === undefined) return '';
  const [name, className, code] = wordsIn(error);
  const special = [name, className].find((word) => isClassName(word) && !/^(Error|Object)$/.test(word));
  return [special, code, name].find(isClassName) ?? '_OTHER';
}

/** The label `error_type` where nothing was thrown: OpenTelemetry's word for a failure without a class, or the outcome. */
export const UNNAMED = { error: '_OTHER', aborted: 'aborted', unknown: 'unknown' } as const;

function wordsIn(error: unknown): [name: unknown, className: unknown, code: unknown] {
  return [
    propertyOf(error, 'name'),
    propertyOf(propertyOf(error, 'constructor'), 'name'),
    propertyOf(error, 'code'),
  ];
}

/** Undefined for what is no object. Anything can be thrown, also something whose getters throw. */
export function propertyOf(thrown: unknown, key: string): unknown {
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) return undefined;
  try {
    return (thrown as Readonly<Record<string, unknown>>)[key];
  } catch {
    return undefined;
  }
}

function isClassName(word: unknown): word is string {
  return typeof word === 'string' && CLASS_NAME.test(word);
}

/** Too many requests (RFC 6585): the one status that is waited for, rather than mended. */
export const TOO_MANY_REQUESTS = '429';

/**
 * A label for it, as OpenTelemetry has error.type: the status of HTTP where there is one, `429`, else the class of the
 * error; `_OTHER` where nobody said.
 *
 * @param failure an error, a response, or its status.
 */
export function failureTypeOf(failure: unknown): string {
  return statusOf(failure) ?? (errorTypeOf(failure) || '_OTHER');
}

export function isRateLimited(failure: unknown): boolean {
  return statusOf(failure) === TOO_MANY_REQUESTS;
}

/** Of clients: `status` of openai, Anthropic and Response, `statusCode` of the AI SDK, `response.status` of axios. */
function statusOf(failure: unknown): string | undefined {
  try {
    const { status, statusCode, response } = Object(failure) as Record<string, unknown>;
    const given = [failure, status, statusCode, (response as { status?: unknown } | undefined)?.status];
    const found = given.find(
      (one) => Number.isInteger(one) && (one as number) >= 400 && (one as number) < 600,
    );
    return found === undefined ? undefined : String(found);
  } catch {
    // Anything can be thrown, also something whose getters throw.
    return undefined;
  }
}
