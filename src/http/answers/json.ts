/** Answers in JSON: what was asked for, when it was answered, and either what there is to say or what is wrong. */
import { type ApiError, errorAnswer } from '../../api/index.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

export function answered(operation: string, nowUnixMs: number, fields: object): object {
  return { success: true, operation, timestamp: nowUnixMs / 1000, ...fields };
}

/** NaN and the infinities are null. */
export function jsonResponse(
  answer: object,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(answer), { status, headers: { 'content-type': JSON_TYPE, ...headers } });
}

export function errorResponse(
  error: ApiError,
  operation: string,
  nowUnixMs: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status, retryAfterSeconds } = error;
  return jsonResponse(errorAnswer(error, operation, nowUnixMs), status, {
    ...(retryAfterSeconds !== undefined && {
      'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))),
    }),
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="inferometer"' }),
    ...headers,
  });
}
