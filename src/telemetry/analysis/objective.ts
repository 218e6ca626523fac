/** What was promised about operations: service level objectives. */
import { isRecord } from '../checks.ts';
import type { Fault } from '../fault.ts';
import { OPERATION_TYPES } from '../operation-types.ts';

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
  /** Share of the operations that are good, 0 to 1, as promised: 0.99. What was aborted is not counted. */
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

const SECONDS = 'a finite number above 0';
const INFERENCES: readonly string[] = OPERATION_TYPES.inference;

/** What is wrong with objectives; undefined if nothing is. */
export function objectivesFault(objectives: readonly unknown[]): Fault | undefined {
  for (const [i, objective] of objectives.entries()) {
    const at = `objectives[${i}]`;
    const expected = 'an objective: { operationType, modelId?, withinSeconds, targetRatio }';
    if (!isRecord(objective)) return { label: at, expected, got: objective };
    const { operationType, modelId, targetRatio, ...others } = objective;
    const unknown = Object.keys(others).find((key) => !BOUNDS.some(([bound]) => bound === key));
    if (unknown !== undefined) return { label: at, expected, got: unknown };
    if (typeof operationType !== 'string') {
      return { label: `${at}.operationType`, expected: 'a string', got: operationType };
    }
    if (modelId !== undefined && typeof modelId !== 'string') {
      return { label: `${at}.modelId`, expected: 'a string', got: modelId };
    }
    const bounds = BOUNDS.filter(([key]) => others[key] !== undefined);
    if (bounds.length === 0) return { label: `${at}.withinSeconds`, expected: SECONDS, got: undefined };
    for (const [key] of bounds) {
      const seconds = others[key];
      if (typeof seconds === 'number' && seconds > 0 && seconds < Infinity) continue;
      return { label: `${at}.${key}`, expected: SECONDS, got: seconds };
    }
    if (bounds.some(([key]) => key !== 'withinSeconds') && !INFERENCES.includes(operationType)) {
      const types = `one of ${INFERENCES.join(', ')}, where tokens have a bound`;
      return { label: `${at}.operationType`, expected: types, got: operationType };
    }
    if (typeof targetRatio !== 'number' || !(targetRatio > 0 && targetRatio <= 1)) {
      return { label: `${at}.targetRatio`, expected: 'a number above 0, up to 1', got: targetRatio };
    }
  }
  return undefined;
}
