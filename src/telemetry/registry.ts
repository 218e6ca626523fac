/** All metrics of one telemetry instance, by name. */
import { wrongValue } from '../errors.ts';
import { CATALOGUE, type CatalogueName } from './catalogue.ts';
import { exposedNames } from './exposed-names.ts';
import { Gate } from './gate.ts';
import { LabelPolicy } from './label-policy.ts';
import { Metric } from './metric.ts';
import type { KeptMetric } from './packed-interval.ts';
import { MetricPacker } from './packed-metric.ts';
import { Addition } from './past.ts';
import type { Clock, TraceContext } from './ports.ts';
import { CounterSeries, GaugeSeries, HistogramSeries, type Series, type SeriesContext } from './series.ts';
import type {
  Labels,
  MetricCategory,
  MetricDefinition,
  MetricKind,
  MetricReading,
  MetricSnapshot,
} from './snapshot.ts';

/** The counters of the library's own bounds keep this prefix, whatever the option says. */
const SELF_PREFIX = 'inferometer_';

export interface SeriesByKind {
  counter: CounterSeries;
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
  private readonly lost: RegistrySettings['lost'];
  private readonly prefix: string;
  private readonly storagePrefix: string;
  private readonly seriesLimit: number;
  private readonly metrics = new Map<string, Metric<Series>>();
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
    if (known === undefined) this.announce(definition);
    return metric as Metric<SeriesByKind[Kind]>;
  }

  /**
   * Calls `watcher` with every metric that there is, and with every one that is defined from now on; what it throws
   * then is counted. Returns what ends it.
   */
  watch(watcher: (definition: MetricDefinition, fullName: string) => void): () => void {
    for (const { definition } of this.metrics.values()) watcher(definition, this.fullNameOf(definition));
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  /** The metrics with at least one series; of these categories, or of all. */
  snapshot(categories?: readonly MetricCategory[]): MetricSnapshot[] {
    return [...this.metrics.values()]
      .filter((metric) => categories?.includes(metric.definition.category) ?? true)
      .map((metric) => metric.snapshot())
      .filter((metric) => metric.series.length > 0);
  }

  /** Every metric, with or without series; those that are defined meanwhile come last. */
  *read(): Generator<MetricReading, void> {
    for (const metric of this.metrics.values()) yield metric.reading();
  }

  /** What the current interval brought, of the metrics to which it brought something. */
  delta(): MetricSnapshot[] {
    return [...this.metrics.values()]
      .map((metric) => metric.delta())
      .filter((metric) => metric.series.length > 0);
  }

  /** Ends the current interval and returns what it brought; yields often, so that its caller may pause. */
  *fold(): Generator<void, KeptMetric[]> {
    const [packer, addition] = [new MetricPacker(), new Addition()];
    try {
      const brought: KeptMetric[] = [];
      for (const metric of this.metrics.values()) {
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
    for (const metric of this.metrics.values()) metric.dispose();
  }

  private create(definition: MetricDefinition): Metric<Series> {
    const SeriesOfKind = SERIES[definition.kind];
    const own = definition.category === 'self';
    return new Metric<Series>(definition, {
      fullName: this.fullNameOf(definition),
      // The library's own counters have a series per metric or per reason: the code bounds them.
      seriesLimit: own ? Infinity : this.seriesLimit,
      create: (labels: Labels, overflow: boolean) =>
        new SeriesOfKind(this.context, definition, labels, overflow),
      // A label of the library's own is a word of its own.
      admit: (labels, values) => (own ? values : this.labels.admit(labels, values)),
      overflowed: (fullName) => this.lose('series_overflow_total', fullName),
    });
  }

  private announce(definition: MetricDefinition): void {
    for (const watcher of this.watchers) {
      try {
        watcher(definition, this.fullNameOf(definition));
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

  private lose(counter: CatalogueName<'counter'>, label: string): void {
    this.counter(counter).at([label]).value += 1;
    this.lost(counter, label);
  }
}

const SERIES = { counter: CounterSeries, gauge: GaugeSeries, histogram: HistogramSeries };

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
