/** All instruments of one program, or of a part of it: one look-up for each, one way in, one way out. */

import { wrongValue } from '../errors.ts';
import { SeriesBlocks } from '../histogram/inner.ts';
import type { Clock, TraceContext } from '../ports.ts';
import { MergeScratch } from './aggregation/cumulative-histogram.ts';
import { HistogramSeries } from './aggregation/histogram.ts';
import { GaugeSeries } from './aggregation/last-value.ts';
import { CUMULATIVE, type Series, type SeriesContext } from './aggregation/series.ts';
import { CounterSeries, UpDownCounterSeries } from './aggregation/sum.ts';
import type { Contain } from './base/contain.ts';
import type {
  Instrument,
  Labels,
  MetricKind,
  MetricReading,
  MetricSnapshot,
  SeriesIdentity,
  StringLabels,
} from './base/model.ts';
import { RecordingSwitch, type Rejected } from './base/recording-switch.ts';
import type { Slices } from './base/slices.ts';
import type { IsWanted } from './base/wanted.ts';
import { type CustomHistogram, customDefinition, ownLabelsOf } from './definition.ts';
import type { KeptMetric } from './encoding/encoded-interval.ts';
import { MetricEncoder } from './encoding/encoded-metric.ts';
import { Family, type InstrumentSettings } from './family.ts';
import { LabelLimits } from './label-limits.ts';
import type { LossReport } from './loss-report.ts';
import { LABELS_REPLACED, RECORDINGS_REFUSED, SELF_METRICS, SERIES_OVERFLOW } from './self-metrics.ts';

type SeriesConstructor = new (
  context: SeriesContext,
  instrument: Instrument,
  identity: SeriesIdentity,
) => Series;

/** What makes one data point of many values: for each kind of instrument, and for those that name another one. */
const AGGREGATIONS = {
  counter: CounterSeries,
  up_down_counter: UpDownCounterSeries,
  gauge: GaugeSeries,
  histogram: HistogramSeries,
} as const satisfies Readonly<Record<MetricKind, SeriesConstructor> & Record<string, SeriesConstructor>>;

/** The series of a kind of instrument. */
export type SeriesOf<Kind extends MetricKind> = InstanceType<(typeof AGGREGATIONS)[Kind]>;

/** The series of an instrument: of the aggregation that it names, else of its kind. */
export type SeriesFor<I extends Instrument> = I extends { readonly aggregation: infer Name extends string }
  ? InstanceType<(typeof AGGREGATIONS)[Extract<keyof typeof AGGREGATIONS, Name>]>
  : SeriesOf<I['kind']>;

export interface RegistrySettings {
  /** Instruments that are there from the beginning, in the order in which they are read. */
  readonly instruments: readonly Instrument[];
  readonly clock: Clock;
  readonly traceContext: TraceContext | undefined;
  readonly enabled: boolean;
  /** Most label sets of each metric; the overflow series comes on top. */
  readonly seriesLimit: number;
  /** How long a series of a gauge may be idle before it is removed. */
  readonly expireAfterSecondsOf: (gauge: Instrument) => number;
  readonly labelLengthLimit: number;
  readonly labelAllowList: Readonly<Record<string, readonly string[]>>;
  /** Labels of every series. */
  readonly labels: StringLabels;
  /** Labels that series of the library's instruments may have beside their own. None if left out. */
  readonly labelNames?: readonly string[];
  /** Put before the names of the library's instruments that have no prefix of their own. */
  readonly prefixOf: (category: string) => string;
  /** Something was lost, and counted: in this counter of the library, under this label. */
  readonly lost: LossReport;
}

export class Registry {
  readonly recording: RecordingSwitch;
  readonly context: SeriesContext;
  readonly contain: Contain;
  readonly limits: LabelLimits;
  readonly seriesLimit: number;
  private readonly expireAfterSecondsOf: RegistrySettings['expireAfterSecondsOf'];
  private readonly lost: RegistrySettings['lost'];
  private readonly prefixOf: RegistrySettings['prefixOf'];
  private readonly optionalLabels: readonly string[] | undefined;
  private readonly constantLabels: StringLabels;
  private readonly families = new Map<string, Family<Series>>();
  /** Of the library's own, which are constants: whoever defines a metric anew each time must not fill it. */
  private readonly byInstrument = new Map<Instrument, Family<Series>>();
  private readonly listeners = new Set<(instrument: Instrument) => void>();
  private isCounting = false;

