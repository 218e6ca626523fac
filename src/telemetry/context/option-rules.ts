/** What each option must be, and what it is if left out; docs/errors.md is made from this table too. */
import { wrongKind, wrongValue } from '../../errors.ts';
import type { ValidationIssue } from '../../validate.ts';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';
import { objectivesFault } from './objectives.ts';
import type { TelemetryOptions } from './options.ts';
import { thresholdsFault } from './thresholds.ts';

interface Rule<Value> {
  readonly type: 'string' | 'boolean' | 'number' | 'object';
  readonly expected: string;
  /** True, or what is wrong inside of it. */
  readonly holds: (value: never) => boolean | ValidationIssue;
  /** The default; undefined where the platform has one, or nothing is one. */
  readonly otherwise?: Value | undefined;
}

type Rules = { readonly [Name in keyof TelemetryOptions]-?: Rule<TelemetryOptions[Name]> };

export const OPTION_RULES: Rules = {
  prefix: prefix('ipfs_aiml_'),
  storagePrefix: prefix('wal_'),
  enabled: yesOrNo(true),
  seriesLimit: whole(1, 2000),
  curvePointLimit: whole(2, 5000),
  inFlightLimit: whole(1, 100_000),
  aggregationIntervalSeconds: between(0.01, 86_400, 60),
  maxHistoryEntries: whole(0, 100),
  maxHistoryBytes: whole(0, 64 * 2 ** 20),
  analysisPercentiles: {
    type: 'object',
    expected: 'an array of numbers from 0 to 100',
    holds: (percentiles: unknown) => Array.isArray(percentiles) && percentiles.every(isPercentile),
    otherwise: [50, 90, 95, 99],
  },
  thresholds: {
    type: 'object',
    expected: 'an object with thresholds',
    holds: (thresholds: object) => thresholdsFault(thresholds) ?? true,
  },
  objectives: {
    type: 'object',
    expected: 'an array of objectives',
    holds: (objectives: unknown) => Array.isArray(objectives) && (objectivesFault(objectives) ?? true),
    otherwise: [],
  },
  trackMemoryUsage: yesOrNo(false),
  memorySampleSeconds: between(0.001, 3600, 0.05),
  samplingRatio: between(0, 1, 1),
  recordContent: yesOrNo(false),
  labelLengthLimit: whole(8, 256),
  labelAllowList: {
    type: 'object',
    expected: 'an object with an array of strings for each label',
    holds: (lists: object) =>
      Object.values(lists).every((list) => Array.isArray(list) && list.every(isString)),
    otherwise: {},
  },
  labels: {
    type: 'object',
    expected: 'an object with a string for each label',
    holds: (labels: object) =>
      Object.entries(labels).every(
        ([name, value]) => /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && isString(value),
      ),
    otherwise: {},
  },
  logger: methods('debug', 'info', 'warn', 'error'),
  logLevel: {
    type: 'string',
    expected: `one of ${LOG_LEVELS.join(', ')}`,
    holds: (level: LogLevel) => LOG_LEVELS.includes(level),
    otherwise: 'info',
  },
  tracing: methods('begin', 'note', 'active'),
  traceContext: methods('active'),
  memory: methods('usedBytes'),
  clock: methods('monotonicMs', 'wallUnixMs'),
  timer: methods('after'),
  scheduler: methods('now', 'yield'),
};

/** @throws TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE */
export function requireOption(name: keyof TelemetryOptions, value: unknown): void {
  if (value === undefined) return;
  const { type, expected, holds } = OPTION_RULES[name];
  const remedy = 'Correct it, or leave it out for the default.';
  const isOfKind = typeof value === type && value !== null;
  if (!isOfKind) throw wrongKind('TELEMETRY_OPTION_KIND', name, expected, value, remedy);
  const verdict = holds(value as never);
  if (verdict === true) return;
  const fault = verdict || { label: name, expected, got: value };
  throw wrongValue('TELEMETRY_OPTION_RANGE', fault.label, fault.expected, fault.got, remedy);
}

function prefix(otherwise: string): Rule<string> {
  return {
    type: 'string',
    expected: 'letters, digits and _, not starting with a digit, or nothing',
    holds: (text: string) => /^([a-zA-Z_][a-zA-Z0-9_]*)?$/.test(text),
    otherwise,
  };
}

function yesOrNo(otherwise: boolean): Rule<boolean> {
  return { type: 'boolean', expected: 'true or false', holds: () => true, otherwise };
}

function whole(least: number, otherwise: number): Rule<number> {
  return {
    type: 'number',
    expected: `a whole number, ${least} or more`,
    holds: (value: number) => Number.isSafeInteger(value) && value >= least,
    otherwise,
  };
}

function between(least: number, most: number, otherwise: number): Rule<number> {
  return {
    type: 'number',
    expected: `a number from ${least} to ${most}`,
    holds: (value: number) => value >= least && value <= most,
    otherwise,
  };
}

/** A port: an object that can do these things. */
function methods(...names: readonly string[]): Rule<never> {
  const list = names.map((name) => `${name}()`);
  return {
    type: 'object',
    expected: `an object with ${[list.slice(0, -1).join(', '), list.at(-1)].filter(Boolean).join(' and ')}`,
    holds: (port: Record<string, unknown>) => names.every((name) => typeof port[name] === 'function'),
  };
}

function isPercentile(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
