/** Structured logging: loggers for telemetry, and a logger for what a program itself has to say. */
export { InferometerError } from '../errors.ts';
export type { Logger } from '../ports.ts';
export { combineLoggers } from './combine.ts';
export {
  createEventLogger,
  type EventFields,
  type EventLogger,
  type EventLoggerOptions,
} from './event-logger.ts';
export { createLogger, type LoggerOptions } from './logger.ts';
export { createMessageFirstLogger, type MessageFirstLogger } from './message-first.ts';
