/** An event as loggers are handed it, and a logger made of what takes one. */
import type { Logger } from '../ports.ts';

export type Level = keyof Logger;

export interface Line {
  readonly level: Level;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** As structlog spells it. */
export function levelName(level: Level): string {
  return level === 'warn' ? 'warning' : level;
}

/** @param take may return a promise, which whoever logs can look after */
export function loggerOf(take: (line: Line) => unknown): Logger {
  const method = (level: Level) => (fields: object, message: string) =>
    take({ level, fields: fields as Line['fields'], message });
  return { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
}

/** The method of the console that is of the level. */
export function consoleSink(text: string, level: Level): void {
  console[level](text);
}
