/** What was promised about operations: service level objectives. */

import { isString } from '../../metrics/inner.ts';
import { isRecord, requireKnownKeys, type ValidationIssue } from '../../validate.ts';
import { OPERATION_TYPES } from './operation-types.ts';

/**
 * `targetRatio` of what it is about is good: operations succeed, and keep every bound that is given. With a bound on tokens
 * the objective is about streams, and each stream is judged when it ends, by all of its bounds at once. Of
 * `drift_check` the comparisons are good that find no drift.
 *
 * @example
 * createTelemetry({
 *   objectives: [
 *     { operationType: 'inference', targetRatio: 0.999 },
 *     { operationType: 'model_load', withinSeconds: 30, targetRatio: 0.95 },
 *     { name: 'chat', operationType: 'inference', firstTokenWithinSeconds: 0.5, tokenWithinSeconds: 0.05, targetRatio: 0.99 },
 *     { operationType: 'drift_check', taskId: 'prompts', targetRatio: 0.95 },
 *   ],
 * });
 */
export interface Objective {
  /** What it is called in metrics, alerts and reports; what it is about and its bounds if left out. */
  readonly name?: string;
  /** `inference`, `model_load`, of storage `add`, `pin` ..., `http_request`, or `drift_check`. */
  readonly operationType: string;
  /** Every model if left out. */
  readonly modelId?: string;
  /** Of `drift_check`: every task if left out. */
  readonly taskId?: string;
  /** Labels that it is about, of one's own: `{ tenant: 'acme' }`. Whatever their values are if left out. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the whole operation, in seconds, above 0. Exactly where it is a classic bucket of the metric: see docs/objectives.md. */
  readonly withinSeconds?: number;
  /** Time to the first token of a stream, above 0. A stream without tokens has none: its other bounds decide. */
  readonly firstTokenWithinSeconds?: number;
  /**
   * Time per output token of a stream, above 0: (latency - time to first token) / (tokens - 1). A stream of one token
   * has none: its other bounds decide.
   */
  readonly tokenWithinSeconds?: number;
  /** Longest time between two tokens of a stream, above 0: its inter-token latency at its worst. A stream of one token has none. */
  readonly interTokenWithinSeconds?: number;
  /**
   * Share that is good, above 0, up to 1, as promised: 0.99. What timed out is missed; what was aborted is not counted, but
   * for a stream that was late already: with its first token, or between two.
   */
  readonly targetRatio: number;
}

/** The type of the operation that a comparison of `inferometer/drift` is. Nobody begins one by this name. */
export const DRIFT_CHECK = 'drift_check';

/** Whether streams are what it is about. */
export function isAboutTokens(objective: Objective): boolean {
  return TOKEN_BOUNDS.some((key) => objective[key] !== undefined);
}

/** The bounds in words, which tell objectives apart: `first token 0.5 s, token 0.05 s`; empty where success is enough. */
export function boundsOf(objective: Objective): string {
  return Object.entries(BOUND_WORDS)
    .filter(([key]) => objective[key as Bound] !== undefined)
    .map(([key, words]) => `${words} ${objective[key as Bound]} s`)
    .join(', ');
}

type Bound = keyof typeof BOUND_WORDS;

const BOUND_WORDS = {
  withinSeconds: 'whole',
  firstTokenWithinSeconds: 'first token',
  tokenWithinSeconds: 'token',
  interTokenWithinSeconds: 'between tokens',
} as const satisfies { readonly [Key in keyof Objective]?: string };

const TOKEN_BOUNDS = ['firstTokenWithinSeconds', 'tokenWithinSeconds', 'interTokenWithinSeconds'] as const;

const INFERENCES: readonly string[] = OPERATION_TYPES.inference;

type Field = readonly [expected: string, holds: (value: unknown) => boolean];

const TEXT: Field = ['a string', isString];
const SECONDS: Field = ['a finite number above 0', isFiniteAboveZero];

const FIELDS: { readonly [Key in keyof Required<Objective>]: Field } = {
  name: TEXT,
  operationType: TEXT,
  modelId: TEXT,
  taskId: TEXT,
  labels: ['an object with strings', (labels) => isRecord(labels) && Object.values(labels).every(isString)],
  withinSeconds: SECONDS,
  firstTokenWithinSeconds: SECONDS,
  tokenWithinSeconds: SECONDS,
  interTokenWithinSeconds: SECONDS,
  targetRatio: ['a number above 0, up to 1', (ratio) => isFiniteAboveZero(ratio) && ratio <= 1],
};

const REQUIRED: readonly string[] = ['operationType', 'targetRatio'];

/** What is wrong with objectives; undefined if nothing is. */
export function objectivesFault(objectives: readonly unknown[]): ValidationIssue | undefined {
  for (const [i, objective] of objectives.entries()) {
    const label = `objectives[${i}]`;
    if (!isRecord(objective))
      return { label, expected: 'an objective: { operationType, targetRatio }', got: objective };
    requireKnownKeys('TELEMETRY_OPTION_RANGE', label, objective, Object.keys(FIELDS));
    const fault = faultOf(objective);
    if (fault) return { label: `${label}.${fault[0]}`, expected: fault[1], got: objective[fault[0]] };
  }
  return undefined;
}

function faultOf(objective: Record<string, unknown>): readonly [key: string, expected: string] | undefined {
  for (const [key, [expected, holds]] of Object.entries(FIELDS)) {
    const value = objective[key];
    if (value === undefined ? REQUIRED.includes(key) : !holds(value)) return [key, expected];
  }
  const { operationType } = objective as unknown as Objective;
  if (!isAboutTokens(objective as unknown as Objective) || INFERENCES.includes(operationType))
    return undefined;
  return ['operationType', `one of ${INFERENCES.join(', ')}, where tokens have a bound`];
}

function isFiniteAboveZero(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}
