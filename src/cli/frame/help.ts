/** Help, from the tables of commands: that of all fits a screen of 80 columns and 24 lines. */
import type { Style } from '../terminal/style.ts';
import { wrapped } from '../terminal/text.ts';
import { type ArgumentSpec, COMMON, type Command, type OptionSpec } from './command.ts';

/** Columns that help is set in, however wide the terminal: lines of text that are longer read badly. */
const WIDTH = 80;
/** Options that take more than this have what they are about on a line of their own. */
const LONGEST_NAME = 26;

export interface Listed {
  readonly name: string;
  /** A few words. */
  readonly about: string;
}

export function generalHelp(commands: readonly Listed[], style: Style): string {
  const widest = Math.max(...commands.map(({ name }) => name.length));
  return [
    `${style.strong('inferometer')}: telemetry of AI work, at the terminal`,
    '',
    `Usage: inferometer <command> [options]`,
    '',
    ...commands.map(({ name, about }) => `  ${style.name(name.padEnd(widest))}  ${about}`),
    '',
    'Numbers come from --store DIR or --url URL; without either from INFEROMETER_URL',
    '(with INFEROMETER_TOKEN), else from the directory IPFS_KIT_TELEMETRY_PATH.',
    'Times are 10m, 2h or 7d ago, 2026-11-29T18:00 in UTC, or Unix seconds.',
    '',
    '  inferometer metrics --store ./telemetry --since 10m',
    '  inferometer <command> --help    options and examples of a command',
    '',
  ].join('\n');
}

export function commandHelp({ name, about, args = [], options, examples }: Command, style: Style): string {
  const usage = ['Usage: inferometer', name, ...args.map(shownArgument), '[options]'].join(' ');
  const all = Object.entries({ ...options, ...COMMON });
  const names = all.map(([name, spec]) => optionName(name, spec));
  const fitting = names.filter((one) => one.length <= LONGEST_NAME);
  const widest = Math.max(0, ...fitting.map((one) => one.length), ...args.map((one) => one.name.length));
  const described = (label: string, about: string) => {
    const lines = wrapped(about, WIDTH - widest - 4).map((line) => `${' '.repeat(widest + 4)}${line}`);
    if (label.length > widest) return [`  ${style.name(label)}`, ...lines];
    const [first = '', ...rest] = lines;
    return [`  ${style.name(label.padEnd(widest))}  ${first.trimStart()}`, ...rest];
  };
  return [
    ...wrapped(about, WIDTH),
    '',
    usage,
    '',
    ...args.flatMap((one) => described(one.name, one.about)),
    ...(args.length > 0 ? [''] : []),
    ...all.flatMap(([, spec], i) => described(names[i] as string, aboutOf(spec))),
    '',
    'Examples:',
    ...examples.flatMap(([line, about]) => [`  ${style.faint(`# ${about}`)}`, `  ${line}`]),
    '',
  ].join('\n');
}

function shownArgument({ name, isOptional, isMany }: ArgumentSpec): string {
  const shown = isMany ? `${name} ...` : name;
  return isOptional ? `[${shown}]` : shown;
}

function optionName(name: string, { kind, short }: OptionSpec): string {
  const long = kind === undefined ? `--${name}` : `--${name} ${kind.placeholder}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

function aboutOf({ about, default: otherwise, isMany }: OptionSpec): string {
  return [
    about,
    ...(isMany ? ['may be repeated'] : []),
    ...(otherwise === undefined ? [] : [`[${otherwise}]`]),
  ].join(isMany ? '; ' : ' ');
}
