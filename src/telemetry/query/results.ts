/** How results are asked of an instance or a snapshot: from what was recorded in some categories. */

import { resultOf, runSync, type Slices } from '../../metrics/inner.ts';
import { requireLabel } from '../../validate.ts';
import type { MetricCategory } from '../context/categories.ts';
import { type RecordedWork, type ResultsSource, recordedIn } from './source.ts';

/** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT */
export function summarize<R>(
  source: ResultsSource,
  categories: readonly MetricCategory[],
  read: (recorded: RecordedWork, percentiles: readonly number[]) => R | Slices<R>,
): R {
  const { recorded, percentiles } = recordedIn(source, categories);
  return runSync(resultOf(read(recorded, percentiles)));
}

/** All of them, or the one with this id. @throws TELEMETRY_LABEL_KIND */
export function findById<M extends { readonly [Name in Key]: string }, Key extends string = 'modelId'>(
  all: M[],
  id: string | undefined,
  key: Key = 'modelId' as Key,
): M[] | M | undefined {
  if (id === undefined) return all;
  requireLabel(key, id);
  return all.find((one) => one[key] === id);
}
