/** What a group of series comes to in one step: points are added in whatever order they come. */
import { type ExponentialSnapshot, SnapshotMerge } from '../../histogram/inner.ts';
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
import type { StoredPoint } from '../model.ts';
import { mergeStoredExemplars } from '../segments/stored-exemplars.ts';

/** What a data point holds beside its identity. */
export type Content = { readonly value: number } | { readonly histogram: ExponentialSnapshot };

/** What is not there for a kind of metric, or for no values at all, is undefined. */
export interface Totals {
  /** @param series which of the group's series it is of, the same for all its points. */
  add(stored: StoredPoint, series: string): void;
  readonly sum: number;
  /** What `count` values add up to: their mean is one by the other. */
  readonly total: number | undefined;
  readonly count: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** What rates are of. */
  readonly counted: number | undefined;
  /** What percentiles are of. */
  readonly histogram: ExponentialSnapshot | undefined;
  content(instrument: Instrument, fullName: string): Content;
  /** Gives its memory back. */
  dispose(): void;
}

export function totalsFor({ kind }: Instrument): Totals {
  if (kind === 'histogram') return new HistogramTotals();
  return kind === 'gauge' ? new GaugeTotals() : new SumTotals(kind === 'counter');
}

/** Of counters and of sums that go both ways: intervals hold what was added in them. */
class SumTotals implements Totals {
  readonly total = undefined;
  readonly min = undefined;
  readonly max = undefined;
  readonly histogram = undefined;
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

  add({ point, sumRest }: StoredPoint): void {
    this.exact.add((point as ValuePoint).value, sumRest);
  }

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
  readonly histogram = undefined;
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

  add({ point, samples, sumRest, endedAtUnixMs, instrument }: StoredPoint, series: string): void {
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

/** A single point is kept as it is: most groups of long ranges have no more. */
class HistogramTotals implements Totals {
  private first: StoredPoint | undefined;
  private merge: SnapshotMerge | undefined;
  private exact: ExactSum | undefined;
  /** Undefined while it is not known. */
  private whole: ExponentialSnapshot | undefined;

  get histogram(): ExponentialSnapshot {
    this.whole ??= Object.freeze({
      ...(this.merge as SnapshotMerge).snapshot(),
      sum: (this.exact as ExactSum).value,
    });
    return this.whole;
  }

  get sum(): number {
    return this.histogram.sum;
  }

  get count(): number {
    return this.histogram.count;
  }

  get total(): number | undefined {
    return this.count === 0 ? undefined : this.sum;
  }

  get min(): number | undefined {
    return this.count === 0 ? undefined : this.histogram.min;
  }

  get max(): number | undefined {
    return this.count === 0 ? undefined : this.histogram.max;
  }

  get counted(): number {
    return this.count;
  }

  add(stored: StoredPoint): void {
    if (this.first === undefined) {
      this.first = stored;
      this.whole = (stored.point as HistogramPoint).histogram;
      return;
    }
    if (this.merge === undefined) {
      this.merge = new SnapshotMerge();
      this.exact = new ExactSum();
      this.mergeIn(this.first);
    }
    this.mergeIn(stored);
    this.whole = undefined;
  }

  content(): Content {
    return { histogram: this.histogram };
  }

  dispose(): void {
    this.merge?.dispose();
  }

  private mergeIn({ point, sumRest }: StoredPoint): void {
    const { histogram } = point as HistogramPoint;
    (this.merge as SnapshotMerge).add(histogram);
    (this.exact as ExactSum).add(histogram.sum, sumRest);
  }
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
