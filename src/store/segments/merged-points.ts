/**
 * Points of one series, merged: of an hour, of a day. What comes out does not depend on the order or the grouping, so that
 * whoever asks for a longer time later gets the same answer as from the points themselves.
 */
import { mergeSnapshots } from '../../histogram/index.ts';
import type { DataPoint, GaugeRule, Instrument } from '../../metrics/inner.ts';
import { microsecondsOf } from '../coverage.ts';
import { ExactSum } from '../exact-sum.ts';
import type { GaugeSamples, StoredPoint } from '../model.ts';
import { mergeStoredExemplars } from './stored-exemplars.ts';

/** @param points of one series, at least one; one alone stays as it is. @param instrument what the merged one is of */
export function mergedPoint(points: readonly StoredPoint[], instrument: Instrument): StoredPoint {
  const [first] = points as readonly [StoredPoint];
  if (points.length === 1) return { ...first, instrument };
  const { member, fullName, point } = first;
  const exemplars = mergeStoredExemplars(
    instrument,
    points.map((one) => one.point.exemplars),
  );
  const { labels, overflow } = point;
  const described = {
    labels,
    overflow,
    createdAtUnixMs: least(points, (one) => one.point.createdAtUnixMs),
    ...(exemplars && { exemplars }),
  };
  return {
    member,
    startedAtUnixMs: least(points, (one) => one.startedAtUnixMs),
    endedAtUnixMs: -least(points, (one) => -one.endedAtUnixMs),
    durationSeconds: points.reduce((sum, one) => sum + microsecondsOf(one), 0) / 1e6,
    instrument,
    fullName,
    ...('histogram' in point
      ? mergedHistogram(points, described)
      : instrument.kind === 'gauge'
        ? mergedGauge(points, described, instrument.acrossIntervals ?? 'last')
        : mergedSum(points, described)),
  };
}

type Described = Omit<DataPoint, 'value' | 'histogram'>;
type Merged = Pick<StoredPoint, 'point' | 'sumRest' | 'samples'>;

function mergedHistogram(points: readonly StoredPoint[], described: Described): Merged {
  const sum = new ExactSum();
  const histograms = points.flatMap(({ point, sumRest }) => {
    if (!('histogram' in point)) return [];
    sum.add(point.histogram.sum, sumRest);
    return [point.histogram];
  });
  const histogram = { ...mergeSnapshots(histograms), sum: sum.value };
  return { point: { ...described, histogram }, ...restOf(sum) };
}

function mergedSum(points: readonly StoredPoint[], described: Described): Merged {
  const sum = new ExactSum();
  for (const { point, sumRest } of points) sum.add(pointValue(point), sumRest);
  return { point: { ...described, value: sum.value }, ...restOf(sum) };
}

function mergedGauge(points: readonly StoredPoint[], described: Described, rule: GaugeRule): Merged {
  const samples = mergedSamples(points);
  if (rule === 'sum') {
    const sum = new ExactSum();
    for (const { point, sumRest } of points) sum.add(pointValue(point), sumRest);
    return { point: { ...described, value: sum.value }, ...restOf(sum), samples };
  }
  const value =
    rule === 'last'
      ? pointValue(points.reduce(laterOf).point)
      : points.map(({ point }) => pointValue(point)).reduce(rule === 'min' ? lower : higher);
  return { point: { ...described, value }, samples };
}

/** Of two that ended at the same time, the higher. */
function laterOf(one: StoredPoint, other: StoredPoint): StoredPoint {
  if (one.endedAtUnixMs !== other.endedAtUnixMs) return one.endedAtUnixMs > other.endedAtUnixMs ? one : other;
  return pointValue(one.point) >= pointValue(other.point) || Number.isNaN(pointValue(other.point))
    ? one
    : other;
}

function lower(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b;
}

function higher(a: number, b: number): number {
  return a >= b || Number.isNaN(b) ? a : b;
}

function mergedSamples(points: readonly StoredPoint[]): GaugeSamples {
  const sum = new ExactSum();
  let count = 0;
  let min = Number.NaN;
  let max = Number.NaN;
  for (const { point, samples = samplesOf(pointValue(point)) } of points) {
    count += samples.count;
    sum.add(samples.sum, samples.sumRest);
    min = lower(min, samples.min);
    max = higher(max, samples.max);
  }
  return { count, sum: sum.value, ...restOf(sum), min, max };
}

function samplesOf(value: number): GaugeSamples {
  return Number.isFinite(value)
    ? { count: 1, sum: value, min: value, max: value }
    : { count: 0, sum: 0, min: Number.NaN, max: Number.NaN };
}

function restOf(sum: ExactSum): { readonly sumRest?: readonly number[] } {
  const sumRest = sum.rest();
  return sumRest === undefined ? {} : { sumRest };
}

function pointValue(point: DataPoint): number {
  return 'value' in point ? point.value : Number.NaN;
}

function least(points: readonly StoredPoint[], of: (point: StoredPoint) => number): number {
  return points.reduce((lowest, one) => Math.min(lowest, of(one)), Infinity);
}
