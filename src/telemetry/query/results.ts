/** How results are asked of an instance: from what was recorded in some categories, at the option's percentiles. */

import type { MetricCategory } from '../context/categories.ts';
import type { TelemetryHandle } from '../context/context.ts';
import { contextOf } from '../context/context.ts';
import type { Recorded } from './snapshot-reader.ts';

export function summarize<R>(
  telemetry: TelemetryHandle,
  categories: readonly MetricCategory[],
  read: (recorded: Recorded, percentiles: readonly number[]) => R,
): R {
  const { registry, analysisPercentiles } = contextOf(telemetry);
  return read({ metrics: registry.snapshot(categories) }, analysisPercentiles);
}

/** All of them, or that of one model. */
export function findById<M extends { modelId: string }>(
  all: M[],
  modelId: string | undefined,
): M[] | M | undefined {
  return modelId === undefined ? all : all.find((one) => one.modelId === modelId);
}
