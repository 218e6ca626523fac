/** What was promised about operations: service level objectives. */
import { isRecord } from '../checks.ts';
import type { Fault } from '../fault.ts';

/** `targetRatio` of the operations succeed within so many seconds. */
export interface Objective {
  /** `inference`, `model_load`, or of storage `add`, `pin` ... */
  readonly operationType: string;
  /** Every model if left out. */
  readonly modelId?: string;
  readonly withinSeconds: number;
  /** Share of the operations that are good, 0 to 1, as promised: 0.99. What was aborted is not counted. */
  readonly targetRatio: number;
}

/** What is wrong with objectives; undefined if nothing is. */
export function objectivesFault(objectives: readonly unknown[]): Fault | undefined {
  for (const [i, objective] of objectives.entries()) {
    const at = `objectives[${i}]`;
    const expected = 'an objective: { operationType, modelId?, withinSeconds, targetRatio }';
    if (!isRecord(objective)) return { label: at, expected, got: objective };
    const { operationType, modelId, withinSeconds, targetRatio, ...others } = objective;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) return { label: at, expected, got: unknown };
    if (typeof operationType !== 'string') {
      return { label: `${at}.operationType`, expected: 'a string', got: operationType };
    }
    if (modelId !== undefined && typeof modelId !== 'string') {
      return { label: `${at}.modelId`, expected: 'a string', got: modelId };
    }
    if (typeof withinSeconds !== 'number' || !(withinSeconds > 0 && withinSeconds < Infinity)) {
      return { label: `${at}.withinSeconds`, expected: 'a finite number above 0', got: withinSeconds };
    }
    if (typeof targetRatio !== 'number' || !(targetRatio > 0 && targetRatio <= 1)) {
      return { label: `${at}.targetRatio`, expected: 'a number above 0, up to 1', got: targetRatio };
    }
  }
  return undefined;
}
