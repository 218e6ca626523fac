/** What is wrong with what this room is handed. */
import { wrongKind } from '../errors.ts';
import type { Logger } from '../ports.ts';
import type { Codes } from '../validate.ts';
import type { Level } from './line.ts';

export const OPTION: Codes = {
  kind: 'LOGGING_OPTION_KIND',
  range: 'LOGGING_OPTION_RANGE',
  remedy: 'Correct it, or leave it out.',
};
export const UNKNOWN_OPTION = 'LOGGING_UNKNOWN_OPTION';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly Level[];

/** @throws LOGGING_OPTION_KIND */
export function requireLogger<Kind extends Logger | object>(label: string, logger: Kind): Kind {
  const methods: Partial<Record<Level, unknown>> = logger ?? {};
  if (LEVELS.every((level) => typeof methods[level] === 'function')) return logger;
  const remedy = 'Pass a logger like pino, or what createLogger() returns.';
  throw wrongKind(OPTION.kind, label, 'an object with debug(), info(), warn() and error()', logger, remedy);
}
