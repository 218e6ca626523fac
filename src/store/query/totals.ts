/** What a group of series comes to in one step: points are added in whatever order they come. */
import { type ExponentialSnapshot, Histogram } from '../../histogram/index.ts';
import { SnapshotMerge } from '../../histogram/inner.ts';
import {
  type DataPoint,
  type Exemplar,
  type GaugeRule,
  type Instrument,
  mergeExemplars,
} from '../../metrics/inner.ts';
import { gaugeRule } from '../../telemetry/index.ts';
import { ExactSum } from '../exact-sum.ts';
import type { StoredPoint } from '../model.ts';
import type { Figures } from './aggregations.ts';

/** What a data point holds beside its identity. */
export type Content = { readonly value: number } | { readonly histogram: ExponentialSnapshot };

export interface Totals {
  /** @param series which of the group's series it is of, the same for all its points. */
  add(stored: StoredPoint, series: string): void;
  /** @param quantilesOf of a histogram. */
  figures(quantilesOf: QuantilesOf): Figures;
  content(instrument: Instrument, fullName: string): Content;
  /** Gives its memory back. */
  dispose(): void;
}

export type QuantilesOf = (snapshot: ExponentialSnapshot, quantiles: readonly number[]) => readonly number[];

export function totalsFor({ kind }: Instrument): Totals {
  if (kind === 'histogram') return new HistogramTotals();
  return kind === 'gauge' ? new GaugeTotals() : new SumTotals(kind === 'counter');
}

/** Quantiles of many snapshots by one histogram, which is emptied in between. */
export class QuantileReader {
  private readonly histogram = new Histogram({ scale: 8, maxBuckets: 65536 });

  readonly quantilesOf: QuantilesOf = (snapshot, quantiles) => {
    const { histogram } = this;
    histogram.reset();
    histogram.addSnapshot(snapshot);
    return histogram.quantiles(quantiles);
  };

  dispose(): void {
    this.histogram.dispose();
  }
}

const NO_QUANTILES = () => undefined;

/** Of counters and of sums that go both ways: intervals hold what was added in them. */
class SumTotals implements Totals {
  private readonly sum = new ExactSum();
  private readonly isCount: boolean;

  constructor(isCount: boolean) {
    this.isCount = isCount;
  }

  add({ point, sumRest }: StoredPoint): void {
    this.sum.add((point as { readonly value: number }).value, sumRest);
  }

  figures(): Figures {
    const sum = this.sum.value;
    return {
      sum,
      total: undefined,
      count: this.isCount ? sum : undefined,
      min: undefined,
      max: undefined,
      counted: sum,
      quantiles: NO_QUANTILES,
    };
  }

  content(): Content {
    return { value: this.sum.value };
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
  private count = 0;
  private readonly sum = new ExactSum();
  private min = Number.NaN;
  private max = Number.NaN;
  private readonly bySeries = new Map<string, Reading>();

  add({ point, samples, sumRest, endedAtUnixMs, instrument }: StoredPoint, series: string): void {
    const { value } = point as { readonly value: number };
    const reading = this.bySeries.get(series) ?? new Reading(instrument.acrossIntervals ?? 'last');
    this.bySeries.set(series, reading);
    reading.add(value, endedAtUnixMs, sumRest);
    if (samples !== undefined) {
      this.take(samples.count, samples.min, samples.max);
      this.sum.add(samples.sum, samples.sumRest);
    } else if (Number.isFinite(value)) {
      this.take(1, value, value);
      this.sum.add(value);
    }
  }

  figures(): Figures {
    const { count, min, max } = this;
    const isNone = count === 0;
    return {
      sum: this.together('sum'),
      total: isNone ? undefined : this.sum.value,
      count,
      min: isNone ? undefined : min,
      max: isNone ? undefined : max,
      counted: undefined,
      quantiles: NO_QUANTILES,
    };
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
    this.min = this.count === 0 ? min : Math.min(this.min, min);
    this.max = this.count === 0 ? max : Math.max(this.max, max);
    this.count += count;
  }
}

/** A single point is kept as it is: most groups of long ranges have no more. */
class HistogramTotals implements Totals {
  private first: StoredPoint | undefined;
  private merge: SnapshotMerge | undefined;
  private sum: ExactSum | undefined;

  add(stored: StoredPoint): void {
    if (this.first === undefined) {
      this.first = stored;
      return;
    }
    if (this.merge === undefined) {
      this.merge = new SnapshotMerge();
      this.sum = new ExactSum();
      this.mergeIn(this.first);
    }
    this.mergeIn(stored);
  }

  figures(quantilesOf: QuantilesOf): Figures {
    const snapshot = this.snapshot();
    const { count, sum, min, max } = snapshot;
    const isNone = count === 0;
    return {
      sum,
      total: isNone ? undefined : sum,
      count,
      min: isNone ? undefined : min,
      max: isNone ? undefined : max,
      counted: count,
      quantiles: (quantiles) => (isNone ? undefined : quantilesOf(snapshot, quantiles)),
    };
  }

  content(): Content {
    return { histogram: this.snapshot() };
  }

  dispose(): void {
    this.merge?.dispose();
  }

  private mergeIn({ point, sumRest }: StoredPoint): void {
    const { histogram } = point as { readonly histogram: ExponentialSnapshot };
    (this.merge as SnapshotMerge).add(histogram);
    (this.sum as ExactSum).add(histogram.sum, sumRest);
  }

  private snapshot(): ExponentialSnapshot {
    if (this.merge === undefined) {
      return ((this.first as StoredPoint).point as { readonly histogram: ExponentialSnapshot }).histogram;
    }
    return Object.freeze({ ...this.merge.snapshot(), sum: (this.sum as ExactSum).value });
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
    if (this.some.length > 32) this.some = [mergeExemplars(instrument, this.some) ?? []];
  }

  /** What of a data point comes from other than its values. */
  facts(instrument: Instrument): Pick<DataPoint, 'createdAtUnixMs' | 'exemplars'> {
    const exemplars = mergeExemplars(instrument, this.some);
    return { createdAtUnixMs: this.createdAtUnixMs, ...(exemplars && { exemplars }) };
  }
}
