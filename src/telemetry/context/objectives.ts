/** What was promised about operations: service level objectives. */

import { isRecord, type ValidationIssue } from '../../validate.ts';
import { OPERATION_TYPES } from './operation-types.ts';

/**
 * `targetRatio` of the operations succeed and keep every bound that is given: one at least. With a bound on tokens the
 * objective is about streams, and each stream is judged when it ends, by all of its bounds at once.
 *
 * @example
 * createTelemetry({
 *   objectives: [
 *     { operationType: 'model_load', withinSeconds: 30, targetRatio: 0.95 },
 *     { operationType: 'inference', firstTokenWithinSeconds: 0.5, tokenWithinSeconds: 0.05, targetRatio: 0.99 },
 *   ],
 * });
 */
export interface Objective {
  /** `inference`, `model_load`, or of storage `add`, `pin` ... */
  readonly operationType: string;
  /** Every model if left out. */
  readonly modelId?: string;
  /** Of the whole operation. */
  readonly withinSeconds?: number;
  /** Time to the first token of a stream, above 0. A stream without tokens has none: its other bounds decide. */
  readonly firstTokenWithinSeconds?: number;
  /**
   * Time per output token of a stream, above 0: (latency - time to first token) / (tokens - 1). A stream of one token
   * has none: its other bounds decide.
   */
  readonly tokenWithinSeconds?: number;
  /**
   * Share of the operations that are good, 0 to 1, as promised: 0.99. What timed out is missed; what was aborted is not
   * counted, but for a stream whose first token was late already.
   */
  readonly targetRatio: number;
}

/** Whether streams are what it is about. */
export function isAboutTokens({ firstTokenWithinSeconds, tokenWithinSeconds }: Objective): boolean {
  return firstTokenWithinSeconds !== undefined || tokenWithinSeconds !== undefined;
}

/** The bounds in words, which tell objectives apart: `first token 0.5 s, token 0.05 s`. */
export function boundsOf(objective: Objective): string {
  return BOUNDS.filter(([key]) => objective[key] !== undefined)
    .map(([key, words]) => `${words} ${objective[key]} s`)
    .join(', ');
}

const BOUNDS = [
  ['withinSeconds', 'whole'],
  ['firstTokenWithinSeconds', 'first token'],
  ['tokenWithinSeconds', 'token'],
] as const;

const SHAPE = 'an objective: { operationType, modelId?, withinSeconds, targetRatio }';
const SECONDS = 'a finite number above 0';
const INFERENCES: readonly string[] = OPERATION_TYPES.inference;

interface FieldFault {
  readonly key?: string;
  readonly expected?: string;
  readonly got: unknown;
}

/** What is wrong with objectives; undefined if nothing is. */
export function objectivesFault(objectives: readonly unknown[]): ValidationIssue | undefined {
  for (const [i, objective] of objectives.entries()) {
    const at = `objectives[${i}]`;
    const fault = isRecord(objective) ? faultOf(objective) : { got: objective };
    if (fault === undefined) continue;
    const { key, expected = SHAPE, got } = fault;
    return { label: key === undefined ? at : `${at}.${key}`, expected, got };
  }
  return undefined;
}

/** @returns without `key`, that of the whole objective */
function faultOf(objective: Record<string, unknown>): FieldFault | undefined {
  const { operationType, modelId, targetRatio, ...others } = objective;
  const fault = (key: string, expected: string): FieldFault => ({ key, expected, got: objective[key] });
  const unknown = Object.keys(others).find((key) => !BOUNDS.some(([bound]) => bound === key));
  if (unknown !== undefined) return { got: unknown };
  if (typeof operationType !== 'string') return fault('operationType', 'a string');
  if (modelId !== undefined && typeof modelId !== 'string') return fault('modelId', 'a string');
  const bounds = BOUNDS.map(([key]) => key).filter((key) => others[key] !== undefined);
  if (bounds.length === 0) return fault('withinSeconds', SECONDS);
  const wrong = bounds.find((key) => !isFiniteAboveZero(others[key]));
  if (wrong !== undefined) return fault(wrong, SECONDS);
  if (bounds.some((key) => key !== 'withinSeconds') && !INFERENCES.includes(operationType)) {
    return fault('operationType', `one of ${INFERENCES.join(', ')}, where tokens have a bound`);
  }
  const isRatio = isFiniteAboveZero(targetRatio) && targetRatio <= 1;
  return isRatio ? undefined : fault('targetRatio', 'a number above 0, up to 1');
}

function isFiniteAboveZero(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}
