import { wrongKind } from '../errors.ts';
import type { Logger } from '../ports.ts';
import { consoleWantsColor } from '../runtime/index.ts';
import { requireBoolean, requireFields, requireOneOf, requireText } from '../validate.ts';
import { OPTION, UNKNOWN_OPTION } from './checks.ts';
import { jsonLine } from './json-lines.ts';
import { consoleSink, type Line, loggerOf } from './line.ts';
import { textLine } from './text-line.ts';

export interface LoggerOptions {
  /** The name of the logger where an event names none; `inferometer` if left out. */
  readonly name?: string;
  /** `json`, a line of JSON for machines, if left out; `text`, a line for people, and below it what was thrown. */
  readonly format?: 'json' | 'text';
  /** Takes a line, without its end, and the level; the method of the console that is of the level if left out. */
  readonly write?: (line: string, level: keyof Logger) => unknown;
  /** Of `text`; if left out, as NO_COLOR, FORCE_COLOR and the terminal say, on the console alone. */
  readonly colors?: boolean;
}

/**
 * A logger that writes a line for each event, as `createTelemetry` has one where none is handed in.
 *
 * @throws LOGGING_OPTION_KIND, LOGGING_OPTION_RANGE, LOGGING_UNKNOWN_OPTION
 * @example
 * const telemetry = createTelemetry({ logger: createLogger({ name: 'my-service', format: 'text' }) });
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  requireFields(OPTION.kind, UNKNOWN_OPTION, options, ['name', 'format', 'write', 'colors']);
  const { name = 'inferometer', format = 'json', write = consoleSink } = options;
  const { colors = write === consoleSink && consoleWantsColor() } = options;
  requireText(OPTION, 'name', name);
  requireOneOf(OPTION, 'format', format, ['json', 'text']);
  requireBoolean(OPTION, 'colors', colors);
  if (typeof write !== 'function') throw wrongKind(OPTION.kind, 'write', 'a function', write, OPTION.remedy);
  const lineOf = (line: Line) => (format === 'json' ? jsonLine(name, line) : textLine(name, line, colors));
  return loggerOf((line: Line) => write(lineOf(line), line.level));
}
