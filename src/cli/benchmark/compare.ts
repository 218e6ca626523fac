/**
 * Whether a function takes longer than it did. What varies from process to process (where memory lies, what was compiled
 * how) varies more than what a process repeats, so each process counts as one value (T. Kalibera, R. Jones, Rigorous
 * benchmarking in reasonable time, 2013).
 */
import { adjustedPValues } from '../../histogram/inner.ts';
import { studentQuantile, studentSurvival } from '../statistics/distributions.ts';
import type { CaseResult } from './baseline.ts';

export interface CaseComparison {
  readonly name: string;
  readonly beforeNanoseconds: number;
  readonly nowNanoseconds: number;
  /** Relative; against a baseline in units of the yardstick: how fast the machine is now is not in it. */
  readonly change: number;
  /** It lies within these in 95 of 100 cases. */
  readonly low: number;
  readonly high: number;
  /** Of Welch's test on the logarithms of processes, of all functions together (Holm). */
  readonly pValue: number;
  readonly verdict: 'slower' | 'faster' | 'same';
}

export interface Comparison {
  readonly cases: readonly CaseComparison[];
  /** Of the yardstick: 0.1 where the machine is 10 % slower than it was. */
  readonly machineChange: number;
}

export interface ComparisonOptions {
  readonly confidence: number;
  readonly threshold: number;
  /** Whether processes of both were started in turn: then the machine was the same, and the clock alone says more. */
  readonly isInTurn: boolean;
}

export function compareCases(
  before: Readonly<Record<string, CaseResult>>,
  now: Readonly<Record<string, CaseResult>>,
  { confidence, threshold, isInTurn }: ComparisonOptions,
): Comparison {
  const names = Object.keys(now).filter((name) => Object.hasOwn(before, name));
  const tested = names.map((name) => {
    const [old, recent] = [before[name] as CaseResult, now[name] as CaseResult];
    const logs = ({ processes }: CaseResult, of: 'medianRatio' | 'medianNanoseconds') =>
      processes.map((one) => Math.log(one[of]));
    const relative = welch(logs(old, 'medianRatio'), logs(recent, 'medianRatio'));
    // By the clock alone, too: else what only the yardstick did would look like a change.
    const absolute = welch(logs(old, 'medianNanoseconds'), logs(recent, 'medianNanoseconds'));
    return { name, old, recent, relative: isInTurn ? absolute : relative, absolute };
  });
  const pValues = adjustedPValues(
    'holm',
    tested.map(({ relative }) => relative.pValue),
  );
  const machine = tested.map(({ relative, absolute }) => absolute.difference - relative.difference);
  const cases = tested.map(({ name, old, recent, relative, absolute }, i): CaseComparison => {
    const pValue = pValues[i] as number;
    const change = Math.expm1(relative.difference);
    const agrees =
      absolute.difference * relative.difference > 0 &&
      Math.abs(Math.expm1(absolute.difference)) >= threshold / 2;
    const isSure = pValue < 1 - confidence && Math.abs(change) >= threshold && agrees;
    return {
      ...{ name, change, pValue },
      beforeNanoseconds: old.medianNanoseconds,
      nowNanoseconds: recent.medianNanoseconds,
      low: Math.expm1(relative.difference - relative.margin),
      high: Math.expm1(relative.difference + relative.margin),
      verdict: !isSure ? 'same' : change > 0 ? 'slower' : 'faster',
    };
  });
  const machineChange =
    machine.length === 0 ? 0 : Math.expm1(machine.reduce((a, b) => a + b, 0) / machine.length);
  return { cases, machineChange };
}

interface Welch {
  /** Of the means. */
  readonly difference: number;
  /** Half of the interval of 95 %. */
  readonly margin: number;
  readonly pValue: number;
}

function welch(before: readonly number[], now: readonly number[]): Welch {
  const [old, recent] = [momentsOf(before), momentsOf(now)];
  const difference = recent.mean - old.mean;
  const error = Math.sqrt(old.squaredError + recent.squaredError);
  if (!(error > 0)) return { difference, margin: Infinity, pValue: 1 };
  const freedom =
    error ** 4 / (old.squaredError ** 2 / (old.count - 1) + recent.squaredError ** 2 / (recent.count - 1));
  return {
    difference,
    margin: error * studentQuantile(0.975, freedom),
    pValue: Math.min(1, 2 * studentSurvival(Math.abs(difference) / error, freedom)),
  };
}

function momentsOf(values: readonly number[]) {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { count, mean, squaredError: variance / count };
}
