/** What a group of series comes to in one step: points are added in whatever order they come. */
import { type ExponentialSnapshot, type Histogram, SnapshotMerge } from '../../histogram/inner.ts';
import type {
  DataPoint,
  Exemplar,
  GaugeRule,
  HistogramPoint,
  Instrument,
  ValuePoint,
} from '../../metrics/inner.ts';
import { gaugeRule } from '../../telemetry/index.ts';
import { ExactSum } from '../exact-sum.ts';
import type { StoredFigures } from '../model.ts';
import { mergeStoredExemplars } from '../segments/stored-exemplars.ts';

/** What a data point holds beside its identity. */
export type Content = { readonly value: number } | { readonly histogram: ExponentialSnapshot };

/** What is not there for a kind of metric, or for no values at all, is undefined. */
export interface Totals {
  /** @param series which of the group's series it is of, the same for all its points. */
  add(stored: StoredFigures, series: string): void;
  readonly sum: number;
  /** What `count` values add up to: their mean is one by the other. */
  readonly total: number | undefined;
  readonly count: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** What rates are of. */
  readonly counted: number | undefined;
  /** Undefined of no values, and of what has none. @param histogram for the use of it, whatever it holds */
  quantiles(qs: readonly number[], histogram: Histogram): readonly number[] | undefined;
  content(instrument: Instrument, fullName: string): Content;
  /** Gives its memory back. */
  dispose(): void;
}

/** @param keepsPoints whether `content` is to come out of it, or figures alone */
export function totalsFor({ kind }: Instrument, keepsPoints: boolean): Totals {
  if (kind === 'histogram') return new HistogramTotals(keepsPoints);
  return kind === 'gauge' ? new GaugeTotals() : new SumTotals(kind === 'counter');
}

/** Of counters and of sums that go both ways: intervals hold what was added in them. */
class SumTotals implements Totals {
  readonly total = undefined;
  readonly min = undefined;
  readonly max = undefined;
  private readonly exact = new ExactSum();
  private readonly isCount: boolean;

  constructor(isCount: boolean) {
    this.isCount = isCount;
  }

  get sum(): number {
    return this.exact.value;
  }

  get count(): number | undefined {
    return this.isCount ? this.sum : undefined;
  }

  get counted(): number {
    return this.sum;
  }

  add(stored: StoredFigures): void {
    const { point, sumRest } = stored.whole();
    this.exact.add((point as ValuePoint).value, sumRest);
  }

  quantiles(): undefined {}

  content(): Content {
    return { value: this.sum };
  }

  dispose(): void {}
}

/** What a gauge comes to over intervals, or over series, by the rule for it. */
class Reading {
  private atUnixMs = -Infinity;
  private chosen = Number.NaN;
  private sum: ExactSum | undefined;
  private readonly rule: GaugeRule;

  constructor(rule: GaugeRule) {
    this.rule = rule;
    if (rule === 'sum') this.sum = new ExactSum();
  }

  /** Of no value at all NaN, which others are not spoilt by. */
  get value(): number {
    return this.sum === undefined || Number.isNaN(this.chosen) ? this.chosen : this.sum.value;
  }

  get lastAtUnixMs(): number {
    return this.atUnixMs;
  }

  /** Of several that are the last at the same time, the largest is. */
  add(value: number, atUnixMs: number, sumRest?: readonly number[]): void {
    const { rule, chosen } = this;
    const isLater = atUnixMs > this.atUnixMs;
    if (isLater) this.atUnixMs = atUnixMs;
    if (rule === 'last') {
      if (isLater || (atUnixMs === this.atUnixMs && !(value <= chosen) && !Number.isNaN(value)))
        this.chosen = value;
      return;
    }
    if (Number.isNaN(value)) return;
    this.sum?.add(value, sumRest);
    if (Number.isNaN(chosen) || (rule === 'min' ? value < chosen : value > chosen)) this.chosen = value;
  }
}

class GaugeTotals implements Totals {
  readonly counted = undefined;
  count = 0;
  private readonly exact = new ExactSum();
  private least = Number.NaN;
  private most = Number.NaN;
  private readonly bySeries = new Map<string, Reading>();

  get sum(): number {
    return this.together('sum');
  }

  get total(): number | undefined {
    return this.count === 0 ? undefined : this.exact.value;
  }

  get min(): number | undefined {
    return this.count === 0 ? undefined : this.least;
  }

  get max(): number | undefined {
    return this.count === 0 ? undefined : this.most;
  }

