/** All metrics of one telemetry instance, by name. */
import { wrongValue } from '../errors.ts';
import { CATALOGUE, type CatalogueName } from './catalogue.ts';
import { exposedNames } from './exposed-names.ts';
import type { Family } from './family.ts';
import { Gate } from './gate.ts';
import { LabelPolicy } from './label-policy.ts';
import { Metric } from './metric.ts';
import type { KeptMetric } from './packed-interval.ts';
import { MetricPacker } from './packed-metric.ts';
import { Addition } from './past.ts';
import type { Clock, TraceContext } from './ports.ts';
import {
  CounterSeries,
  GaugeSeries,
  HistogramSeries,
  type Series,
  type SeriesContext,
  UpDownCounterSeries,
} from './series.ts';
import type {
  MetricCategory,
  MetricDefinition,
  MetricKind,
  MetricReading,
  MetricSnapshot,
  SeriesIdentity,
} from './snapshot.ts';

/** The counters of the library's own bounds keep this prefix, whatever the option says. */
const SELF_PREFIX = 'inferometer_';

export interface SeriesByKind {
  counter: CounterSeries;
  up_down_counter: UpDownCounterSeries;
  gauge: GaugeSeries;
  histogram: HistogramSeries;
}

export interface RegistrySettings {
  readonly clock: Clock;
  readonly traceContext: TraceContext | undefined;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly storagePrefix: string;
  readonly seriesLimit: number;
  readonly labelLengthLimit: number;
  readonly labelAllowList: Readonly<Record<string, readonly string[]>>;
  /** Something was lost, and counted: in this counter of the library, under this label. */
  readonly lost: (counter: string, label: string) => void;
}

export class Registry {
  readonly gate: Gate;
  readonly context: SeriesContext;
  readonly labels: LabelPolicy;
  /** Most label sets of each metric. */
  readonly seriesLimit: number;
  private readonly lost: RegistrySettings['lost'];
  private readonly prefix: string;
  private readonly storagePrefix: string;
  private readonly metrics = new Map<string, Metric<Series>>();
  /** Metrics that others keep, by full name. */
  private readonly adopted = new Map<string, Family<Series>>();
  private readonly watchers = new Set<(definition: MetricDefinition, fullName: string) => void>();
  /** Which metric the samples of each name belong to. */
  private readonly exposed = new Map<string, string>();

  constructor(settings: RegistrySettings) {
    this.lost = settings.lost;
    this.prefix = settings.prefix;
    this.storagePrefix = settings.storagePrefix;
    this.seriesLimit = settings.seriesLimit;
    this.gate = new Gate(settings.enabled, (reason) => this.lose('recordings_refused_total', reason));
    const { clock, traceContext } = settings;
    this.context = { gate: this.gate, clock, traceContext };
    this.labels = new LabelPolicy(settings.labelLengthLimit, settings.labelAllowList, (label) =>
      this.lose('labels_replaced_total', label),
    );
    for (const definition of CATALOGUE) this.define(definition);
  }

  /** A metric of the catalogue. */
  counter(name: CatalogueName<'counter'>): Metric<CounterSeries> {
    return this.metrics.get(name) as Metric<CounterSeries>;
  }

  /** A metric of the catalogue. */
  gauge(name: CatalogueName<'gauge'>): Metric<GaugeSeries> {
    return this.metrics.get(name) as Metric<GaugeSeries>;
  }

  /** A metric of the catalogue. */
  histogram(name: CatalogueName<'histogram'>): Metric<HistogramSeries> {
    return this.metrics.get(name) as Metric<HistogramSeries>;
  }

  /** The metric of this definition, made at the first call. @throws TELEMETRY_METRIC_CONFLICT */
  define<Kind extends MetricKind>(
    definition: MetricDefinition & { readonly kind: Kind },
  ): Metric<SeriesByKind[Kind]> {
    const known = this.metrics.get(definition.name);
    if (known !== undefined) requireSame(known.definition, definition);
    if (known === undefined) this.claim(definition);
    const metric = known ?? this.create(definition);
    this.metrics.set(definition.name, metric);
    if (known === undefined) this.announce(metric);
    return metric as Metric<SeriesByKind[Kind]>;
  }

