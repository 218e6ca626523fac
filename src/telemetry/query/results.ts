/** How results are asked of an instance: from what was recorded in some categories, at the option's percentiles. */

import type { MetricCategory } from '../context/categories.ts';
import { contextOf, type TelemetryHandle } from '../context/context.ts';
import type { Recorded } from './snapshot-reader.ts';

export function summarize<R>(
  telemetry: TelemetryHandle,
  categories: readonly MetricCategory[],
  read: (recorded: Recorded, percentiles: readonly number[]) => R,
): R {
  const { registry, analysisPercentiles } = contextOf(telemetry);
  return read({ metrics: registry.snapshot(categories) }, analysisPercentiles);
}

/** All of them, or the one with this id. */
export function findById<M extends { readonly [Name in Key]: string }, Key extends string = 'modelId'>(
  all: M[],
  id: string | undefined,
  key: Key = 'modelId' as Key,
): M[] | M | undefined {
  return id === undefined ? all : all.find((one) => one[key] === id);
}