  constructor(settings: RegistrySettings) {
    this.lost = settings.lost;
    this.seriesLimit = settings.seriesLimit;
    this.expireAfterSecondsOf = settings.expireAfterSecondsOf;
    this.constantLabels = { ...settings.labels };
    this.recording = new RecordingSwitch(settings.enabled, (reason, what, times) =>
      this.countLoss(RECORDINGS_REFUSED, reason, what, times),
    );
    const { recording } = this;
    this.contain = recording.contain;
    const { clock, traceContext } = settings;
    this.context = { blocks: new SeriesBlocks(), recording, clock, contain: this.contain, traceContext };
    this.limits = new LabelLimits(settings.labelLengthLimit, settings.labelAllowList, (label) =>
      this.countLoss(LABELS_REPLACED, label),
    );
    this.prefixOf = settings.prefixOf;
    this.optionalLabels = settings.labelNames;
    for (const instrument of settings.instruments) {
      // Where an empty prefix makes two of them one name, it is the first's; whoever wants the other one is told.
      if (!this.families.has(keyOf(this.prefixed(instrument)))) this.of(instrument);
    }
    for (const instrument of SELF_METRICS) this.register(instrument);
  }

  /**
   * The family of an instrument: that of the same name and scope if there is one, else a new one.
   *
   * @param nth of several views of one instrument, which have a family each
   * @throws TELEMETRY_METRIC_CONFLICT if the name stands for something else
   */
  register<const I extends Instrument>(
    instrument: I,
    settings?: InstrumentSettings,
    nth = 0,
  ): Family<SeriesFor<I>> {
    const key = keyOf(instrument) + (nth === 0 ? '' : ` ${nth}`);
    const known = this.families.get(key);
    if (known !== undefined) requireSame(known.instrument, instrument);
    const family = known ?? this.create(instrument, settings);
    if (known === undefined) {
      this.families.set(key, family);
      this.announce(family.instrument);
    }
    return family as unknown as Family<SeriesFor<I>>;
  }

  /** The family of a metric of the caller's own. @throws TELEMETRY_METRIC_DEFINITION, TELEMETRY_METRIC_CONFLICT, TELEMETRY_ARGUMENT_KIND */
  define<Kind extends MetricKind>(kind: Kind, custom: CustomHistogram): Family<SeriesOf<Kind>> {
    const family = this.register(customDefinition(kind, custom), custom);
    return family as unknown as Family<SeriesOf<Kind>>;
  }

  /**
   * The family of an instrument of the library's own, by the object itself: the quickest way to it.
   *
   * @throws TELEMETRY_METRIC_CONFLICT the first time, if the name stands for something else
   */
  of<const I extends Instrument>(instrument: I): Family<SeriesFor<I>> {
    const known = this.byInstrument.get(instrument) as unknown as Family<SeriesFor<I>> | undefined;
    if (known !== undefined) return known;
    const { optionalLabels } = this;
    const family =
      instrument.prefix === undefined
        ? this.register(this.prefixed(instrument), { optionalLabels })
        : this.register(instrument);
    this.byInstrument.set(instrument, family as unknown as Family<Series>);
    return family;
  }

