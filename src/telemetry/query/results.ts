/** How results are asked of an instance: from what was recorded in some categories, at the option's percentiles. */

import type { MetricSnapshot } from '../../metrics/inner.ts';
import type { MetricCategory } from '../context/categories.ts';
import { contextOf, type TelemetryHandle } from '../context/context.ts';
import type { Recorded } from './snapshot-reader.ts';

export function summarize<R>(
  telemetry: TelemetryHandle,
  categories: readonly MetricCategory[],
  read: (recorded: Recorded, percentiles: readonly number[]) => R,
): R {
  const { registry, analysisPercentiles } = contextOf(telemetry);
  const metrics: MetricSnapshot[] = [];
  for (const { instrument, fullName, series } of registry.read()) {
    if (!(categories as readonly string[]).includes(instrument.category)) continue;
    const points = [...series];
    if (points.length > 0) metrics.push({ instrument, fullName, series: points });
  }
  return read({ metrics }, analysisPercentiles);
}

/** All of them, or the one with this id. */
export function findById<M extends { readonly [Name in Key]: string }, Key extends string = 'modelId'>(
  all: M[],
  id: string | undefined,
  key: Key = 'modelId' as Key,
): M[] | M | undefined {
  return id === undefined ? all : all.find((one) => one[key] === id);
}
