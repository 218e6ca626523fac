/** What a command is: a table of what may be typed, from which parsing, help, suggestions and completions come. */
import type { Output } from '../terminal/output.ts';
import type { ValueKind } from './values.ts';

export interface OptionSpec<Value = unknown> {
  readonly about: string;
  /** Undefined for a switch. */
  readonly kind?: ValueKind<Value>;
  /** One letter: `-o`. */
  readonly short?: string;
  /** What holds where it is not given, for help: `8000`. */
  readonly default?: string;
  /** Whether each one that is given counts. */
  readonly isMany?: true;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly about: string;
  readonly isOptional?: true;
  readonly isMany?: true;
  /** All that may be typed, where that is a list. */
  readonly words?: readonly string[];
  readonly isPath?: true;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Of options by their names: a switch is whether it was given; what may be given often is a list. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends { readonly kind: ValueKind<infer Value> }
    ? Specs[Name] extends { readonly isMany: true }
      ? readonly Value[]
      : Value | undefined
    : boolean;
};

/** What a command works with. */
export interface Context {
  /** Standard output: what was asked for. */
  readonly out: Output;
  /** Standard error: what is told meanwhile. */
  readonly err: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ctrl-C, and a reader of standard output that has gone. */
  readonly signal: AbortSignal;
  now(): number;
}

export interface Invocation<Specs extends OptionSpecs> extends Context {
  readonly options: OptionValues<Specs>;
  readonly args: readonly string[];
}

export interface Command<Specs extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  /** A sentence, for its own help. */
  readonly about: string;
  readonly args?: readonly ArgumentSpec[];
  readonly options: Specs;
  /** Options of other commands that one would expect here, and what to do instead: `it reads files: name them`. */
  readonly missing?: Readonly<Record<string, string>>;
  /** Lines that can be typed, with what they do. */
  readonly examples: readonly (readonly [line: string, about: string])[];
  /** @returns the exit code; 0 if undefined */
  run(invocation: Invocation<Specs>): Promise<number | undefined>;
}

/** A command with its options typed. */
export function command<const Specs extends OptionSpecs>(spec: Command<Specs>): Command {
  return spec as unknown as Command;
}

/** What every command takes. */
export const COMMON = {
  'no-color': { about: 'no colours, as NO_COLOR=1' },
  help: { about: 'this page', short: 'h' },
} as const satisfies OptionSpecs;
