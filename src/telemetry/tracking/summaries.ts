/** What was recorded, summed up by category: what reports are made of. */
import type { Category } from '../context/categories.ts';
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

export type Summaries = { readonly [C in Category]: ReturnType<(typeof SUMMARIES)[C]> };

/** @param percentiles of durations, 0 to 100 */
export function summariesOf(recorded: RecordedWork, percentiles: readonly number[]): Summaries {
  const summed = Object.entries(SUMMARIES).map(([category, sum]) => [category, sum(recorded, percentiles)]);
  return Object.fromEntries(summed) as Summaries;
}
