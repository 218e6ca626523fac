import type { Logger } from '../ports.ts';
import { jsonText, madeOfFields } from './json-text.ts';
import { consoleSink, type Line, levelName, loggerOf } from './line.ts';

/** A logger that writes a line of JSON for each event to the console. */
export function jsonLinesLogger(): Logger {
  return loggerOf((line) => consoleSink(jsonLine('inferometer', line), line.level));
}

/**
 * ISO time, level and logger name beside the fields, in the spelling of structlog, which the source document configures:
 * what was thrown, in the field `err`, as pino has it, becomes `exception`.
 */
export function jsonLine(logger: string, { level, fields, message }: Line): string {
  const timestamp = new Date().toISOString();
  const head = { event: message, level: levelName(level), logger, timestamp };
  return madeOfFields(fields, ({ err, ...others }) => jsonText({ ...head, ...others, exception: err }));
}
