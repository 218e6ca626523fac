/** Where exponential buckets begin and end: exact, from the kernel's tables, and so the same in every engine. */
import { useKernel } from '../../kernel/index.ts';

/** 2^-1022, the smallest normal double: a magnitude up to it counts as zero. */
export const MIN_ZERO_THRESHOLD: number = 2 ** -1022;

/** The OpenTelemetry index of the bucket (base^i, base^(i+1)] that holds a finite magnitude above 2^-1022. */
export function bucketIndex(magnitude: number, scale: number): number {
  return useKernel().exponentialIndex(magnitude, scale);
}

/** base^index, the lower bound of the bucket: never 0, and at most the largest double. */
export function bucketLowerBound(index: number, scale: number): number {
  // Foreign data may have rounded subnormals up into the bucket that ends at 2^-1022.
  if (index < minIndex(scale)) return 2 ** -1074;
  return Math.min(useKernel().exponentialLowerBound(index, scale), Number.MAX_VALUE);
}

/** base = 2^(2^-scale), the growth from one bucket to the next. */
export function baseOf(scale: number): number {
  return useKernel().exponentialLowerBound(1, scale);
}

/**
 * What stands for the magnitudes of a bucket: the kernel's `representative`, from which no magnitude of the bucket
 * is farther than (base - 1) / (base + 1), relatively.
 */
export function bucketRepresentative(index: number, scale: number): number {
  return bucketLowerBound(index, scale) * representativeRatio(scale);
}

/** A representative over the lower bound of its bucket. */
export function representativeRatio(scale: number): number {
  const base = baseOf(scale);
  return (2 * base) / (1 + base);
}

/** The lowest bucket that reaches above 2^-1022: those below it hold nothing but zeros. */
export function minIndex(scale: number): number {
  return Math.floor(-1022 * 2 ** scale);
}

/** The bucket of the largest double. */
export function maxIndex(scale: number): number {
  return Math.ceil(1024 * 2 ** scale) - 1;
}
