/** The metrics of a page, and what they recorded since the last interval. */

import {
  type DeltaMetric,
  type Instrument,
  type MetricKind,
  RECORDINGS_REFUSED,
  RecordingSwitch,
  SERIES_OVERFLOW,
  type StringLabels,
} from '../../metrics/inner.ts';
import { PageCounter, PageHistogram, type PageSeries, UnsentGauge } from './series.ts';

export interface RegistrySettings {
  readonly labels: StringLabels;
  readonly labelNames: readonly string[];
  readonly seriesLimit: number;
  readonly isEnabled: boolean;
}

const SERIES = {
  counter: PageCounter,
  up_down_counter: PageCounter,
  gauge: UnsentGauge,
  histogram: PageHistogram,
} as const satisfies Record<MetricKind, SeriesClass<PageSeries>>;

export type SeriesClass<S extends PageSeries> = new (...given: ConstructorParameters<typeof PageSeries>) => S;
type SeriesOf<Kind extends MetricKind> = InstanceType<(typeof SERIES)[Kind]>;

export class PageFamily<S extends PageSeries> {
  readonly instrument: Instrument;
  readonly names: readonly string[];
  private readonly registry: PageRegistry;
  private readonly Series: SeriesClass<S>;
  private readonly byKey = new Map<string, S>();

  /** @param names of the labels that its series have of their own: those of all come to them */
  constructor(
    registry: PageRegistry,
    instrument: Instrument,
    names: readonly string[],
    Series: SeriesClass<S>,
  ) {
    this.registry = registry;
    this.names = names;
    this.Series = Series;
    const added = Object.keys(registry.settings.labels).filter((name) => !names.includes(name));
    this.instrument = { ...instrument, labels: [...names, ...added] };
  }

  /**
   * @param values by the order of its labels; the empty text is a label that the series does not have, as are the last ones that
   * are left out
   */
  withLabelValues(values: readonly string[]): S {
    const { byKey, names, instrument, registry } = this;
    const { labels, seriesLimit } = registry.settings;
    const key = JSON.stringify(values);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const isFull = byKey.size >= seriesLimit;
    if (isFull) registry.countLoss(SERIES_OVERFLOW, instrument.name);
    const own = names.flatMap((name, i) => (values[i] && !isFull ? [[name, values[i]]] : []));
    const place = isFull ? OVERFLOW : key;
    const series =
      byKey.get(place) ??
      new this.Series(registry.recording, instrument, { ...labels, ...Object.fromEntries(own) }, isFull);
    byKey.set(place, series);
    return series;
  }

  /** What came since it was asked last. */
  delta(): DeltaMetric {
    const { instrument, byKey } = this;
    const series = [...byKey.values()].flatMap((one) => one.delta() ?? []);
    return { instrument, series };
  }
}

/** Where the series is that takes what finds no room: no label values are written so. */
const OVERFLOW = '';

export class PageRegistry {
  readonly settings: RegistrySettings;
  readonly recording: RecordingSwitch;
  /** Nobody traces in a page of this kind: telemetry's recorders look here. */
  readonly context = { traceContext: undefined };
  private readonly families = new Map<string, PageFamily<PageSeries>>();
  private isCounting = false;

  constructor(settings: RegistrySettings) {
    this.settings = settings;
    this.recording = new RecordingSwitch(settings.isEnabled, (reason, _, times) =>
      this.countLoss(RECORDINGS_REFUSED, reason, times),
    );
  }

  /** The family of a metric of the catalogue, which has the caller's labels, too. */
  of<const I extends Instrument>(instrument: I): PageFamily<SeriesOf<I['kind']>> {
    const own = instrument.category === 'self' ? [] : this.settings.labelNames;
    return this.family(
      instrument,
      [...instrument.labels, ...own],
      SERIES[instrument.kind] as SeriesClass<SeriesOf<I['kind']>>,
    );
  }

  /** Records a value into a metric of the catalogue. */
  record(instrument: Instrument, labelValues: readonly string[], value = 1): void {
    this.of(instrument).withLabelValues(labelValues).record(value);
  }

  /** What was defined by this name, if anything was. */
  instrumentNamed(name: string): Instrument | undefined {
    return this.families.get(name)?.instrument;
  }

  /** The one of this name, made at the first call. */
  family<S extends PageSeries>(
    instrument: Instrument,
    names: readonly string[],
    Series: SeriesClass<S>,
  ): PageFamily<S> {
    const { name } = instrument;
    const family = this.families.get(name) ?? new PageFamily<PageSeries>(this, instrument, names, Series);
    this.families.set(name, family);
    return family as PageFamily<S>;
  }

  /** Counts what was lost, in a counter of the library. */
  countLoss(counter: Instrument, label: string, times = 1): void {
    if (this.isCounting) return;
    this.isCounting = true;
    this.record(counter, [label], times);
    this.isCounting = false;
  }

  /** What came since it was asked last. */
  takeDelta(): DeltaMetric[] {
    return [...this.families.values()]
      .map((family) => family.delta())
      .filter(({ series }) => series.length > 0);
  }
}
