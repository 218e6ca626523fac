/** What was recorded, summed up by category: what reports are made of. */
import { resultOf, type Slices } from '../../metrics/inner.ts';
import type { Category } from '../context/categories.ts';
import { summingUp } from '../query/snapshot-reader.ts';
import type { RecordedWork } from '../query/source.ts';
import { continualMetrics } from './continual/summary.ts';
import { datasetMetrics } from './dataset/summary.ts';
import { distributedMetrics } from './distributed/summary.ts';
import { driftMetrics } from './drift/summary.ts';
import { httpMetrics } from './http/summary.ts';
import { inferenceMetrics } from './inference/summary.ts';
import { modelMetrics } from './model/summary.ts';
import { storageMetrics } from './storage/summary.ts';
import { streamMetrics } from './stream/summary.ts';
import { trainingMetrics } from './training/summary.ts';

/** At once, or in slices where there may be much of it. */
type Summarize = (recorded: RecordedWork, percentiles: readonly number[]) => unknown;

const SUMMARIES = {
  model: modelMetrics,
  inference: inferenceMetrics,
  stream: streamMetrics,
  training: trainingMetrics,
  dataset: datasetMetrics,
  distributed: distributedMetrics,
  storage: storageMetrics,
  http: httpMetrics,
  drift: driftMetrics,
  continual: continualMetrics,
} as const satisfies Record<Category, Summarize>;

export type Summaries = { readonly [C in Category]: Result<ReturnType<(typeof SUMMARIES)[C]>> };

type Result<R> = R extends Slices<infer Summary> ? Summary : R;

/** @param percentiles of durations, 0 to 100 */
export function* summarizing(recorded: RecordedWork, percentiles: readonly number[]): Slices<Summaries> {
  yield* summingUp(recorded);
  const summed: [string, unknown][] = [];
  for (const [category, sum] of Object.entries(SUMMARIES)) {
    summed.push([category, yield* resultOf<unknown>(sum(recorded, percentiles))]);
    yield;
  }
  return Object.fromEntries(summed) as unknown as Summaries;
}
