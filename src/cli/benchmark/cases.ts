/** What of a module is timed: its exported functions that take nothing. */

import { messageOf } from '../../errors.ts';
import { CommandError } from '../frame/errors.ts';
import { moduleUrl } from '../platform/index.ts';

export interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Cases {
  readonly cases: readonly Case[];
  /** Exports that are no cases, with why. */
  readonly leftOut: readonly string[];
  setup(): unknown;
  teardown(): unknown;
}

/** Called once, around everything. */
const AROUND = ['setup', 'teardown'];

/** @throws CommandError */
export async function casesOf(path: string): Promise<Cases> {
  let exported: Record<string, unknown>;
  try {
    exported = await import(moduleUrl(path));
  } catch (error) {
    throw new CommandError(`cannot import ${path}: ${messageOf(error)}`);
  }
  const { default: main, ...named } = exported;
  const all: Record<string, unknown> = {
    ...named,
    ...(typeof main === 'object' && main !== null
      ? { ...main }
      : main === undefined
        ? {}
        : { default: main }),
  };
  const cases: Case[] = [];
  const leftOut: string[] = [];
  for (const [name, run] of Object.entries(all)) {
    if (AROUND.includes(name)) continue;
    if (typeof run !== 'function') leftOut.push(`${name} is no function`);
    else if (/^class\b/.test(Function.prototype.toString.call(run))) leftOut.push(`${name} is a class`);
    else if (run.length > 0) leftOut.push(`${name} takes arguments`);
    else cases.push({ name, run: run as () => unknown });
  }
  const called = (name: string) => () =>
    typeof all[name] === 'function' ? (all[name] as () => unknown)() : undefined;
  if (cases.length === 0) {
    const why = leftOut.length === 0 ? '' : `: ${leftOut.join(', ')}`;
    throw new CommandError(`${path} exports no function without arguments${why}`);
  }
  return { cases, leftOut, setup: called('setup'), teardown: called('teardown') };
}
