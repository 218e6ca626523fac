/** How results are asked of an instance: from what was recorded in some categories, at the option's percentiles. */
import { insideOf } from './instance.ts';
import type { Recorded } from './reading.ts';
import type { MetricCategory } from './snapshot.ts';
import type { Telemetry } from './telemetry.ts';

export function resultsOf<R>(
  telemetry: Telemetry,
  categories: readonly MetricCategory[],
  read: (recorded: Recorded, percentiles: readonly number[]) => R,
): R {
  const { registry, analysisPercentiles } = insideOf(telemetry);
  return read({ metrics: registry.snapshot(categories) }, analysisPercentiles);
}

/** All of them, or that of one model. */
export function ofModel<M extends { modelId: string }>(
  all: M[],
  modelId: string | undefined,
): M[] | M | undefined {
  return modelId === undefined ? all : all.find((one) => one.modelId === modelId);
}
