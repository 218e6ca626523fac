// What a series must say of the values that it was given: exact and naive, from the values alone.
import { type ExponentialSnapshot, Histogram, quantilesOf } from 'inferometer/histogram';
import { assert } from '../../harness.ts';
import { exactIndex, exactQuantile, relativeErrorOf } from '../../histogram/oracle.ts';

/** What one way out says of one series. It leaves out what it has no place for. */
export interface Reading {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value?: number;
  readonly count?: number;
  readonly sum?: number;
  /** Minimum and maximum. */
  readonly range?: readonly [min: number, max: number];
  /** How many values are at or below each bound, ascending; the last bound is Infinity. */
  readonly cumulative?: readonly Cumulative[];
  /** Exponential buckets, as a snapshot that quantiles are asked of. */
  readonly buckets?: ExponentialSnapshot;
  readonly quantiles?: readonly (readonly [quantile: number, value: number])[];
  readonly exemplars?: readonly { readonly value: number; readonly traceId: string }[];
}

export type Cumulative = readonly [bound: number, count: number];
export type Fact = Exclude<keyof Reading, 'labels'>;

/** What an aggregation says, wherever there is a place for it. A new aggregation is a line here. */
export const AGGREGATIONS = {
  sum: ['value', 'exemplars'],
  upDownSum: ['value', 'exemplars'],
  lastValue: ['value'],
  exponential: ['count', 'sum', 'range', 'buckets', 'quantiles', 'exemplars'],
  exponentialWithBounds: ['count', 'sum', 'range', 'cumulative', 'buckets', 'quantiles', 'exemplars'],
} as const satisfies Record<string, readonly Fact[]>;

export type Aggregation = keyof typeof AGGREGATIONS;

/** What one series was given. */
export interface Given {
  readonly aggregation: Aggregation;
  /** Those that count: an instrument rejects the others. */
  readonly values: readonly number[];
  /** In which its values are counted exactly. */
  readonly bounds: readonly number[];
  /** The value that was recorded in each trace. */
  readonly traces: ReadonlyMap<string, number>;
}

/** Sums are of doubles, in whatever order. */
const SUM_TOLERANCE = 1e-12;

/** Holds a reading against the values; each fact of `required` must be there. */
export function check(reading: Reading, given: Given, required: readonly Fact[]): void {
  const { values } = given;
  for (const fact of required) {
    const mayBeLeftOut = values.length === 0 || (fact === 'exemplars' && given.traces.size === 0);
    if (!mayBeLeftOut) assert.ok(reading[fact] !== undefined, `there is no ${fact}`);
  }
  const { value, count, sum, range, cumulative, buckets, quantiles, exemplars } = reading;
  if (value !== undefined) {
    if (given.aggregation === 'lastValue') assert.is(value, values.at(-1), 'last value');
    else assertSum('value', value, values);
  }
  if (count !== undefined) assert.is(count, values.length, 'count');
  if (sum !== undefined) assertSum('sum', sum, values);
  if (range !== undefined && values.length > 0) {
    assert.equal(range, [Math.min(...values), Math.max(...values)], 'minimum and maximum');
  }
  if (cumulative !== undefined) checkCumulative(cumulative, given);
  if (buckets !== undefined) checkBuckets(buckets, values, reading.range !== undefined);
  for (const [quantile, answer] of quantiles ?? []) {
    assertQuantile(answer, quantile, values, relativeErrorOf(scaleOf(values)));
  }
  for (const { value: recorded, traceId } of exemplars ?? []) {
    assert.is(recorded, given.traces.get(traceId), `exemplar of the trace ${traceId}`);
  }
}

function assertSum(what: string, actual: number, values: readonly number[]): void {
  const magnitude = values.reduce((total, one) => total + Math.abs(one), 0);
  const exact = values.reduce((total, one) => total + one, 0);
  assert.ok(Math.abs(actual - exact) <= SUM_TOLERANCE * magnitude, `${what} ${actual}, exactly ${exact}`);
}

/** Exact at the bounds that the values were counted in; elsewhere never too low, and at most a bucket too high. */
function checkCumulative(cumulative: readonly Cumulative[], { values, bounds }: Given): void {
  const upTo = (bound: number) => values.filter((one) => one <= bound).length;
  const base = 2 ** (2 ** -scaleOf(values));
  const isExact = bounds.length > 0;
  if (isExact) {
    const expected = [...bounds, Infinity].map((bound) => [bound, upTo(bound)]);
    assert.equal(cumulative, expected, 'classic buckets');
    return;
  }
  assert.equal(cumulative.at(-1), [Infinity, values.length], 'the last bucket');
  for (const [bound, count] of cumulative) {
    const endOfBucket = bound > 0 ? bound * base : bound / base;
    assert.ok(count >= upTo(bound) && count <= upTo(endOfBucket), `${count} values up to ${bound}`);
  }
}

function checkBuckets(snapshot: ExponentialSnapshot, values: readonly number[], hasRange: boolean): void {
  const { scale, zeroCount, positive, negative, count } = snapshot;
  assert.is(count, values.length, 'count of the buckets');
  assert.is(zeroCount, values.filter((one) => one === 0).length, 'zero bucket');
  for (const [range, ofSign] of [
    [positive, values.filter((one) => one > 0)],
    [negative, values.filter((one) => one < 0).map((one) => -one)],
  ] as const) {
    const counts = new Map<number, number>();
    for (const one of ofSign) {
      const index = indexOf(one, scale);
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    const actual = [...range.counts].flatMap((n, i) => (n > 0 ? [[range.offset + i, n] as const] : []));
    assert.equal(
      actual,
      [...counts].sort(([a], [b]) => a - b),
      `buckets at scale ${scale}`,
    );
  }
  if (values.length === 0) return;
  // A form without minimum and maximum knows the outermost values as well as any other: by their bucket.
  const tolerance = hasRange ? relativeErrorOf(scale) : 2 ** (2 ** -scale) - 1;
  for (const quantile of [0, 0.25, 0.5, 0.9, 0.99, 1]) {
    assertQuantile(quantilesOf(snapshot, [quantile])[0] as number, quantile, values, tolerance);
  }
}

function assertQuantile(
  actual: number,
  quantile: number,
  values: readonly number[],
  tolerance: number,
): void {
  const exact = exactQuantile(values, quantile);
  // The middle of a bucket rounds, and may be the last double within.
  const bound = (tolerance + 1e-12) * Math.abs(exact);
  assert.ok(Math.abs(actual - exact) <= bound, `quantile ${quantile} is ${actual}, exactly ${exact}`);
}

/** The index of the exponential bucket of a positive value, at a scale that may be under 0. */
function indexOf(value: number, scale: number): number {
  return scale >= 0 ? exactIndex(value, scale) : exactIndex(value, 0) >> -scale;
}

/** The scale at which all of the values fit. */
function scaleOf(values: readonly number[]): number {
  using histogram = new Histogram();
  histogram.recordMany(values);
  return histogram.snapshot().scale;
}
