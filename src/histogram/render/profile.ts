/** The shape of a distribution for a picture: how many values lie in each of so many equal parts of an axis. */

import { clamped } from '../base/totals-between.ts';
import type { BucketSnapshot } from '../layouts.ts';
import { type Bin, binsOf, valueAtQuantile } from '../query/bins.ts';
import { type Axis, type AxisKind, positionOn } from './axis.ts';
import type { ValueUnit } from './label.ts';

export interface Profile {
  readonly axis: Axis;
  /** Values in each part of the axis; a bucket across several parts is shared out evenly. */
  readonly bins: readonly number[];
  /** Values that have no place on a logarithmic axis: zero and below. */
  readonly underAxis: number;
  readonly marks: readonly QuantileMark[];
}

export interface QuantileMark {
  readonly q: number;
  readonly value: number;
}

export interface RenderOptions {
  /** Shown above the picture. */
  readonly title?: string;
  /** What the values are measured in, for the labels; plain numbers if left out. */
  readonly unit?: ValueUnit;
  /** If left out: logarithmic where no value is negative and positive ones differ by a factor of 20, else linear. */
  readonly axis?: AxisKind;
  /** Quantiles to be marked, each in (0, 1); the median, 0.9 and 0.99 if left out. */
  readonly quantiles?: readonly number[];
}

export const RENDER_OPTIONS = [
  'title',
  'unit',
  'axis',
  'quantiles',
] as const satisfies readonly (keyof RenderOptions)[];

/** From this ratio on, values without a negative one among them are shown on a logarithmic axis. */
const LOGARITHMIC_FROM = 20;

/** Narrower than this an axis cannot be divided: its parts would be subnormal. */
const MIN_SPAN = 2 ** -1000;

const USUAL_QUANTILES = [0.5, 0.9, 0.99];

/** @param snapshot a valid one. @returns undefined for an empty one. @throws HISTOGRAM_SNAPSHOT if it has no buckets */
export function profileOf(
  snapshot: BucketSnapshot,
  parts: number,
  { axis: kind, quantiles = USUAL_QUANTILES }: RenderOptions,
): Profile | undefined {
  const bins = binsOf(snapshot);
  const spans = bins.map((bin) => within(bin, snapshot));
  const axis = axisOf(spans, kind);
  if (!axis) return undefined;
  const heights = new Array<number>(parts).fill(0);
  let underAxis = 0;
  for (const { lower, upper, count } of spans) {
    if (axis.kind === 'logarithmic' && upper <= 0) underAxis += count;
    else spread(heights, positionOn(axis, lower) * parts, positionOn(axis, upper) * parts, count);
  }
  const marks = [...quantiles]
    .sort((a, b) => a - b)
    .map((q) => ({ q, value: valueAtQuantile(bins, q, snapshot) }));
  return { axis, bins: heights, underAxis, marks };
}

/** The part of a bucket in which values can lie. */
function within(bin: Bin, { layout, min, max }: BucketSnapshot): Bin {
  const isZeros = bin.lower === -bin.upper;
  // A bucket of whole values reaches up to the next.
  const upper = isZeros ? 0 : layout === 'hdr' ? bin.upper + 1 : bin.upper;
  return { ...bin, lower: clamped(isZeros ? 0 : bin.lower, min, max), upper: clamped(upper, min, max) };
}

function axisOf(bins: readonly Bin[], kind: AxisKind | undefined): Axis | undefined {
  const first = bins[0];
  const last = bins.at(-1);
  if (!first || !last) return undefined;
  const high = last.upper;
  const least = bins.find(({ upper }) => upper > 0);
  const low = least && (least.lower > 0 ? least.lower : least.upper / 2);
  const isWide = first.lower >= 0 && low !== undefined && high / low >= LOGARITHMIC_FROM;
  if (low && (kind ? kind === 'logarithmic' : isWide)) {
    return low < high
      ? { kind: 'logarithmic', low, high }
      : { kind: 'logarithmic', low: low / 2, high: finite(low * 2) };
  }
  if (high / 2 - first.lower / 2 > MIN_SPAN) return { kind: 'linear', low: first.lower, high };
  const margin = Math.abs(high) > MIN_SPAN ? Math.abs(high) / 10 : 1;
  return { kind: 'linear', low: finite(high - margin), high: finite(high + margin) };
}

function finite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** Adds `count`, shared out evenly over from..to, which are measured in bins. */
function spread(bins: number[], from: number, to: number, count: number): void {
  const last = bins.length - 1;
  if (to - from < 1e-9) {
    const i = Math.min(Math.floor(from), last);
    bins[i] = (bins[i] as number) + count;
    return;
  }
  for (let i = Math.floor(from); i < to && i <= last; i++) {
    const overlap = Math.min(to, i + 1) - Math.max(from, i);
    bins[i] = (bins[i] as number) + (count * overlap) / (to - from);
  }
}
