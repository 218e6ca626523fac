import type { Logger } from '../ports.ts';
import { requireLogger } from './checks.ts';
import { loggerOf } from './line.ts';

/**
 * One logger that tells several. Each is told, whatever the others do; what the first of those that failed threw is
 * thrown then, so that telemetry counts it.
 *
 * @throws LOGGING_OPTION_KIND
 * @example
 * const logger = combineLoggers(createLogger(), await createOpenTelemetryLogger());
 * const telemetry = createTelemetry({ logger });
 */
export function combineLoggers(...loggers: readonly Logger[]): Logger {
  for (const [i, logger] of loggers.entries()) requireLogger(`loggers[${i}]`, logger);
  return loggerOf(({ level, fields, message }) => {
    const errors: unknown[] = [];
    const promises: unknown[] = [];
    for (const logger of loggers) {
      try {
        promises.push(logger[level](fields, message));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      // Nobody else looks after these any more.
      for (const promise of promises) Promise.resolve(promise).catch(() => {});
      throw errors[0];
    }
    return Promise.all(promises);
  });
}
