/** Answers in JSON: what was asked for, when it was answered, and either what there is to say or what is wrong. */
import { type ApiError, errorAnswer } from '../../api/index.ts';
import type { Slices } from '../../metrics/inner.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

export function answered(operation: string, nowUnixMs: number, fields: object): object {
  return { success: true, operation, timestamp: nowUnixMs / 1000, ...fields };
}

/** Elements of a list that are written in one go: a fraction of a millisecond. */
const SLICE = 64;

/** The body of `jsonResponse`, with lists of thousands of rows written piece by piece. */
export function* writingJson(answer: object): Slices<Uint8Array> {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  const write = (text: string) => void pieces.push(encoder.encode(text));
  let before = '{';
  for (const [name, value] of Object.entries(answer)) {
    if (value === undefined) continue;
    write(`${before}${JSON.stringify(name)}:`);
    before = ',';
    if (!Array.isArray(value) || value.length <= SLICE) {
      write(JSON.stringify(value));
      continue;
    }
    for (let from = 0; from < value.length; from += SLICE) {
      write((from === 0 ? '[' : ',') + JSON.stringify(value.slice(from, from + SLICE)).slice(1, -1));
      yield;
    }
    write(']');
  }
  write(before === '{' ? '{}' : '}');
  const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

/** NaN and the infinities are null. @param answer or its text, as `writingJson` gives it */
export function jsonResponse(
  answer: object,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = answer instanceof Uint8Array ? (answer as BodyInit) : JSON.stringify(answer);
  return new Response(body, { status, headers: { 'content-type': JSON_TYPE, ...headers } });
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
