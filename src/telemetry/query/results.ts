/**
 * How results are asked of an instance, from what was recorded in some categories, at the option's percentiles; or of a
 * snapshot or a window, at the default ones.
 */

import type { MetricSnapshot } from '../../metrics/inner.ts';
import type { MetricCategory } from '../context/categories.ts';
import { contextOf, refreshComponents, type TelemetryHandle } from '../context/context.ts';
import { OPTION_RULES } from '../context/option-rules.ts';
import { restoreRecorded } from './merge-snapshots.ts';
import type { Recorded } from './snapshot-reader.ts';

/**
 * What getters sum up: a telemetry, up to now; a snapshot, also a merged one, or one that went through JSON; or a window of
 * `getMetrics`, which has no training runs.
 */
export type ResultsSource = TelemetryHandle | Recorded;

/** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT */
export function summarize<R>(
  source: ResultsSource,
  categories: readonly MetricCategory[],
  read: (recorded: Recorded, percentiles: readonly number[]) => R,
): R {
  if (isRecorded(source)) {
    const percentiles = OPTION_RULES.analysisPercentiles.otherwise as readonly number[];
    return read(restoreRecorded(source), percentiles);
  }
  const instance = contextOf(source);
  const { registry, clock, analysisPercentiles } = instance;
  refreshComponents(instance);
  const takenAtUnixMs = clock.wallUnixMs();
  const metrics: MetricSnapshot[] = [];
  for (const { instrument, fullName, series } of registry.read()) {
    if (!(categories as readonly string[]).includes(instrument.category)) continue;
    const points = [...series];
    if (points.length > 0) metrics.push({ instrument, fullName, series: points });
  }
  return read({ metrics, takenAtUnixMs }, analysisPercentiles);
}

/** A telemetry has metrics too, but no list of them. */
export function isRecorded(source: ResultsSource): source is Recorded {
  return Array.isArray((source as Recorded | undefined)?.metrics);
}

/** All of them, or the one with this id. */
export function findById<M extends { readonly [Name in Key]: string }, Key extends string = 'modelId'>(
  all: M[],
  id: string | undefined,
  key: Key = 'modelId' as Key,
): M[] | M | undefined {
  return id === undefined ? all : all.find((one) => one[key] === id);
}
