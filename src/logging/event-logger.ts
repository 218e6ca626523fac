import { isError, wrongKind } from '../errors.ts';
import type { Logger } from '../ports.ts';
import { contextOf, type TelemetryContext, type TelemetryHandle, writeEvent } from '../telemetry/index.ts';
import { isRecord, requireFields, requireText } from '../validate.ts';
import { OPTION, UNKNOWN_OPTION } from './checks.ts';
import { type Level, type Line, loggerOf } from './line.ts';

/** What an event is about. `err` is what was thrown; `event_type` says what kind of event it is. */
export type EventFields = Readonly<Record<string, unknown>>;

export interface EventLoggerOptions {
  /** The name of the logger, in the field `logger`: `trainer`. */
  readonly name: string;
  /** Fields of every event. None if left out. */
  readonly fields?: EventFields;
}

/** As pino's: fields or what was thrown, and a message; or a message alone. Never throws. */
type LogEvent = (fields: object | string, message?: string) => void;

export interface EventLogger extends Logger {
  readonly debug: LogEvent;
  readonly info: LogEvent;
  readonly warn: LogEvent;
  readonly error: LogEvent;
  /** A logger that has these fields, too, in every event. */
  child(fields: EventFields): EventLogger;
}

/**
 * A logger for what the program itself has to say, which goes where telemetry's own events go: at its level, with the
 * ids of the active span, without content unless `recordContent` is true. What cannot be logged is counted as
 * `logger_failed`.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, LOGGING_OPTION_KIND, LOGGING_UNKNOWN_OPTION
 * @example
 * const log = createEventLogger(telemetry, { name: 'trainer', fields: { task_id: 'letters' } });
 * log.info({ event_type: 'checkpoint_saved', epoch: 3 }, 'Checkpoint saved');
 * log.error({ event_type: 'checkpoint_failed', err: error }, 'Checkpoint failed');
 */
export function createEventLogger(telemetry: TelemetryHandle, options: EventLoggerOptions): EventLogger {
  const context = contextOf(telemetry);
  requireFields(OPTION.kind, UNKNOWN_OPTION, options, ['name', 'fields']);
  const { name, fields = {} } = options;
  requireText({ ...OPTION, remedy: "Name what logs: { name: 'trainer' }." }, 'name', name);
  if (!isRecord(fields)) throw wrongKind(OPTION.kind, 'fields', 'an object', fields, OPTION.remedy);
  return eventLogger(context, { ...fields, logger: name });
}

function eventLogger(context: TelemetryContext, own: EventFields): EventLogger {
  const { contain } = context;
  const { debug, info, warn, error } = loggerOf((line) => {
    const event = contain('logger', () => eventOf(line.fields, line.message));
    const { fields, message } = event ?? { fields: {}, message: 'An event that cannot be read' };
    writeEvent(context, line.level, own, fields, message);
  }) as Pick<EventLogger, Level>;
  const child = (fields: EventFields) => {
    // In a list: fields that happen to have a method `then` are no promise.
    const all = contain('logger', () => [{ ...own, ...(isRecord(fields) && fields), logger: own.logger }]);
    return eventLogger(context, all?.[0] ?? own);
  };
  return { debug, info, warn, error, child };
}

/** Of whatever it is called with: a logger that is used wrongly must not break what it logs about. */
function eventOf(first: unknown, second: unknown): Omit<Line, 'level'> {
  const isThrown = isError(first);
  const fields = isThrown ? { err: first } : isRecord(first) ? first : {};
  const otherwise = isThrown ? first.message : (fields.event_type ?? '');
  return { fields, message: String(typeof first === 'string' ? first : (second ?? otherwise)) };
}
