/** Why an attempt failed, where a request is tried more than once. */
import { errorTypeOf } from './outcome.ts';

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
