/** A metric and its series, one for each set of label values. */
import { wrongValue } from '../errors.ts';
import { requireLabel, requireObject } from './checks.ts';
import { Family } from './family.ts';
import type { Series } from './series.ts';
import type { Labels, MetricDefinition, SeriesIdentity } from './snapshot.ts';

export interface MetricSettings<S> {
  /** Prefix and name. */
  readonly fullName: string;
  /** Most series; the overflow series comes on top. */
  readonly seriesLimit: number;
  readonly create: (identity: SeriesIdentity) => S;
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

export class Metric<S extends Series> extends Family<S> {
  readonly definition: MetricDefinition;
  private readonly settings: MetricSettings<S>;
  private root: Node<S> = {};

  constructor(definition: MetricDefinition, settings: MetricSettings<S>) {
    super(settings.fullName);
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

  override dispose(): void {
    super.dispose();
    this.root = {};
  }

  private create(values: readonly string[]): S {
    const labels = Object.fromEntries(this.definition.labels.map((name, i) => [name, values[i] as string]));
    const series = this.settings.create({ labels: Object.freeze(labels), overflow: false });
    this.all.push(series);
    return series;
  }

  private overflowing(): S {
    this.settings.overflowed(this.settings.fullName);
    this.overflow ??= this.settings.create({ labels: Object.freeze({}), overflow: true });
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
