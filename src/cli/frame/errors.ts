/** Why a command did not do what it was asked, and what its process says to the shell by ending. */
import { likelyName } from '../../validate.ts';

export const EXIT = {
  ok: 0,
  /** It did not work, or it found what it was to look for: a regression, damage. */
  failed: 1,
  /** It was asked in a way that makes no sense. */
  usage: 2,
  /** Ctrl-C, by the custom of shells: 128 and the number of the signal. */
  interrupted: 130,
  terminated: 143,
} as const;

/** A mistake of typing: its message is one line, and help is offered under it. */
export class UsageError extends Error {
  /** Whose help has the answer; undefined for that of all. */
  command: string | undefined;
}

/** It was asked rightly, and cannot be done: its message is one line for whoever asked. */
export class CommandError extends Error {}

/** ` Did you mean --since?`, where one of them is like what was typed. */
export function suggestion(typed: string, known: readonly string[], prefix = ''): string {
  const likely = likelyName(typed, known);
  return likely === undefined ? '' : ` Did you mean ${prefix}${likely}?`;
}
