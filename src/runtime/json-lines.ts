import type { Logger } from '../ports.ts';

/**
 * A logger that writes a line of JSON for each event to the console: ISO time, level and logger name beside the
 * fields, in the spelling of structlog, which the source document configures.
 */
export function jsonLinesLogger(): Logger {
  return {
    debug: (fields, message) => console.debug(jsonLine('debug', fields, message)),
    info: (fields, message) => console.info(jsonLine('info', fields, message)),
    warn: (fields, message) => console.warn(jsonLine('warning', fields, message)),
    error: (fields, message) => console.error(jsonLine('error', fields, message)),
  };
}

function jsonLine(level: string, fields: object, message: string): string {
  const timestamp = new Date().toISOString();
  const head = { event: message, level, logger: 'inferometer', timestamp };
  try {
    return JSON.stringify({ ...head, ...fields }, spelt());
  } catch {
    // Something in the fields throws when it is read; what is known of the event is still worth a line.
    return JSON.stringify({ ...head, exception: 'the fields of this event cannot be read' });
  }
}

/** A replacer for what JSON has no spelling for: circles, big integers, errors, numbers that are none. */
function spelt(): (this: unknown, key: string, value: unknown) => unknown {
  const path: unknown[] = [];
  return function (_, value) {
    if (typeof value === 'bigint') return `${value}`;
    if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`;
    if (value instanceof Error) return value.stack ?? `${value}`;
    if (typeof value !== 'object' || value === null) return value;
    // `this` holds the value: whatever was below it before has been left.
    while (path.length > 0 && path.at(-1) !== this) path.pop();
    if (path.includes(value)) return '[circular]';
    path.push(value);
    return value;
  };
}
