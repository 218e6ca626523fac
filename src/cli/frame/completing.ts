/** What may come next on a command line, from the tables of commands. */
import { COMMON, type Command, type OptionSpecs } from './command.ts';
import type { Listed } from './help.ts';

export interface Completions {
  readonly words: readonly (readonly [word: string, about: string])[];
  /** Whether files may come there. */
  readonly isPath: boolean;
}

const NOTHING: Completions = { words: [], isPath: false };

/**
 * @param words what was typed behind `inferometer`, the last one unfinished, or empty
 * @param load the command of this name, if there is one
 */
export async function completionsOf(
  words: readonly string[],
  commands: readonly Listed[],
  load: (name: string) => Promise<Command> | undefined,
): Promise<Completions> {
  const [name = '', ...rest] = words;
  const typed = words.at(-1) ?? '';
  if (words.length <= 1)
    return {
      words: startingWith(
        typed,
        commands.map((one) => [one.name, one.about]),
      ),
      isPath: false,
    };
  const command = await load(name);
  if (command === undefined) return NOTHING;
  const specs: OptionSpecs = { ...command.options, ...COMMON };
  const [, long, value] = /^--([^=]+)=(.*)$/.exec(typed) ?? [];
  if (long !== undefined && value !== undefined) {
    const { words: known = [] } = specs[long]?.kind ?? {};
    return {
      words: startingWith(
        typed,
        known.map((word) => [`--${long}=${word}`, '']),
      ),
      isPath: false,
    };
  }
  const before = kindOf(rest.at(-2) ?? '', specs);
  if (before !== undefined) {
    const { words: known = [], isPath = false } = before;
    return {
      words: startingWith(
        typed,
        known.map((word) => [word, '']),
      ),
      isPath,
    };
  }
  if (typed.startsWith('-')) {
    return {
      words: startingWith(
        typed,
        Object.entries(specs).map(([name, { about }]) => [`--${name}`, about]),
      ),
      isPath: false,
    };
  }
  const { args = [] } = command;
  const place = rest
    .slice(0, -1)
    .filter((word, i) => !word.startsWith('-') && !takesValue(rest[i - 1], specs)).length;
  const spec = args[place] ?? (args.at(-1)?.isMany ? args.at(-1) : undefined);
  if (spec === undefined) return NOTHING;
  return {
    words: startingWith(
      typed,
      (spec.words ?? []).map((word) => [word, '']),
    ),
    isPath: spec.isPath ?? false,
  };
}

function kindOf(word: string, specs: OptionSpecs) {
  if (!word.startsWith('-') || word.includes('=')) return undefined;
  const name = word.startsWith('--')
    ? word.slice(2)
    : Object.keys(specs).find((one) => specs[one]?.short === word.slice(1));
  return name !== undefined && Object.hasOwn(specs, name) ? specs[name]?.kind : undefined;
}

function takesValue(word: string | undefined, specs: OptionSpecs): boolean {
  return word !== undefined && kindOf(word, specs) !== undefined;
}

function startingWith(typed: string, all: readonly (readonly [string, string])[]) {
  return all.filter(([word]) => word.startsWith(typed));
}
