/** What a thrown value means for the outcome of an operation. */
import type { Outcome } from '../../ports.ts';

export type { Outcome };

/** Enough of an AbortSignal to know whether somebody gave up. */
export interface AbortState {
  readonly aborted: boolean;
}

/** What a thrown value means: giving up is no error. */
export function outcomeOf(error: unknown, signal?: AbortState): Exclude<Outcome, 'ok'> {
  try {
    if (signal?.aborted) return 'aborted';
    // By name, as the DOM standard has it: the class differs between realms and libraries.
    return (error as Error | null | undefined)?.name === 'AbortError' ? 'aborted' : 'error';
  } catch {
    // Anything can be thrown, also something whose getters throw.
    return 'error';
  }
}

/** A name of a class, at most; what is thrown may be anything, and its name a sentence. */
const CLASS_NAME = /^[\w$.]{1,64}$/;

/**
 * The class of what was thrown, for a label: `TypeError`, `RateLimitError`, or `code` where the class is Error alone;
 * `_OTHER` for what is no error, empty for nothing. The words that OpenTelemetry uses for error.type.
 */
export function errorTypeOf(error: unknown): string {
  if (error === undefined) return '';
  try {
    const thrown = error as { name?: unknown; code?: unknown; constructor?: { name?: unknown } };
    const names = [thrown.name, thrown.constructor?.name];
    const special = names.find((name) => isClassName(name) && name !== 'Error');
    for (const word of [special, thrown.code, ...names]) if (isClassName(word)) return word;
  } catch {
    // Anything can be thrown, also something whose getters throw.
  }
  return '_OTHER';
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
