/** A metric and its series, one for each set of label values. */
import { wrongValue } from '../errors.ts';
import { requireLabel, requireObject } from './checks.ts';
import type { KeptMetric } from './packed-interval.ts';
import type { MetricPacker } from './packed-metric.ts';
import type { Addition } from './past.ts';
import type { Series } from './series.ts';
import type { Labels, MetricDefinition, MetricReading, MetricSnapshot, SeriesSnapshot } from './snapshot.ts';

/** Series that are folded in one go: a fraction of a millisecond. */
const SLICE = 64;

export interface MetricSettings<S> {
  /** Prefix and name. */
  readonly fullName: string;
  /** Most series; the overflow series comes on top. */
  readonly seriesLimit: number;
  readonly create: (labels: Labels, overflow: boolean) => S;
  /** The label values that may be recorded in place of these. */
  readonly admit: (labels: readonly string[], values: readonly string[]) => readonly string[];
  /** Called when a label set was asked for and there was no room for it. */
  readonly overflowed: (fullName: string) => void;
}

/** A path of label values, in the order of the definition, leads to a series. */
interface Node<S> {
  series?: S;
  children?: Map<string, Node<S>>;
}

export class Metric<S extends Series> {
  readonly definition: MetricDefinition;
  private readonly settings: MetricSettings<S>;
  private root: Node<S> = {};
  private all: S[] = [];
  private overflow: S | undefined;
  private told: MetricSnapshot | undefined;

  constructor(definition: MetricDefinition, settings: MetricSettings<S>) {
    this.definition = definition;
    this.settings = settings;
  }

  /**
   * The series of these labels, made at the first call. Keep it where it is used often: recording through a kept
   * series needs no look-up. When the metric has `seriesLimit` series, others share the overflow series.
   *
   * @throws TELEMETRY_LABEL_NAME if a label is missing or unknown, TELEMETRY_LABEL_KIND if a value is no string.
   * @example
   * const depth = telemetry.gauge({ name: 'queue_depth', help: 'Waiting requests.', labels: ['queue'] });
   * depth.with({ queue: 'gpu' }).set(3);
   */
  with(labels: Labels = {}): S {
    requireObject('labels', labels);
    const names = this.definition.labels;
    const given = Object.keys(labels);
    const wrong = names.find((name) => !given.includes(name)) ?? given.find((name) => !names.includes(name));
    if (wrong !== undefined) throw this.wrongLabel(wrong);
    return this.at(names.map((name) => requireLabel(name, labels[name])));
  }

  /** The series of these label values: one for each label of the definition, in its order. */
  at(values: readonly string[]): S {
    return this.find(values) ?? this.enter(this.settings.admit(this.definition.labels, values));
  }

  private find(values: readonly string[]): S | undefined {
    let node: Node<S> | undefined = this.root;
    for (const value of values) {
      node = node.children?.get(value);
      if (node === undefined) return undefined;
    }
    return node.series;
  }

  private enter(values: readonly string[]): S {
    let node = this.root;
    for (const value of values) {
      let child = node.children?.get(value);
      if (child === undefined) {
        // All paths are equally long, so a new branch always means a new series.
        if (this.all.length === this.settings.seriesLimit) return this.overflowing();
        child = {};
        node.children ??= new Map();
        node.children.set(value, child);
      }
      node = child;
    }
    node.series ??= this.create(values);
    return node.series;
  }

  /** Everything recorded so far. */
  snapshot(): MetricSnapshot {
    return this.snapshotOf(this.everySeries().map((one) => one.snapshot()));
  }

  /** As `snapshot`, with each series read when its turn comes; ends early where somebody disposes meanwhile. */
  reading(): MetricReading {
    const read = () => this.read();
    return {
      definition: this.definition,
      fullName: this.settings.fullName,
      series: { [Symbol.iterator]: read },
    };
  }

  /** What the current interval brought. */
  delta(): MetricSnapshot {
    return this.snapshotOf(this.everySeries().map((one) => one.delta()));
  }

  /** Ends the current interval and returns what it brought, if that is anything; yields after every `SLICE` series. */
  *fold(packer: MetricPacker, addition: Addition): Generator<void, KeptMetric | undefined> {
    const { definition } = this;
    const gauges: (SeriesSnapshot | undefined)[] = [];
    for (const [i, series] of this.everySeries().entries()) {
      if (definition.kind === 'gauge') gauges.push(series.delta());
      else series.fold(packer, addition);
      if (i % SLICE === SLICE - 1) yield;
    }
    if (definition.kind !== 'gauge') return packer.finish({ definition, fullName: this.settings.fullName });
    const snapshot = this.snapshotOf(gauges);
    return snapshot.series.length > 0 ? snapshot : undefined;
  }

  /** Forgets every series and gives its memory back. */
  dispose(): void {
    for (const series of this.all) series.dispose();
    this.overflow?.dispose();
    this.root = {};
    this.all = [];
    this.overflow = undefined;
  }

  private *read(): Generator<SeriesSnapshot, void> {
    for (let i = 0; i < this.all.length; i++) {
      const series = (this.all[i] as S).snapshot();
      if (series !== undefined) yield series;
    }
    const overflow = this.overflow?.snapshot();
    if (overflow !== undefined) yield overflow;
  }

  private everySeries(): readonly S[] {
    return this.overflow === undefined ? this.all : [...this.all, this.overflow];
  }

  private snapshotOf(all: readonly (SeriesSnapshot | undefined)[]): MetricSnapshot {
    const series = all.filter((one) => one !== undefined);
    const { told } = this;
    // Gauges that did not move are the same objects as last time: a history of intervals holds their list once.
    if (told?.series.length === series.length && series.every((one, i) => one === told.series[i]))
      return told;
    this.told = { definition: this.definition, fullName: this.settings.fullName, series };
    return this.told;
  }

  private create(values: readonly string[]): S {
    const labels = Object.fromEntries(this.definition.labels.map((name, i) => [name, values[i] as string]));
    const series = this.settings.create(Object.freeze(labels), false);
    this.all.push(series);
    return series;
  }

  private overflowing(): S {
    this.settings.overflowed(this.settings.fullName);
    this.overflow ??= this.settings.create(Object.freeze({}), true);
    return this.overflow;
  }

  private wrongLabel(name: string): Error {
    const names = this.definition.labels;
    const expected = names.length === 0 ? 'no labels' : `exactly the labels ${names.join(', ')}`;
    const problem = names.includes(name) ? `none of the name ${name}` : name;
    const remedy = `Pass a value for each label that ${this.definition.name} was defined with.`;
    return wrongValue('TELEMETRY_LABEL_NAME', 'labels', expected, problem, remedy);
  }
}
