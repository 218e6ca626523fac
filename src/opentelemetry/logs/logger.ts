/** Events as log records of OpenTelemetry. */
import type { Context } from '@opentelemetry/api';
import type { AnyValueMap, LogRecord } from '@opentelemetry/api-logs';
import { isError } from '../../errors.ts';
import { errorText, jsonText, type Line, loggerOf, madeOfFields } from '../../logging/inner.ts';
import type { Logger } from '../../ports.ts';
import { isRecord, requireFields, requireText } from '../../validate.ts';
import type { Api } from '../api.ts';
import { requirePeer, requirePeers } from '../peers.ts';
import type { ApiLike } from '../tracing/shapes.ts';

/** A LoggerProvider, as much of it as tells it from others: programs without the packages type-check. */
export interface LoggerProviderLike {
  getLogger(name: string): { emit(record: never): void };
}

export interface OpenTelemetryLoggerOptions {
  /** What makes the loggers; if left out the global provider of `@opentelemetry/api-logs`, which is needed then. */
  readonly loggerProvider?: LoggerProviderLike;
  /** The scope where an event names no logger; `inferometer` if left out. */
  readonly name?: string;
  /** The module `@opentelemetry/api`; imported if left out. */
  readonly api?: ApiLike;
}

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
const SEVERITIES = { debug: 5, info: 9, warn: 13, error: 17 } as const;

/**
 * A logger that writes log records to OpenTelemetry: the message is the body, `event_type` the name of the event, the
 * other fields are attributes, what was thrown is `exception.type`, `.message` and `.stacktrace`; `trace_id` and `span_id`
 * say whose the record is.
 *
 * @throws OPENTELEMETRY_PEER_MISSING, OPENTELEMETRY_OPTION_KIND, OPENTELEMETRY_UNKNOWN_OPTION
 * @example
 * const logger = combineLoggers(createLogger(), await createOpenTelemetryLogger());
 * const telemetry = createTelemetry({ logger });
 */
export async function createOpenTelemetryLogger(options: OpenTelemetryLoggerOptions = {}): Promise<Logger> {
  const [kind, unknown] = ['OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION'];
  requireFields(kind, unknown, options, ['loggerProvider', 'name', 'api']);
  const { name = 'inferometer', loggerProvider } = options;
  requireText({ kind, range: kind, remedy: 'Name the scope, or leave it out.' }, 'name', name);
  await requirePeers('Logging', [
    options.api === undefined ? ['@opentelemetry/api'] : undefined,
    loggerProvider === undefined ? ['@opentelemetry/api-logs'] : undefined,
  ]);
  const api = (options.api as Api | undefined) ?? (await requirePeer('Logging', '@opentelemetry/api'));
  const providerNow = loggerProvider === undefined ? await globalProvider() : () => loggerProvider;
  return loggerOf(({ level, fields, message }) => {
    const { scope, record } = madeOfFields(fields, ({ logger = name, ...others }) => {
      return { scope: String(logger), record: recordOf(api, { level, fields: others, message }) };
    });
    providerNow()
      .getLogger(scope)
      .emit(record as never);
  });
}

/** The global one is another once it is set. */
async function globalProvider(): Promise<() => LoggerProviderLike> {
  const { logs } = await requirePeer('Logging', '@opentelemetry/api-logs');
  return () => logs.getLoggerProvider();
}

function recordOf(api: Api, { level, fields, message }: Line): LogRecord {
  const { err, trace_id: traceId, span_id: spanId, ...others } = fields;
  const { event_type: type } = others;
  return {
    severityNumber: SEVERITIES[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes: { ...attributesOf(others), ...exceptionOf(err) },
    ...(typeof type === 'string' && { eventName: type }),
    context: contextOf(api, traceId, spanId),
  };
}

/** Of what JSON can spell; what it cannot is spelt as in a line of JSON. */
function attributesOf(fields: Readonly<Record<string, unknown>>): AnyValueMap {
  return JSON.parse(jsonText(fields)) as AnyValueMap;
}

/** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/ */
function exceptionOf(thrown: unknown): AnyValueMap {
  if (thrown === undefined) return {};
  if (!isError(thrown)) return { 'exception.message': textOf(thrown) };
  return {
    'exception.type': thrown.name,
    'exception.message': thrown.message,
    'exception.stacktrace': errorText(thrown),
  };
}

function textOf(value: unknown): string {
  return isRecord(value) || Array.isArray(value) ? jsonText(value) : String(value);
}

/** That of the running code, unless the ids are of another span. */
function contextOf({ context, trace, TraceFlags }: Api, traceId: unknown, spanId: unknown): Context {
  const active = context.active();
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return active;
  if (trace.getSpanContext(active)?.spanId === spanId) return active;
  return trace.setSpanContext(active, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
}
