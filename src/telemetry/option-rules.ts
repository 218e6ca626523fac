/** What each option must be; docs/errors.md is made from this table too. */
import { wrongKind, wrongValue } from '../errors.ts';
import { objectivesFault } from './analysis/objective.ts';
import { thresholdsFault } from './analysis/thresholds.ts';
import type { Fault } from './fault.ts';
import { LOG_LEVELS } from './log-level.ts';
import type { TelemetryOptions } from './options.ts';

interface Rule {
  readonly type: 'string' | 'boolean' | 'number' | 'object';
  readonly expected: string;
  /** True, or what is wrong inside of it. */
  readonly holds: (value: never) => boolean | Fault;
}

const SWITCH = { type: 'boolean', expected: 'true or false', holds: () => true } as const;

const PREFIX: Rule = {
  type: 'string',
  expected: 'letters, digits and _, not starting with a digit, or nothing',
  holds: (prefix: string) => /^([a-zA-Z_][a-zA-Z0-9_]*)?$/.test(prefix),
};

export const OPTION_RULES: Readonly<Record<keyof TelemetryOptions, Rule>> = {
  prefix: PREFIX,
  storagePrefix: PREFIX,
  enabled: SWITCH,
  seriesLimit: whole(1),
  historySize: whole(2),
  inFlightLimit: whole(1),
  aggregationIntervalSeconds: between(0.01, 86_400),
  maxHistoryEntries: whole(0),
  maxHistoryBytes: whole(0),
  analysisPercentiles: {
    type: 'object',
    expected: 'an array of numbers from 0 to 100',
    holds: (percentiles: unknown) => Array.isArray(percentiles) && percentiles.every(isPercentile),
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
  },
  trackMemoryUsage: SWITCH,
  memorySampleSeconds: between(0.001, 3600),
  samplingRatio: between(0, 1),
  recordContent: SWITCH,
  labelLengthLimit: whole(8),
  labelAllowList: {
    type: 'object',
    expected: 'an object with an array of strings for each label',
    holds: (lists: object) =>
      Object.values(lists).every((list) => Array.isArray(list) && list.every(isString)),
  },
  logger: methods('debug', 'info', 'warn', 'error'),
  logLevel: {
    type: 'string',
    expected: `one of ${LOG_LEVELS.join(', ')}`,
    holds: (level: string) => (LOG_LEVELS as readonly string[]).includes(level),
  },
  traceContext: methods('active'),
  memory: methods('usedBytes'),
  clock: methods('monotonicMs', 'wallUnixMs'),
  timer: methods('after'),
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

function whole(least: number): Rule {
  return {
    type: 'number',
    expected: `a whole number, ${least} or more`,
    holds: (value: number) => Number.isSafeInteger(value) && value >= least,
  };
}

function between(least: number, most: number): Rule {
  return {
    type: 'number',
    expected: `a number from ${least} to ${most}`,
    holds: (value: number) => value >= least && value <= most,
  };
}

/** A port: an object that can do these things. */
function methods(...names: readonly string[]): Rule {
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
