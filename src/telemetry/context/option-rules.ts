/** What each option must be, and what it is if left out; docs/errors.md is made from this table too. */
import {
  between,
  isLabelName,
  LABEL_RULES,
  methods,
  type OptionRule,
  type OptionRules,
  positive,
  prefix,
  whole,
} from '../../metrics/inner.ts';
import { isRecord, requireKnownKeys, type ValidationIssue } from '../../validate.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { objectivesFault } from './objectives.ts';
import type { TelemetryOptions } from './options.ts';
import { thresholdsFault } from './thresholds.ts';

export const OPTION_RULES: OptionRules<TelemetryOptions> = {
  prefix: prefix('ipfs_aiml_'),
  storagePrefix: prefix('wal_'),
  enabled: yesOrNo(true),
  curvePointLimit: whole(2, 5000),
  trainingRunLimit: whole(1, 20),
  workerTimeoutSeconds: positive(300),
  inFlightLimit: whole(1, 100_000),
  inFlightTimeoutSeconds: positive(86_400),
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
  pricePerMillionTokens: {
    type: 'object',
    expected: 'an object with prices by model',
    holds: (prices: object) => pricesFault(prices) ?? true,
  },
  store: methods('attach'),
  detailedTiming: yesOrNo(true),
  operationHooks: yesOrNo(true),
  trackMemoryUsage: yesOrNo(false),
  memorySampleSeconds: between(0.001, 3600, 0.05),
  samplingRatio: between(0, 1, 1),
  recordContent: yesOrNo(false),
  ...LABEL_RULES,
  labelNames: {
    type: 'object',
    expected: 'an array of names that differ, of letters, digits and _, neither le nor quantile',
    holds: (names: unknown) => {
      if (!Array.isArray(names)) return false;
      const wrong = names.findIndex((name, i) => !isLabelName(name) || names.indexOf(name) < i);
      const expected = 'a name of letters, digits and _, neither le nor quantile, that no other has';
      return wrong === -1 || { label: `labelNames[${wrong}]`, expected, got: names[wrong] };
    },
    otherwise: [],
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

function yesOrNo(otherwise: boolean): OptionRule<boolean> {
  return { type: 'boolean', expected: 'true or false', holds: () => true, otherwise };
}

function isPercentile(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

const PRICED_KINDS = ['input', 'output', 'cached', 'cacheWrite', 'cacheWrite1h', 'reasoning', 'tool'];

/** What is wrong with prices; undefined if nothing is. */
function pricesFault(byModel: object): ValidationIssue | undefined {
  for (const [modelId, prices] of Object.entries(byModel)) {
    const label = `pricePerMillionTokens['${modelId}']`;
    if (!isRecord(prices))
      return { label, expected: 'an object with prices: { input, output }', got: prices };
    requireKnownKeys('TELEMETRY_OPTION_RANGE', label, prices, PRICED_KINDS);
    for (const [kind, price] of Object.entries(prices)) {
      const isPrice = price === undefined || (Number.isFinite(price) && (price as number) >= 0);
      if (!isPrice) return { label: `${label}.${kind}`, expected: 'a finite number, 0 or more', got: price };
    }
  }
  return undefined;
}
