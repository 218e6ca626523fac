/** Answers that several routes give, each described once. */
import { type Answer, type Content, type Reference, type Schema, schemaRef } from './openapi.ts';
import { EXAMPLES, type SchemaName } from './schemas/index.ts';

/** An answer of this schema, with its example. */
export function json(name: SchemaName): Content {
  return { 'application/json': { schema: schemaRef(name), example: EXAMPLES[name] } };
}

const TEXT: Schema = { type: 'string' };

export const HTML: Content = { 'text/html': { schema: TEXT } };
export const CSV: Content = { 'text/csv': { schema: TEXT } };
export const EVENTS: Content = { 'text/event-stream': { schema: TEXT } };
/** Bytes have no schema (OpenAPI 3.1, Considerations for File Uploads). */
export const ARROW: Content = { 'application/vnd.apache.arrow.stream': {} };
export const PNG: Content = { 'image/png': {} };
export const SVG: Content = { 'image/svg+xml': { schema: TEXT } };

/** How each status of an error reads, and what its `error_type` is. */
export const ERRORS = {
  400: error('A parameter or the body makes no sense; the answer names it, and what is allowed.', {
    operation: 'get_telemetry',
    error:
      'metric_type expected one of operation_count, operation_latency, …, got "latency". Did you mean operation_latency?',
    error_type: 'API_PARAMETER',
    parameter: 'metric_type',
    allowed: ['operation_count', 'operation_latency', 'success_rate', 'error_rate'],
  }),
  401: error('The token is missing or wrong: send `Authorization: Bearer <token>`.', {
    operation: 'get_telemetry',
    error: 'A bearer token is needed. Send Authorization: Bearer <token>.',
    error_type: 'API_UNAUTHORIZED',
  }),
  403: error('The Host or the Origin of the request is not one of those that are served.', {
    operation: 'get_telemetry',
    error: 'The host telemetry.example is not served here. Name it in allowedHosts.',
    error_type: 'API_FORBIDDEN',
  }),
  404: error('There is nothing of this name.', {
    operation: 'get_telemetry_report',
    error:
      'There is no report report_1714953237_12345. GET /api/v0/wal/telemetry/reports lists those that are kept.',
    error_type: 'API_NOT_FOUND',
  }),
  406: error(
    'The answer comes in none of the formats that the request accepts; `allowed` has those there are.',
    {
      operation: 'get_visualization',
      error: 'accept expected one of image/png, image/svg+xml, got "video/mp4".',
      error_type: 'API_NOT_ACCEPTABLE',
      parameter: 'accept',
      allowed: ['image/png', 'image/svg+xml'],
    },
  ),
  413: error('The body is longer than is read.', {
    operation: 'update_telemetry_config',
    error: 'The body is longer than 65536 bytes.',
    error_type: 'API_BODY_TOO_LARGE',
  }),
  415: error('The body is neither JSON nor a form.', {
    operation: 'update_telemetry_config',
    error:
      'content-type expected one of application/json, application/x-www-form-urlencoded, got "text/xml".',
    error_type: 'API_MEDIA_TYPE',
    parameter: 'content-type',
    allowed: ['application/json', 'application/x-www-form-urlencoded'],
  }),
  429: {
    ...error('Too many of these at once; `Retry-After` says when to try again.', {
      operation: 'generate_telemetry_report',
      error: 'Four reports wait already. Try again in 2 seconds.',
      error_type: 'API_TOO_MANY_REQUESTS',
    }),
    headers: retryAfter(),
  },
  500: error('It failed here. The answer says no more than that; the log does.', {
    operation: 'get_chart',
    error: 'The answer could not be made.',
    error_type: 'API_INTERNAL',
  }),
  503: {
    ...error('Not yet, or not now; `Retry-After`, where it is there, says when to try again.', {
      operation: 'get_telemetry_report',
      error: 'The report is still being made.',
      error_type: 'API_UNAVAILABLE',
    }),
    headers: retryAfter(),
  },
} satisfies Readonly<Record<number, Answer>>;

export type ErrorStatus = keyof typeof ERRORS;

/** Of every route that is no public page: whoever sends what it does not take, and may not; what takes too long, or comes at the end. */
const COMMON: readonly ErrorStatus[] = [400, 401, 403, 500, 503];

/** The errors that every route has, and these. */
export function errors(...more: readonly ErrorStatus[]): Record<string, Reference> {
  return only(...COMMON, ...more);
}

/** These errors and no others. */
export function only(...statuses: readonly ErrorStatus[]): Record<string, Reference> {
  const ascending = [...new Set(statuses)].sort((a, b) => a - b);
  return Object.fromEntries(
    ascending.map((status) => [status, { $ref: `#/components/responses/${status}` }]),
  );
}

function error(description: string, about: Readonly<Record<string, string | readonly string[]>>): Answer {
  const example = { success: false, timestamp: 1714953237.4568963, ...about };
  return { description, content: { 'application/json': { schema: schemaRef('ErrorAnswer'), example } } };
}

function retryAfter(): NonNullable<Answer['headers']> {
  return { 'Retry-After': { description: 'In seconds.', schema: { type: 'integer', minimum: 0 } } };
}
