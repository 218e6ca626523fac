/**
 * The five ways through the buckets of a histogram: recorded, all, linear, logarithmic and percentile steps, as
 * HdrHistogram's Java has them (AbstractHistogramIterator.java and its subclasses, 2.2.2), for every layout.
 */
import { wrongValue } from '../../errors.ts';
import type { BucketSeries } from '../base/bucket-series.ts';
import { requireMethods } from '../base/options.ts';

export interface IterationStep {
  /** The values of this step are above it (in the first step, from it on) ... */
  readonly valueIteratedFrom: number;
  /** ... and up to it. */
  readonly valueIteratedTo: number;
  /** Values in the bucket where the step ends. */
  readonly countAtValueIteratedTo: number;
  readonly countAddedInThisStep: number;
  readonly totalCountToThisValue: number;
  /** The sum of those values, each as the largest of its bucket. */
  readonly totalValueToThisValue: number;
  /** The share of all values up to here, 0 to 100. */
  readonly percentile: number;
  /** The percentile that the step aimed at; where steps do not go by percentiles, the same as `percentile`. */
  readonly percentileLevelIteratedTo: number;
}

/** Where the steps of one kind end. `index` is the bucket that the walk stands on. */
interface Steps {
  /** Whether there is another step once every value was passed. */
  hasMore(index: number): boolean;
  isReached(index: number, totalCount: number): boolean;
  /** Told after each step. */
  advance(index: number): void;
  /** The value that the step ends at; the largest of the bucket if left out. */
  value?(): number;
  percentileLevel?(): number;
}

/** A step for each bucket that holds a value. */
export function recordedValues(series: BucketSeries): Generator<IterationStep> {
  let visited = -1;
  return walk(series, {
    hasMore: () => false,
    isReached: (index) => index !== visited && series.countAt(index) !== 0,
    advance: (index) => {
      visited = index;
    },
  });
}

/** A step for each bucket, whether or not it holds a value. */
export function allValues(series: BucketSeries): Generator<IterationStep> {
  let visited = -1;
  return walk(series, {
    hasMore: (index) => index < series.length - 1,
    isReached: (index) => index !== visited,
    advance: (index) => {
      visited = index;
    },
  });
}

/**
 * Steps of equal size, up to the last value.
 *
 * @param valueUnitsPerStep above 0, and not so small that it is lost beside the values. @throws HISTOGRAM_STEP
 * @example
 * for (const { valueIteratedTo, countAddedInThisStep } of linearBucketValues(histogram.buckets(), 1000)) …
 */
export function linearBucketValues(
  series: BucketSeries,
  valueUnitsPerStep: number,
): Generator<IterationStep> {
  requireSeries(series);
  requireAbove('valueUnitsPerStep', valueUnitsPerStep, 0);
  // From 0 on, or from the step that holds the lowest of the negative values.
  let end = valueUnitsPerStep * (1 + Math.min(0, Math.floor(series.lowestAt(0) / valueUnitsPerStep)));
  return walk(series, {
    ...levelSteps(series, () => end),
    hasMore: (index) => largestUnder(series, end) < series.lowestAt(index + 1),
    advance: () => {
      end = beyond(end, end + valueUnitsPerStep, 'valueUnitsPerStep', valueUnitsPerStep);
    },
  });
}

/**
 * Steps that end at valueUnitsInFirstStep, and at each further power of `base` times it, up to the last value.
 *
 * @param valueUnitsInFirstStep above 0. @param base above 1. @throws HISTOGRAM_STEP
 */
export function logarithmicBucketValues(
  series: BucketSeries,
  valueUnitsInFirstStep: number,
  base: number,
): Generator<IterationStep> {
  requireAbove('valueUnitsInFirstStep', valueUnitsInFirstStep, 0);
  requireAbove('base', base, 1);
  let end = valueUnitsInFirstStep;
  return walk(series, {
    ...levelSteps(series, () => end),
    hasMore: (index) => series.lowestEquivalentValue(whole(series, end)) < series.lowestAt(index + 1),
    advance: () => {
      end = beyond(end, end * base, 'base', base);
    },
  });
}