  add(stored: StoredFigures, series: string): void {
    const { point, samples, sumRest, endedAtUnixMs, instrument } = stored.whole();
    const { value } = point as ValuePoint;
    const reading = this.bySeries.get(series) ?? new Reading(instrument.acrossIntervals ?? 'last');
    this.bySeries.set(series, reading);
    reading.add(value, endedAtUnixMs, sumRest);
    if (samples !== undefined) {
      this.take(samples.count, samples.min, samples.max);
      this.exact.add(samples.sum, samples.sumRest);
    } else if (Number.isFinite(value)) {
      this.take(1, value, value);
      this.exact.add(value);
    }
  }

  quantiles(): undefined {}

  content(instrument: Instrument, fullName: string): Content {
    return { value: this.together(gaugeRule(instrument, fullName)) };
  }

  dispose(): void {}

  /** Of one series its value; of several what the rule makes of them. */
  private together(rule: GaugeRule): number {
    const all = new Reading(rule);
    for (const reading of this.bySeries.values()) all.add(reading.value, reading.lastAtUnixMs);
    return all.value;
  }

  private take(count: number, min: number, max: number): void {
    if (count === 0) return;
    this.least = this.count === 0 ? min : Math.min(this.least, min);
    this.most = this.count === 0 ? max : Math.max(this.most, max);
    this.count += count;
  }
}

/** A single point is kept as it is, mostly unread: groups of long ranges have no more. */
class HistogramTotals implements Totals {
  private readonly keepsPoints: boolean;
  /** While it is the only one. */
  private single: StoredFigures | undefined;
  private merge: SnapshotMerge | undefined;
  private readonly exact = new ExactSum();

  constructor(keepsPoints: boolean) {
    this.keepsPoints = keepsPoints;
  }

  get sum(): number {
    return this.single?.sum ?? this.exact.value;
  }

  get count(): number {
    return this.figures.count;
  }

  get total(): number | undefined {
    return this.count === 0 ? undefined : this.sum;
  }

  get min(): number | undefined {
    return this.count === 0 ? undefined : this.figures.min;
  }

  get max(): number | undefined {
    return this.count === 0 ? undefined : this.figures.max;
  }

  get counted(): number {
    return this.count;
  }

  add(stored: StoredFigures): void {
    if (this.merge === undefined) {
      if (this.single === undefined) {
        this.single = stored;
        return;
      }
      this.merge = new SnapshotMerge();
      this.mergeIn(this.merge, this.single);
      this.single = undefined;
    }
    this.mergeIn(this.merge, stored);
  }

  quantiles(qs: readonly number[], histogram: Histogram): readonly number[] | undefined {
    if (this.count === 0) return undefined;
    const { single, merge } = this;
    if (single === undefined) return (merge as SnapshotMerge).quantiles(qs);
    const stored = storedQuantiles(single, qs);
    if (stored !== undefined) return stored;
    // It is read anew each time: to keep the buckets of a hundred thousand of them costs more.
    histogram.reset();
    histogram.addSnapshot(single.buckets());
    return histogram.quantiles(qs);
  }

  content(): Content {
    const { single, merge, exact } = this;
    if (single !== undefined) return { histogram: (single.whole().point as HistogramPoint).histogram };
    return { histogram: Object.freeze({ ...(merge as SnapshotMerge).snapshot(), sum: exact.value }) };
  }

  dispose(): void {
    this.merge?.dispose();
  }

  private get figures(): Pick<StoredFigures, 'count' | 'min' | 'max'> {
    return this.single ?? (this.merge as SnapshotMerge);
  }

  private mergeIn(merge: SnapshotMerge, stored: StoredFigures): void {
    // Explicit buckets are in points alone.
    merge.add(this.keepsPoints ? (stored.whole().point as HistogramPoint).histogram : stored.buckets());
    this.exact.add(stored.sum, stored.sumRest);
  }
}

/** Undefined where not all of them are. */
function storedQuantiles(figures: StoredFigures, qs: readonly number[]): readonly number[] | undefined {
  const values: number[] = [];
  for (const q of qs) {
    const value = figures.quantile(q);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Exemplars of many points, as few as one point has. */
export class ExemplarTotals {
  private some: (readonly Exemplar[])[] = [];
  private createdAtUnixMs = Infinity;

  add(instrument: Instrument, { exemplars, createdAtUnixMs }: DataPoint): void {
    this.createdAtUnixMs = Math.min(this.createdAtUnixMs, createdAtUnixMs);
    if (exemplars === undefined) return;
    this.some.push(exemplars);
    if (this.some.length > 32) this.some = [mergeStoredExemplars(instrument, this.some) ?? []];
  }

  /** What of a data point comes from other than its values. */
  facts(instrument: Instrument): Pick<DataPoint, 'createdAtUnixMs' | 'exemplars'> {
    const exemplars = mergeStoredExemplars(instrument, this.some);
    return { createdAtUnixMs: this.createdAtUnixMs, ...(exemplars && { exemplars }) };
  }
}