  /**
   * Calls `watcher` with every metric that there is, and with every one that is defined from now on; what it throws
   * then is counted. Returns what ends it.
   */
  watch(watcher: (definition: MetricDefinition, fullName: string) => void): () => void {
    for (const { definition, fullName } of this.families()) watcher(definition, fullName);
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /** From now on everything that is read of the registry is read of this family too. Its name must be free. */
  adopt(family: Family<Series>): void {
    const { definition, fullName } = family;
    for (const one of exposedNames(fullName, definition.kind)) this.exposed.set(one, fullName);
    this.adopted.set(fullName, family);
    this.announce(family);
  }

  /** Whether no metric has samples under a name that this one would write. */
  isFree(fullName: string, kind: MetricKind): boolean {
    return exposedNames(fullName, kind).every((one) => !this.exposed.has(one));
  }

  /** Counts what was lost, in this counter of the library, and says so once. */
  lose(counter: CatalogueName<'counter'>, label: string): void {
    this.counter(counter).at([label]).value += 1;
    this.lost(counter, label);
  }

  /** The metrics with at least one series; of these categories, or of all. */
  snapshot(categories?: readonly MetricCategory[]): MetricSnapshot[] {
    return this.families()
      .filter((metric) => categories?.includes(metric.definition.category) ?? true)
      .map((metric) => metric.snapshot())
      .filter((metric) => metric.series.length > 0);
  }

  /** Every metric, with or without series; those that are defined meanwhile come last. */
  *read(): Generator<MetricReading, void> {
    for (const metric of this.metrics.values()) yield metric.reading();
    for (const family of this.adopted.values()) yield family.reading();
  }

  /** What the current interval brought, of the metrics to which it brought something. */
  delta(): MetricSnapshot[] {
    return this.families()
      .map((metric) => metric.delta())
      .filter((metric) => metric.series.length > 0);
  }

  /** Ends the current interval and returns what it brought; yields often, so that its caller may pause. */
  *fold(): Generator<void, KeptMetric[]> {
    const [packer, addition] = [new MetricPacker(), new Addition()];
    try {
      const brought: KeptMetric[] = [];
      for (const metric of this.families()) {
        const kept = yield* metric.fold(packer, addition);
        if (kept !== undefined) brought.push(kept);
      }
      return brought;
    } finally {
      addition.dispose();
    }
  }

  /** Closes the gate for good, forgets every series and gives its memory back. */
  dispose(): void {
    this.gate.open = false;
    for (const metric of this.families()) metric.dispose();
  }

  /** The catalogue's in its order, then the caller's own, then those of others. */
  private families(): Family<Series>[] {
    return [...this.metrics.values(), ...this.adopted.values()];
  }

  private create(definition: MetricDefinition): Metric<Series> {
    const SeriesOfKind = SERIES[definition.kind];
    const own = definition.category === 'self';
    return new Metric<Series>(definition, {
      fullName: this.fullNameOf(definition),
      // The library's own counters have a series per metric or per reason: the code bounds them.
      seriesLimit: own ? Infinity : this.seriesLimit,
      create: (identity: SeriesIdentity) => new SeriesOfKind(this.context, definition, identity),
      // A label of the library's own is a word of its own.
      admit: (labels, values) => (own ? values : this.labels.admit(labels, values)),
      overflowed: (fullName) => this.lose('series_overflow_total', fullName),
    });
  }

  private announce({ definition, fullName }: Family<Series>): void {
    for (const watcher of this.watchers) {
      try {
        watcher(definition, fullName);
      } catch {
        this.gate.refuse('listener_failed');
      }
    }
  }

  private fullNameOf({ category, name }: MetricDefinition): string {
    return this.prefixOf(category) + name;
  }

  /** @throws TELEMETRY_METRIC_CONFLICT if an exposition would write a name under which another metric has samples. */
  private claim(definition: MetricDefinition): void {
    const { name } = definition;
    const names = exposedNames(this.fullNameOf(definition), definition.kind);
    const taken = names.find((one) => this.exposed.has(one));
    if (taken !== undefined) {
      const owner = this.exposed.get(taken) as string;
      const expected = `a name that shares no sample with ${owner}`;
      throw wrongValue(
        'TELEMETRY_METRIC_CONFLICT',
        'name',
        expected,
        name,
        `Both write ${taken}: rename it.`,
      );
    }
    for (const one of names) this.exposed.set(one, name);
  }

  private prefixOf(category: MetricCategory): string {
    if (category === 'self') return SELF_PREFIX;
    // Names of OpenTelemetry, by which other programs' dashboards find them.
    if (category === 'http') return '';
    return category === 'storage' ? this.storagePrefix : this.prefix;
  }
}

const SERIES = {
  counter: CounterSeries,
  up_down_counter: UpDownCounterSeries,
  gauge: GaugeSeries,
  histogram: HistogramSeries,
};

/** Two users of one name must mean the same metric. @throws TELEMETRY_METRIC_CONFLICT */
function requireSame(known: MetricDefinition, wanted: MetricDefinition): void {
  const [expected, got] = [describe(known), describe(wanted)];
  if (expected === got) return;
  const remedy = 'Define it as it was defined first, or choose another name.';
  throw wrongValue('TELEMETRY_METRIC_CONFLICT', known.name, expected, got, remedy);
}

function describe({ kind, unit, labels, bucketBounds }: MetricDefinition): string {
  const bounds = bucketBounds === undefined ? '' : ` and the bounds ${bucketBounds.join(', ')}`;
  return `a ${kind} in ${unit} with the labels (${labels.join(', ')})${bounds}`;
}
