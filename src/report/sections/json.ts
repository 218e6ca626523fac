/** Figures as JSON: with the keys and the units of the source document, and null where nothing is known. */
import type { DurationStatistics, ValueStatistics } from '../../telemetry/index.ts';

/** Times in seconds. */
export function durationsJson(durations: DurationStatistics | undefined) {
  return {
    count: durations?.count ?? 0,
    mean: durations?.meanSeconds ?? null,
    min: durations?.minSeconds ?? null,
    max: durations?.maxSeconds ?? null,
    median: durations?.medianSeconds ?? null,
    total: durations?.totalSeconds ?? 0,
    percentiles: durations?.percentilesSeconds ?? {},
  };
}

export function valuesJson(values: ValueStatistics | undefined) {
  return {
    count: values?.count ?? 0,
    mean: values?.mean ?? null,
    min: values?.min ?? null,
    max: values?.max ?? null,
  };
}

/** By `model_load/fetch`. */
export function phasesJson(phases: Readonly<Record<string, DurationStatistics>>) {
  return mapped(phases, durationsJson);
}

/** Not by assignment: a key may have any name, `__proto__` too. */
export function mapped<T, R>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => R,
): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** By id, whatever that is called. */
export function byId<T extends { readonly [Name in Key]: string }, Key extends string, R>(
  all: readonly T[],
  key: Key,
  change: (one: T) => R,
): Readonly<Record<string, R>> {
  return Object.fromEntries(all.map((one) => [one[key], change(one)]));
}
