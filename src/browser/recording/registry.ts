/** The metrics of a page, and what they recorded since the last interval. */

import { wrongValue } from '../../errors.ts';
import {
  type Contain,
  type CustomHistogram,
  customDefinition,
  type DataPoint,
  type Instrument,
  type Labels,
  type MetricKind,
  type MetricSnapshot,
  RECORDINGS_REFUSED,
  RecordingSwitch,
  SERIES_OVERFLOW,
  type StringLabels,
} from '../../metrics/inner.ts';
import { requireLabel, requireObject } from '../../validate.ts';
import { PageCounter, PageGauge, PageHistogram, type PageSeries, type SeriesContext } from './series.ts';

export interface RegistrySettings {
  readonly labels: StringLabels;
  readonly labelNames: readonly string[];
  readonly seriesLimit: number;
  readonly isEnabled: boolean;
}

const SERIES = {
  counter: PageCounter,
  up_down_counter: PageCounter,
  gauge: PageGauge,
  histogram: PageHistogram,
} as const satisfies Record<MetricKind, unknown>;

type SeriesOf<Kind extends MetricKind> = InstanceType<(typeof SERIES)[Kind]>;

/** What a metric of one's own is worked with. */
export interface PageMetric<S extends PageSeries> {
  /**
   * The series of these labels, made at the first call; keep it where it is used often. When the metric has `seriesLimit` series,
   * others share one more.
   *
   * @throws TELEMETRY_LABEL_NAME if a label is missing or unknown, TELEMETRY_LABEL_KIND if a value is no string
   */
  withLabels(labels?: StringLabels): S;
}

class PageFamily<S extends PageSeries> implements PageMetric<S> {
  readonly instrument: Instrument;
  private readonly registry: PageRegistry;
  private readonly names: readonly string[];
  private readonly byKey = new Map<string, S>();
  private overflow: S | undefined;

  constructor(registry: PageRegistry, instrument: Instrument, names: readonly string[]) {
    this.registry = registry;
    this.names = names;
    const added = Object.keys(registry.settings.labels).filter((name) => !names.includes(name));
    this.instrument = { ...instrument, labels: [...names, ...added] };
  }

  withLabels(labels: StringLabels = {}): S {
    const { names } = this;
    requireObject('labels', labels);
    const given = Object.keys(labels);
    const wrong = names.find((name) => !given.includes(name)) ?? given.find((name) => !names.includes(name));
    if (wrong === undefined)
      return this.withLabelValues(names.map((name) => requireLabel(name, labels[name])));
    const expected = `exactly the labels ${names.join(', ') || 'that there are: none'}`;
    throw wrongValue(
      'TELEMETRY_LABEL_NAME',
      'labels',
      expected,
      wrong,
      'Pass a value for each label of the metric.',
    );
  }

  /** @internal By the order of its labels; the empty text is a label that the series does not have. */
  withLabelValues(values: readonly string[]): S {
    const key = this.names.map((_, i) => values[i] ?? '').join('\0');
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const { registry, names } = this;
    if (this.byKey.size >= registry.settings.seriesLimit) {
      registry.countLoss(SERIES_OVERFLOW, this.instrument.name);
      this.overflow ??= this.create({}, true);
      return this.overflow;
    }
    const own = names.flatMap((name, i): [string, string][] => (values[i] ? [[name, values[i]]] : []));
    const series = this.create(Object.fromEntries(own), false);
    this.byKey.set(key, series);
    return series;
  }

  /** @internal */
  delta(): MetricSnapshot {
    const { instrument, byKey, overflow } = this;
    const all = [...byKey.values(), ...(overflow ? [overflow] : [])];
    const series = all.map((one) => one.delta()).filter((point): point is DataPoint => point !== undefined);
    return { instrument, fullName: instrument.name, series };
  }

  private create(own: Labels, overflow: boolean): S {
    const { instrument, registry } = this;
    const Series = SERIES[instrument.kind] as unknown as new (
      ...given: ConstructorParameters<typeof PageSeries>
    ) => S;
    return new Series(registry.context, instrument, { ...registry.settings.labels, ...own }, overflow);
  }
}

export class PageRegistry {
  readonly settings: RegistrySettings;
  readonly recording: RecordingSwitch;
  readonly contain: Contain;
  readonly context: SeriesContext;
  private readonly families = new Map<string, PageFamily<PageSeries>>();
  private isCounting = false;

  constructor(settings: RegistrySettings) {
    this.settings = settings;
    this.recording = new RecordingSwitch(settings.isEnabled, (reason, _, times) =>
      this.countLoss(RECORDINGS_REFUSED, reason, times),
    );
    this.contain = this.recording.contain;
    this.context = { recording: this.recording, nowUnixMs: () => Date.now() };
  }

  /** The family of a metric of the catalogue, which has the caller's labels, too. */
  of<const I extends Instrument>(instrument: I): PageFamily<SeriesOf<I['kind']>> {
    const { labelNames } = this.settings;
    const names = instrument.category === 'self' ? [] : labelNames;
    return this.family<I['kind']>(instrument, [...instrument.labels, ...names]);
  }

  /** @throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_METRIC_CONFLICT, TELEMETRY_ARGUMENT_KIND */
  define<Kind extends MetricKind>(kind: Kind, custom: CustomHistogram): PageMetric<SeriesOf<Kind>> {
    const instrument = customDefinition(kind, custom);
    const { instrument: known } = this.families.get(instrument.name) ?? {};
    if (known !== undefined && (known.kind !== kind || known.unit !== instrument.unit)) {
      const remedy = 'Define it as it was defined first, or choose another name.';
      throw wrongValue(
        'TELEMETRY_METRIC_CONFLICT',
        known.name,
        `a ${known.kind} in ${known.unit}`,
        kind,
        remedy,
      );
    }
    return this.family(instrument, instrument.labels);
  }

  /** Counts what was lost, in a counter of the library. */
  countLoss(counter: Instrument & { readonly kind: 'counter' }, label: string, times = 1): void {
    if (this.isCounting) return;
    this.isCounting = true;
    this.of(counter).withLabelValues([label]).record(times);
    this.isCounting = false;
  }

  /** What came since it was asked last, but for gauges of the catalogue: they say what goes on now, in one page of many. */
  takeDelta(): MetricSnapshot[] {
    const all = [...this.families.values()].map((family) => family.delta());
    return all.filter(
      ({ instrument, series }) =>
        series.length > 0 && (instrument.kind !== 'gauge' || instrument.category === 'custom'),
    );
  }

  private family<Kind extends MetricKind>(
    instrument: Instrument & { readonly kind: Kind },
    names: readonly string[],
  ): PageFamily<SeriesOf<Kind>> {
    const { name } = instrument;
    const family = this.families.get(name) ?? new PageFamily<PageSeries>(this, instrument, names);
    this.families.set(name, family);
    return family as unknown as PageFamily<SeriesOf<Kind>>;
  }
}
