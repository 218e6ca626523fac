/** What options must be and what they are if left out: rules as data, and those of the metric engine. */
import { wrongKind, wrongValue } from '../errors.ts';
import { requireKnownKeys, requireObject, type ValidationIssue } from '../validate.ts';
import { isLabelName } from './definition.ts';

export interface OptionRule<Value> {
  readonly type: 'string' | 'boolean' | 'number' | 'object';
  readonly expected: string;
  /** True, or what is wrong inside of it. */
  readonly holds: (value: never) => boolean | ValidationIssue;
  /** The default; undefined where the platform has one, or nothing is one. */
  readonly otherwise?: Value | undefined;
}

/** For each option of a function. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule<Options[Name]> };

/** What bounds labels and series, wherever metrics are recorded. */
export const LABEL_RULES = {
  labels: {
    type: 'object',
    expected:
      'an object with a string for each label; names of letters, digits and _, neither le nor quantile',
    holds: (labels: object) =>
      Object.entries(labels).every(([name, value]) => isLabelName(name) && isString(value)),
    otherwise: {},
  },
  seriesLimit: whole(1, 2000),
  expireAfterSeconds: positive(Infinity),
  labelLengthLimit: whole(8, 256),
  labelAllowList: {
    type: 'object',
    expected: 'an object with an array of strings for each label',
    holds: (lists: object) =>
      Object.values(lists).every((list) => Array.isArray(list) && list.every(isString)),
    otherwise: {},
  },
} as const satisfies Record<string, OptionRule<unknown>>;

/**
 * Options by these rules and no others, each read once, also where it is a getter of a class; undefined is as left out.
 *
 * @returns those that are given.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE
 */
export function requireOptions<Options extends object>(
  rules: OptionRules<Options>,
  options: object,
  names: readonly string[] = Object.keys(rules),
): Partial<Options> {
  requireObject('options', options);
  requireKnownKeys('TELEMETRY_UNKNOWN_OPTION', 'options', options, names);
  const given: Partial<Options> = {};
  for (const name of names as readonly (keyof Options & string)[]) {
    const value = (options as Options)[name];
    if (value === undefined) continue;
    requireOption(rules[name], name, value);
    given[name] = value;
  }
  return given;
}

function requireOption({ type, expected, holds }: OptionRule<unknown>, name: string, value: unknown): void {
  const remedy = 'Correct it, or leave it out for the default.';
  const isOfType = typeof value === type && value !== null;
  if (!isOfType) throw wrongKind('TELEMETRY_OPTION_KIND', name, expected, value, remedy);
  const verdict = holds(value as never);
  if (verdict === true) return;
  const fault = verdict || { label: name, expected, got: value };
  throw wrongValue('TELEMETRY_OPTION_RANGE', fault.label, fault.expected, fault.got, remedy);
}

/** What each option is if left out. */
export function defaultsOf<Options>(rules: OptionRules<Options>): Partial<Options> {
  const entries = Object.entries(rules) as [string, OptionRule<unknown>][];
  const defaults = entries.map(([name, { otherwise }]) => [name, otherwise] as const);
  return Object.fromEntries(defaults.filter(([, otherwise]) => otherwise !== undefined)) as Partial<Options>;
}

export function whole(least: number, otherwise: number): OptionRule<number> & { readonly otherwise: number } {
  return {
    type: 'number',
    expected: `a whole number, ${least} or more`,
    holds: (value: number) => Number.isSafeInteger(value) && value >= least,
    otherwise,
  };
}

export function positive(otherwise: number): OptionRule<number> & { readonly otherwise: number } {
  const holds = (value: number) => value > 0;
  return { type: 'number', expected: 'a number above 0', holds, otherwise };
}

export function between(least: number, most: number, otherwise: number): OptionRule<number> {
  return {
    type: 'number',
    expected: `a number from ${least} to ${most}`,
    holds: (value: number) => value >= least && value <= most,
    otherwise,
  };
}

/** What may stand before the name of a metric. */
export function prefix(otherwise: string): OptionRule<string> {
  return {
    type: 'string',
    expected: 'letters, digits and _, not starting with a digit, or nothing',
    holds: (text: string) => /^([a-zA-Z_][a-zA-Z0-9_]*)?$/.test(text),
    otherwise,
  };
}

/** A port: an object that can do these things. */
export function methods(...names: readonly string[]): OptionRule<never> {
  const list = names.map((name) => `${name}()`);
  return {
    type: 'object',
    expected: `an object with ${[list.slice(0, -1).join(', '), list.at(-1)].filter(Boolean).join(' and ')}`,
    holds: (port: Record<string, unknown>) => names.every((name) => typeof port[name] === 'function'),
  };
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}
