/** Every picture there is, as data: in the order of the views of a page. */
import { DISTRIBUTED_CHARTS } from './distributed.ts';
import { DRIFT_CHARTS } from './drift.ts';
import type { CatalogueRow } from './entry.ts';
import { INFERENCE_CHARTS } from './inference.ts';
import { OTHER_CHARTS } from './others.ts';
import { STORAGE_CHARTS } from './storage.ts';
import { STREAM_CHARTS } from './stream.ts';
import { TRAINING_CHARTS } from './training.ts';

export const CATALOGUE: readonly CatalogueRow[] = [
  ...INFERENCE_CHARTS,
  ...STREAM_CHARTS,
  ...TRAINING_CHARTS,
  ...DISTRIBUTED_CHARTS,
  ...STORAGE_CHARTS,
  ...DRIFT_CHARTS,
  ...OTHER_CHARTS,
];
