/**
 * From where on something deserves attention. The defaults are those of the source document (AI/ML Specific Metrics
 * Tracking: analysis, recommendations) where it has any. Durations are compared at their 95th percentile where the
 * source compares means: a mean hides slow calls.
 */

import { isRecord, requireKnownKeys, type ValidationIssue } from '../../validate.ts';

/** Above them a finding is of this severity. */
export interface Levels {
  readonly medium: number;
  readonly high: number;
}

export interface Thresholds {
  /** 5 and 10. */
  readonly modelLoadSeconds: Levels;
  /** 0.1 and 0.5. */
  readonly inferenceSeconds: Levels;
  /** 10 and 30. */
  readonly datasetLoadSeconds: Levels;
  /** 5 and 10. */
  readonly coordinationSeconds: Levels;
  /** Time to the first token of a stream: 1 and 3. */
  readonly firstTokenSeconds: Levels;
  /** Storage operations, of each type on each backend: 5 and 10. */
  readonly storageSeconds: Levels;
  /** Requests to the end of their response, by route: 5 and 10. Raise it where responses stream. */
  readonly requestSeconds: Levels;
  /** Failed operations by those that were not given up: 0.01 and 0.05. */
  readonly failureRatio: Levels;
  /** How many times slower than before, or than an earlier version: 1.25 and 2. */
  readonly slowdown: Levels;
  /** How much of its fall a loss has risen again: 0.5 and 1. */
  readonly lossRebound: Levels;
  /** Training is efficient above `high`, 1000, and inefficient up to `low`, 100. */
  readonly samplesPerSecond: { readonly low: number; readonly high: number };
  /** A worker below `low`, 0.5, has too little to do. */
  readonly workerUtilization: { readonly low: number };
  /** A loss that fell by less than this share of its whole fall in the last quarter of a run: 0.01. */
  readonly lossProgress: { readonly low: number };
  /** A loss that never fell by this share of where it began, nor by more than its points scatter: 0.01. */
  readonly lossFall: { readonly low: number };
  /** How much of its highest retention score a task has lost: 0.1 and 0.2. */
  readonly forgetting: Levels;
  /** The retention score of all tasks together is low below `low`, 0.8. */
  readonly knowledgeRetention: { readonly low: number };
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  modelLoadSeconds: { medium: 5, high: 10 },
  inferenceSeconds: { medium: 0.1, high: 0.5 },
  datasetLoadSeconds: { medium: 10, high: 30 },
  coordinationSeconds: { medium: 5, high: 10 },
  firstTokenSeconds: { medium: 1, high: 3 },
  storageSeconds: { medium: 5, high: 10 },
  requestSeconds: { medium: 5, high: 10 },
  failureRatio: { medium: 0.01, high: 0.05 },
  slowdown: { medium: 1.25, high: 2 },
  lossRebound: { medium: 0.5, high: 1 },
  samplesPerSecond: { low: 100, high: 1000 },
  workerUtilization: { low: 0.5 },
  lossProgress: { low: 0.01 },
  lossFall: { low: 0.01 },
  forgetting: { medium: 0.1, high: 0.2 },
  knowledgeRetention: { low: 0.8 },
};

type Overrides = Partial<{ readonly [Name in keyof Thresholds]: Partial<Thresholds[Name]> }>;

/** Overrides over what was in force; checked before. */
export function thresholdsOf(overrides: Overrides = {}, base: Thresholds = DEFAULT_THRESHOLDS): Thresholds {
  const names = Object.keys(base) as (keyof Thresholds)[];
  const all = names.map((name) => [name, { ...base[name], ...overrides[name] }]);
  return Object.fromEntries(all) as unknown as Thresholds;
}

/** What is wrong with overrides; undefined if nothing is. */
export function thresholdsFault(overrides: object): ValidationIssue | undefined {
  requireKnownKeys('TELEMETRY_OPTION_RANGE', 'thresholds', overrides, Object.keys(DEFAULT_THRESHOLDS));
  for (const [name, levels] of Object.entries(overrides)) {
    if (levels === undefined) continue;
    const label = `thresholds.${name}`;
    const defaults = DEFAULT_THRESHOLDS[name as keyof Thresholds];
    const expected = `an object with ${Object.keys(defaults).join(', ')}`;
    if (!isRecord(levels)) return { label, expected, got: levels };
    const fault = levelsFault(label, levels, defaults);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function levelsFault(
  label: string,
  levels: Record<string, unknown>,
  defaults: object,
): ValidationIssue | undefined {
  requireKnownKeys('TELEMETRY_OPTION_RANGE', label, levels, Object.keys(defaults));
  for (const [level, value] of Object.entries(levels)) {
    const at = `${label}.${level}`;
    if (typeof value === 'number' && value >= 0) continue;
    return { label: at, expected: 'a number, 0 or more; Infinity for never', got: value };
  }
  // The lesser one first, in every default.
  const [lesser, greater] = Object.values({ ...defaults, ...levels }) as [number, number?];
  if (greater === undefined || lesser <= greater) return undefined;
  return { label, expected: 'thresholds that ascend', got: `${lesser} before ${greater}` };
}