  /**
   * Calls `listener` with every instrument that there is, and with every one that is registered from now on; what it
   * throws then is counted. Returns what ends it.
   */
  onRegister(listener: (instrument: Instrument) => void): () => void {
    for (const { instrument } of this.families.values()) listener(instrument);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Counts what was lost, in this counter of the library, and says so once. */
  countLoss(
    counter: typeof RECORDINGS_REFUSED | Instrument,
    label: string,
    what?: Rejected,
    times = 1,
  ): void {
    // A new series asks the clock: where that is what failed, its failure is counted, and not without end.
    if (!this.isCounting) {
      this.isCounting = true;
      try {
        (this.of(counter) as unknown as Family<Series>).withLabelValues([label]).record(times);
      } finally {
        // Where the stack has come to its end, others are counted later.
        this.isCounting = false;
      }
    }
    this.lost(counter.name, label, what);
  }

  /**
   * The metrics with at least one series: everything up to now, or what the current interval brought to them. It yields
   * often; what is recorded meanwhile is in it where its series has not had its turn.
   */
  *collecting(request = CUMULATIVE, isWanted: IsWanted = () => true): Slices<MetricSnapshot[]> {
    const metrics: MetricSnapshot[] = [];
    for (const family of this.all()) {
      if (!isWanted(family.instrument, family.fullName)) continue;
      const metric = yield* family.collecting(request);
      if (metric.series.length > 0) metrics.push(metric);
    }
    return metrics;
  }

  /** Every metric, with or without series; those that are registered meanwhile come last. */
  *read(): Generator<MetricReading, void> {
    for (const family of this.families.values()) yield family.reading();
  }

  /** Ends the current interval and returns what it brought; yields often, so that its caller may pause. */
  *takeInterval(nowMs: number): Slices<KeptMetric[]> {
    const [encoder, scratch] = [new MetricEncoder(), new MergeScratch()];
    const taken: KeptMetric[] = [];
    for (const family of this.all()) {
      const kept = yield* family.takeInterval(encoder, scratch, nowMs);
      if (kept !== undefined) taken.push(kept);
    }
    return taken;
  }

  /** Removes the series that `isGone` says, but for those of what found no room; how many there were. */
  removeWhere(isGone: (labels: Labels, instrument: Instrument) => boolean): number {
    return this.all().reduce((sum, family) => {
      const { instrument } = family;
      return (
        sum + family.removeWhere(({ labels, overflow }) => !overflow && isGone(labels, instrument), true)
      );
    }, 0);
  }

  /** Records nothing from now on, forgets every series and gives its memory back. */
  dispose(): void {
    this.recording.enabled = false;
    for (const family of this.all()) family.dispose();
  }

  private prefixed<I extends Instrument>(instrument: I): I {
    return { ...instrument, prefix: this.prefixOf(instrument.category) };
  }

  private all(): Family<Series>[] {
    return [...this.families.values()];
  }

  private create(instrument: Instrument, settings: InstrumentSettings = {}): Family<Series> {
    const SeriesOfInstrument = AGGREGATIONS[(instrument.aggregation ?? instrument.kind) as MetricKind];
    const isOwn = instrument.category === 'self';
    return new (settings.Family ?? Family<Series>)(instrument, {
      ...settings,
      // The library's own counters have a series per metric or per reason: the code bounds them.
      seriesLimit: isOwn ? Infinity : (settings.seriesLimit ?? this.seriesLimit),
      expireAfterSeconds:
        settings.expireAfterSeconds ??
        (instrument.kind === 'gauge' && !isOwn ? this.expireAfterSecondsOf(instrument) : Infinity),
      create: (described, identity) => new SeriesOfInstrument(this.context, described, identity),
      limits: isOwn ? undefined : this.limits,
      constantLabels: this.constantLabels,
      overflowed: (fullName) => this.countLoss(SERIES_OVERFLOW, fullName),
    });
  }

  private announce(instrument: Instrument): void {
    for (const listener of [...this.listeners]) this.contain('listener', () => listener(instrument));
  }
}

/** Instruments of one name and scope are one; those of one name in two scopes are two. */
function keyOf({ prefix = '', name, scope, kind, unit, isAsynchronous, isInteger }: Instrument): string {
  if (scope === undefined) return prefix + name;
  // Of other libraries', as OpenTelemetry's: what differs in more than its description is another instrument.
  return JSON.stringify([scope, name, kind, unit, isAsynchronous === true, isInteger === true]);
}

/** Two users of one name must mean the same metric. @throws TELEMETRY_METRIC_CONFLICT */
function requireSame(known: Instrument, wanted: Instrument): void {
  if (wanted.hasDynamicLabels) return;
  const [expected, got] = [describe(known), describe(wanted)];
  if (expected === got) return;
  const remedy = 'Define it as it was defined first, or choose another name.';
  throw wrongValue('TELEMETRY_METRIC_CONFLICT', known.name, expected, got, remedy);
}

function describe(instrument: Instrument): string {
  const { kind, unit, bucketBounds } = instrument;
  const own = ownLabelsOf(instrument).join(', ');
  const bounds = bucketBounds === undefined ? '' : ` and the bounds ${bucketBounds.join(', ')}`;
  return `a ${kind} in ${unit} with the labels (${own})${bounds}`;
}
