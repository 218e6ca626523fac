export { InferometerError } from '../errors.ts';
export { loadKernel } from '../kernel/index.ts';
export { bucketCounts, mergeSnapshots, quantilesOf } from './algebra.ts';
export { Histogram, type HistogramOptions } from './exponential.ts';
export type { BucketRange, ExponentialSnapshot } from './snapshot.ts';