/**
 * Steps to ever higher percentiles: `ticksPerHalfDistance` of equal size on the way from 0 to 50 %, as many from 50
 * to 75 %, and so on, and a last one at 100 %.
 *
 * @param ticksPerHalfDistance above 0, 5 for HdrHistogram's usual output. @throws HISTOGRAM_STEP
 */
export function percentiles(series: BucketSeries, ticksPerHalfDistance: number): Generator<IterationStep> {
  requireAbove('ticksPerHalfDistance', ticksPerHalfDistance, 0);
  let level = 0;
  let isLast = false;
  return walk(series, {
    hasMore: () => {
      if (isLast) return false;
      level = 100;
      isLast = true;
      return true;
    },
    isReached: (index, totalCount) =>
      series.countAt(index) !== 0 && (100 * totalCount) / series.totalCount >= level,
    advance: () => {
      const halvings = Math.trunc(Math.log(100 / (100 - level)) / Math.LN2);
      const next = level + 100 / (ticksPerHalfDistance * 2 ** (halvings + 1));
      // Among 2^53 values the ticks below 100 % lie closer together than numbers do.
      level = next > level ? next : 100;
    },
    percentileLevel: () => level,
  });
}

/** Steps that end under a value. */
function levelSteps(series: BucketSeries, end: () => number): Pick<Steps, 'isReached' | 'value'> {
  return {
    isReached: (index) =>
      series.lowestAt(index) >= series.lowestEquivalentValue(largestUnder(series, end())) ||
      index >= series.length - 1,
    value: () => largestUnder(series, end()),
  };
}

function largestUnder(series: BucketSeries, end: number): number {
  return series.isWhole ? whole(series, end) - 1 : end;
}

function whole(series: BucketSeries, value: number): number {
  return series.isWhole ? Math.trunc(value) : value;
}

/** @throws HISTOGRAM_ARGUMENT_KIND */
function requireSeries(series: BucketSeries): void {
  requireMethods('series', series, ['lowestAt', 'countAt']);
}

function walk(series: BucketSeries, steps: Steps): Generator<IterationStep> {
  requireSeries(series);
  return walked(series, steps);
}

function* walked(series: BucketSeries, steps: Steps): Generator<IterationStep> {
  const all = series.totalCount;
  let index = 0;
  let totalCount = 0;
  let totalValue = 0;
  let countBefore = 0;
  let valueBefore = Math.min(0, series.lowestAt(0));
  let isFresh = true;
  while (totalCount < all || steps.hasMore(index)) {
    for (; index < series.length; index++, isFresh = true) {
      if (isFresh) {
        const count = series.countAt(index);
        totalCount += count;
        if (count !== 0) totalValue += count * series.highestAt(index);
        isFresh = false;
      }
      if (steps.isReached(index, totalCount)) break;
    }
    if (index >= series.length) return;
    const value = steps.value?.() ?? series.highestAt(index);
    const percentile = (100 * totalCount) / all;
    yield {
      valueIteratedFrom: valueBefore,
      valueIteratedTo: value,
      countAtValueIteratedTo: series.countAt(index),
      countAddedInThisStep: totalCount - countBefore,
      totalCountToThisValue: totalCount,
      totalValueToThisValue: totalValue,
      percentile,
      percentileLevelIteratedTo: steps.percentileLevel?.() ?? percentile,
    };
    valueBefore = value;
    countBefore = totalCount;
    steps.advance(index);
  }
}

/** Where the next step ends. One that does not get beyond the last would never end. */
function beyond(end: number, next: number, label: string, value: number): number {
  if (next > end) return next;
  throw wrongValue('HISTOGRAM_STEP', label, `one that leads beyond ${end}`, value, 'Pass a greater one.');
}

function requireAbove(label: string, value: number, bound: number): void {
  if (typeof value === 'number' && value > bound && value < Infinity) return;
  throw wrongValue('HISTOGRAM_STEP', label, `a number above ${bound}`, value, 'Pass a positive step.');
}
