/** From words to the values of options: whatever is not known is a mistake, with what is most like it. */
import { type ArgumentSpec, COMMON, type Command, type OptionSpec, type OptionSpecs } from './command.ts';
import { suggestion, UsageError } from './errors.ts';

export interface Parsed {
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  readonly isHelp: boolean;
}

/** @throws UsageError */
export function parse(command: Command, words: readonly string[]): Parsed {
  try {
    return parsed(command, words);
  } catch (error) {
    if (error instanceof UsageError) error.command = command.name;
    throw error;
  }
}

function parsed(command: Command, words: readonly string[]): Parsed {
  const specs: OptionSpecs = { ...command.options, ...COMMON };
  const options: Record<string, unknown> = {};
  for (const [name, { kind, isMany }] of Object.entries(specs)) {
    options[name] = isMany ? [] : kind === undefined ? false : undefined;
  }
  const args: string[] = [];
  const waiting = [...words];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '--') {
      args.push(...waiting.splice(0));
    } else if (!word.startsWith('-') || word === '-') {
      args.push(word);
    } else {
      const { name, spec, label, value } = optionIn(word, specs, command);
      if (spec.kind === undefined) {
        if (value !== undefined) throw new UsageError(`${label} takes no value, got "${value}".`);
        options[name] = true;
        continue;
      }
      const text = value ?? waiting.shift();
      // An option that follows is no value; what begins with a dash is given with =.
      if (text === undefined || (value === undefined && /^--./.test(text))) {
        throw new UsageError(`${label} needs a value: ${label} ${spec.kind.placeholder}`);
      }
      const read = spec.kind.read(text, label);
      if (spec.isMany) (options[name] as unknown[]).push(read);
      else options[name] = read;
    }
  }
  const isHelp = options.help === true;
  if (!isHelp) requireArguments(command, args);
  return { options, args, isHelp };
}

interface Found {
  readonly name: string;
  readonly spec: OptionSpec;
  /** As it was typed. */
  readonly label: string;
  readonly value: string | undefined;
}

function optionIn(word: string, specs: OptionSpecs, { missing = {}, name: of }: Command): Found {
  const [, label = '', value] = /^(--?[^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  const isLong = label.startsWith('--');
  const typed = label.replace(/^--?/, '');
  const name = isLong ? typed : Object.keys(specs).find((one) => specs[one]?.short === typed);
  const spec = name !== undefined && Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (name !== undefined && spec !== undefined) return { name, spec, label, value };
  if (Object.hasOwn(missing, typed)) throw new UsageError(`${of} takes no ${label}: ${missing[typed]}.`);
  throw new UsageError(`unknown option ${label}.${suggestion(typed, Object.keys(specs), '--')}`);
}

function requireArguments({ args: specs = [] }: Command, args: readonly string[]): void {
  for (const [i, spec] of specs.entries()) {
    if (args[i] === undefined && !spec.isOptional)
      throw new UsageError(`${spec.name} is missing: ${spec.about}`);
    requireWord(spec, args[i]);
  }
  const isOpen = specs.at(-1)?.isMany ?? false;
  if (!isOpen && args.length > specs.length) throw new UsageError(`unexpected "${args[specs.length]}".`);
}

function requireWord({ name, words }: ArgumentSpec, word: string | undefined): void {
  if (word === undefined || words === undefined || words.includes(word)) return;
  throw new UsageError(
    `${name} must be one of ${words.join(', ')}, got "${word}".${suggestion(word, words)}`,
  );
}
