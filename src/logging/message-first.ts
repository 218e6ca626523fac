import type { Logger } from '../ports.ts';
import { requireLogger } from './checks.ts';
import { loggerOf } from './line.ts';

/** A logger whose methods take the message first and the fields second: winston's, consola's, loglevel's, the console. */
export interface MessageFirstLogger {
  debug(message: string, fields: object): unknown;
  info(message: string, fields: object): unknown;
  warn(message: string, fields: object): unknown;
  error(message: string, fields: object): unknown;
}

/**
 * Such a logger as telemetry takes one.
 *
 * @throws LOGGING_OPTION_KIND
 * @example
 * const telemetry = createTelemetry({ logger: createMessageFirstLogger(winston.createLogger()) });
 */
export function createMessageFirstLogger(logger: MessageFirstLogger): Logger {
  requireLogger('logger', logger);
  return loggerOf(({ level, fields, message }) => logger[level](message, fields));
}
