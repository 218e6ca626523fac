/**
 * An instrument and its series, one for each set of labels, and one more for what comes after the limit. There is one
 * look-up for all: by labels as they are handed in, or by the values of fixed labels in their order. Attributes of any names are
 * the family's in attribute-family.ts.
 */
import { wrongValue } from '../errors.ts';
import { ownValue, readable, requireLabel, requireObject, unreadable } from '../validate.ts';
import type { MergeScratch } from './aggregation/cumulative-histogram.ts';
import {
  type CollectRequest,
  CUMULATIVE,
  CUMULATIVE_BORROWED,
  INTERVAL,
  INTERVAL_BORROWED,
  type Series,
} from './aggregation/series.ts';
import { AttributeIndex } from './attribute-index.ts';
import { fullNameOf } from './base/full-name.ts';
import type {
  DataPoint,
  Instrument,
  Labels,
  MetricReading,
  MetricSnapshot,
  SeriesIdentity,
  StringLabels,
} from './base/model.ts';
import type { Slices } from './base/slices.ts';
import type { KeptMetric } from './encoding/encoded-interval.ts';
import type { MetricEncoder } from './encoding/encoded-metric.ts';
import { IdleTimes } from './idle-times.ts';
import type { LabelLimits } from './label-limits.ts';
import { RemovedSeries } from './removed-series.ts';

/** Series that are taken in one go: a fraction of a millisecond. */
const SLICE = 64;

/** What may differ between instruments. */
export interface InstrumentSettings {
  /** Most series; the overflow series comes on top. That of the registry if left out. */
  readonly seriesLimit?: number | undefined;
  /** Labels that a series may have beside those of the instrument, which all have fixed ones. None if left out. */
  readonly optionalLabels?: readonly string[] | undefined;
  /** Of labels that differ by series: whether one tells series apart. All do if left out. */
  readonly keeps?: ((key: string) => boolean) | undefined;
  /** How long a series may be idle, by intervals, before it is removed. Those of the registry for gauges, else for ever, if left out. */
  readonly expireAfterSeconds?: number | undefined;
  /** What looks after its series: `AttributeFamily` where their labels are not those of the instrument. `Family` if left out. */
  readonly Family?: FamilyConstructor | undefined;
}

type FamilyConstructor = new (instrument: Instrument, settings: FamilySettings<Series>) => Family<Series>;

export interface FamilySettings<S> extends InstrumentSettings {
  readonly seriesLimit: number;
  readonly expireAfterSeconds: number;
  readonly create: (instrument: Instrument, identity: SeriesIdentity) => S;
  /** Undefined for labels whose values are the library's own. */
  readonly limits: LabelLimits | undefined;
  /** Labels that every series has beside its own. */
  readonly constantLabels: StringLabels;
  /** Called when a label set was asked for and there was no room for it. */
  readonly overflowed: (fullName: string) => void;
}

const NONE: Labels = Object.freeze({});

/** Where the overflow series is kept among those that were removed: no labels are spelled so. */
const OVERFLOW = '';

export class Family<S extends Series> {
  readonly fullName: string;
  protected current: Instrument;
  protected readonly settings: FamilySettings<S>;
  protected readonly index: AttributeIndex<S>;
  /** The labels that a caller gives, in their order. */
  private readonly names: readonly string[];
  /** How many of them, the first ones, every series has. */
  private readonly requiredCount: number;
  /** With some that were removed; another list where these are dropped, so that whoever reads it meanwhile meets each once. */
  private all: S[] = [];
  /** Those among them that were removed: dropping each at once would take as long as there are series. */
  private readonly gone = new Set<S>();
  private overflow: S | undefined;
  private readonly removed: RemovedSeries<S>;
  private readonly idle: IdleTimes;
  private lastSnapshot: MetricSnapshot | undefined;

  constructor(instrument: Instrument, settings: FamilySettings<S>) {
    const { constantLabels, optionalLabels = [] } = settings;
    const { labels } = instrument;
    const added = [...optionalLabels, ...Object.keys(constantLabels)].filter(
      (name) => !labels.includes(name),
    );
    this.current =
      added.length === 0 ? instrument : { ...instrument, labels: [...labels, ...added], addedLabels: added };
    this.fullName = fullNameOf(instrument);
    this.settings = settings;
    this.removed = new RemovedSeries(settings.seriesLimit, () => this.recall());
    this.names = [...labels, ...optionalLabels];
    this.requiredCount = labels.length;
    this.idle = new IdleTimes(settings.expireAfterSeconds);
    this.index = new AttributeIndex(settings.keeps ?? (() => true), this.names);
  }

  /** Its labels are those in use so far. */
  get instrument(): Instrument {
    return this.current;
  }

  /**
   * The series of these labels, made at the first call. Keep it where it is used often: recording through a kept
   * series needs no look-up. When the metric has `seriesLimit` series, others share the overflow series.
   *
   * @throws TELEMETRY_LABEL_NAME if a label is missing or unknown, TELEMETRY_LABEL_KIND if a value is no string,
   * TELEMETRY_ARGUMENT_KIND if a getter throws.
   * @example
   * const depth = telemetry.gauge({ name: 'queue_depth', help: 'Waiting requests.', labels: ['queue'] });
   * depth.withLabels({ queue: 'gpu' }).set(3);
   */
  withLabels(labels: Labels = NONE): S {
    try {
      return this.index.find(labels) ?? this.enter(labels);
    } catch (error) {
      throw unreadable('labels', error);
    }
  }

  /**
   * The series of these label values: one for each label of the instrument, in its order. Behind them come those of all
   * optional labels, the empty string for one that the series does not have; or none of them.
   *
   * @throws TELEMETRY_LABEL_NAME for another number of them
   */
  withLabelValues(values: readonly string[]): S {
    return this.index.findValues(values) ?? this.enterValues(values);
  }

  /**
   * Takes the series of these labels away: no reading has it any more, and its place is free. What the current interval
   * holds of it stays with that interval. A handle that was kept brings it back, from zero, with the next value that is
   * recorded through it.
   *
   * @returns whether there was one.
   * @throws as `withLabels`
   * @example
   * consumer.on('revoked', (partition) => lag.remove({ partition }));
   */
  remove(labels: Labels = NONE): boolean {
    const found = readable('labels', () => this.index.find(labels) ?? this.lookUp(labels));
    if (found === undefined) return false;
    found.refresh?.();
    const keys = this.takeOut(new Set([found]));
    this.removeOne(found, keys.get(found) ?? OVERFLOW, false);
    if (this.gone.size > this.all.length / 2) this.drop();
    return true;
  }

  /** As `remove`, of every series, that of what found no room too. */
  clear(): void {
    this.removeWhere(() => true);
  }

  /** @internal As `remove`, of those that `isGone` says; how many there were. @param keepsLevels see `Series.detach` */
  removeWhere(isGone: (series: S) => boolean, keepsLevels = false): number {
    const gone = new Set(this.everySeries().filter(isGone));
    if (gone.size === 0) return 0;
    for (const series of gone) series.refresh?.();
    const keys = this.takeOut(gone);
    for (const series of gone) this.removeOne(series, keys.get(series) ?? OVERFLOW, keepsLevels);
    this.drop();
    return gone.size;
  }

  /** @internal Everything recorded so far, or in the current interval; yields after every `SLICE` series that have something. */
  *collecting(request: CollectRequest): Slices<MetricSnapshot> {
    this.recall();
    const points: DataPoint[] = [];
    for (const point of this.read(this.all, this.all.length, request)) {
      points.push(point);
      if (points.length % SLICE === 0) yield;
    }
    return this.snapshotOf(points);
  }

  /** @internal Everything recorded so far, each series read when its turn comes; ends early where somebody disposes meanwhile. */
  reading(): MetricReading {
    this.recall();
    const { instrument, fullName, all } = this;
    // Series that are made meanwhile may have labels that the instrument does not know yet.
    const { length } = all;
    const each = (request: CollectRequest) => ({ [Symbol.iterator]: () => this.read(all, length, request) });
    const labelSets = { [Symbol.iterator]: () => readLabels(all, length) };
    return {
      instrument,
      fullName,
      series: each(CUMULATIVE),
      borrowed: each(CUMULATIVE_BORROWED),
      labelSets,
    };
  }

  /** @internal Ends the current interval and returns what it brought, if that is anything; yields after every `SLICE` series. */
  *takeInterval(
    encoder: MetricEncoder,
    scratch: MergeScratch,
    nowMs: number,
  ): Slices<KeptMetric | undefined> {
    this.recall();
    const { instrument, fullName } = this;
    const isGauge = instrument.kind === 'gauge';
    const gauges: (DataPoint | undefined)[] = [];
    const every = [...this.everySeries(), ...this.removed.takeInterval()];
    const expired = new Set<S>();
    for (const [i, series] of every.entries()) {
      const point = series.collect(isGauge ? INTERVAL : INTERVAL_BORROWED);
      if (!isGauge && point !== undefined) encoder.add(point);
      else if (!series.isDetached) gauges.push(point);
      if (this.idle.isExpired(series, nowMs)) expired.add(series);
      series.endInterval(scratch);
      if (i % SLICE === SLICE - 1) yield;
    }
    this.idle.endInterval(nowMs);
    this.removeWhere((series) => expired.has(series) && series.isIdle);
    if (!isGauge) return encoder.finish({ instrument, fullName });
    const snapshot = this.snapshotOf(gauges);
    return snapshot.series.length > 0 ? snapshot : undefined;
  }

  /** @internal Forgets every series for good and gives its memory back. */
  dispose(): void {
    for (const series of this.everySeries()) series.dispose();
    this.removed.dispose();
    // Whoever reads it meanwhile is at its end; of a list from before, series that hold nothing tell nothing.
    this.all.length = 0;
    this.overflow = undefined;
    this.index.clear();
  }

  private enterValues(values: readonly string[]): S {
    const { names } = this;
    const { limits } = this.settings;
    if (values.length !== names.length && values.length !== this.requiredCount) {
      const expected = `one for each of the labels ${names.join(', ')}`;
      throw wrongValue('TELEMETRY_LABEL_NAME', 'values', expected, values.length, 'Pass them in this order.');
    }
    // Of both numbers of them one series.
    const all = names.map((_, i) => values[i] ?? '');
    const sanitized = limits === undefined ? all : limits.sanitize(names, all);
    const known = this.index.findValues(sanitized);
    if (known !== undefined) return known;
    if (!this.findsRoom()) return this.overflowing();
    const again = this.again(JSON.stringify(sanitized));
    if (again !== undefined) return again;
    const entries = sanitized
      .map((value, i): [string, string] => [names[i] as string, value])
      .filter(([, value], i) => i < this.requiredCount || value !== '');
    const series = this.create(Object.fromEntries(entries));
    this.index.rememberValues(sanitized, series);
    return series;
  }

  /** The series of labels that were not found. @throws as `withLabels` */
  protected enter(labels: Labels): S {
    const values = this.requireLabels(labels);
    const series = this.withLabelValues(values);
    // Values that were replaced, and sets that found no room, are looked at each time: these look-ups are counted.
    if (this.index.findValues(values) === series) this.index.remember(labels, series);
    return series;
  }

  /** The series of these labels, if there is one. @throws as `withLabels` */
  protected lookUp(labels: Labels): S | undefined {
    const values = this.requireLabels(labels);
    return this.index.findValues(this.settings.limits?.sanitize(this.names, values) ?? values);
  }

  private requireLabels(labels: Labels): string[] {
    requireObject('labels', labels);
    const { names } = this;
    const given = Object.keys(labels);
    const wrong = names.find((name) => !given.includes(name)) ?? given.find((name) => !names.includes(name));
    if (wrong !== undefined) throw this.wrongLabel(wrong);
    return names.map((name) => requireLabel(name, labels[name]));
  }

  protected create(own: Labels): S {
    // Entry by entry: a foreign name may be `__proto__`.
    const entries = [...Object.entries(this.settings.constantLabels), ...Object.entries(own)];
    const labels: Labels = Object.freeze(Object.fromEntries(entries));
    const series = this.settings.create(this.current, { labels, overflow: false });
    this.all.push(series);
    return series;
  }

  protected findsRoom(): boolean {
    return this.all.length - this.gone.size < this.settings.seriesLimit;
  }

  protected overflowing(): S {
    const labels = Object.freeze({ ...this.settings.constantLabels });
    this.overflow ??= this.again(OVERFLOW) ?? this.settings.create(this.current, { labels, overflow: true });
    const { overflow } = this;
    // Last: who is told of it may dispose of everything.
    this.settings.overflowed(this.fullName);
    return overflow;
  }

  private removeOne(series: S, key: string, keepsLevels: boolean): void {
    if (series.overflow) this.overflow = undefined;
    else this.gone.add(series);
    this.idle.delete(series);
    const isLeaving = this.current.kind !== 'gauge' && !series.isIdle;
    if (isLeaving && !this.removed.leave(series)) this.settings.overflowed(this.fullName);
    this.removed.keep(key, series, keepsLevels);
  }

  /** Nothing finds these any more. By what each is put back; the overflow series has no such key. */
  protected takeOut(gone: ReadonlySet<S>): ReadonlyMap<S, string> {
    const keys = new Map<S, string>();
    for (const series of gone) {
      if (series.overflow) continue;
      const entries = this.names.map((name) => [name, ownValue(series.labels, name) ?? ''] as const);
      this.index.forget(Object.fromEntries(entries), series);
      keys.set(series, JSON.stringify(entries.map(([, value]) => value)));
    }
    return keys;
  }

  protected putBack(key: string, series: S): void {
    this.index.rememberValues(JSON.parse(key), series);
  }

  /** The one that was removed, where somebody has a handle: there must not be two of these labels. */
  protected again(key: string): S | undefined {
    const series = this.removed.find(key);
    if (series === undefined) return undefined;
    if (series.isIdle) series.begin();
    this.attach(key, series);
    return series;
  }

  /** Lets those come back that something was recorded into since they were removed. */
  private recall(): void {
    this.drop();
    for (const [key, series] of this.removed.returning()) this.comeBack(key, series);
  }

  private comeBack(key: string, series: S): void {
    const hasRoom = series.overflow ? this.overflow === undefined : this.findsRoom();
    if (hasRoom) this.attach(key, series);
    else {
      this.overflowing().absorb(series);
      this.removed.keep(key, series, true);
    }
  }

  private attach(key: string, series: S): void {
    this.removed.delete(key, series);
    series.isDetached = false;
    if (series.overflow) {
      this.overflow = series;
      return;
    }
    if (!this.gone.delete(series)) this.all.push(series);
    this.putBack(key, series);
  }

  private *read(all: readonly S[], length: number, request: CollectRequest): Generator<DataPoint, void> {
    const { ofInterval } = request;
    const leaving = ofInterval ? this.removed.ofInterval : [];
    // What the interval holds of one that is removed meanwhile is told in its turn.
    const tellsRemoved = ofInterval && this.current.kind !== 'gauge';
    for (let i = 0; i < length && i < all.length; i++) {
      const series = all[i] as S;
      const point = tellsRemoved || !series.isDetached ? series.collect(request) : undefined;
      if (point !== undefined) yield point;
    }
    for (const series of [this.overflow, ...leaving]) {
      const point = series?.collect(request);
      if (point !== undefined) yield point;
    }
  }

  private drop(): void {
    const { gone } = this;
    if (gone.size === 0) return;
    this.all = this.all.filter((series) => !gone.has(series));
    gone.clear();
  }

  private everySeries(): readonly S[] {
    this.drop();
    return this.overflow === undefined ? this.all : [...this.all, this.overflow];
  }

  private snapshotOf(all: readonly (DataPoint | undefined)[]): MetricSnapshot {
    const series = all.filter((one) => one !== undefined);
    const { lastSnapshot, instrument, fullName } = this;
    // Gauges that did not move are the same objects as last time: a history of intervals holds their list once.
    if (
      lastSnapshot?.instrument === instrument &&
      lastSnapshot.series.length === series.length &&
      series.every((one, i) => one === lastSnapshot.series[i])
    ) {
      return lastSnapshot;
    }
    const snapshot = Object.freeze({ instrument, fullName, series: Object.freeze(series) });
    if (instrument.kind === 'gauge') this.lastSnapshot = snapshot;
    return snapshot;
  }

  private wrongLabel(name: string): Error {
    const { names } = this;
    const expected = names.length === 0 ? 'no labels' : `exactly the labels ${names.join(', ')}`;
    const problem = names.includes(name) ? `none of the name ${name}` : name;
    const remedy = `Pass a value for each label that ${this.current.name} was defined with.`;
    return wrongValue('TELEMETRY_LABEL_NAME', 'labels', expected, problem, remedy);
  }
}

/** What a metric of one's own is worked with. */
export type LabelledMetric<S extends Series> = Pick<
  Family<S>,
  'fullName' | 'instrument' | 'withLabels' | 'withLabelValues' | 'remove' | 'clear'
>;

function* readLabels(all: readonly Series[], length: number): Generator<Labels, void> {
  for (let i = 0; i < length && i < all.length; i++) {
    const { isDetached, labels } = all[i] as Series;
    if (!isDetached) yield labels;
  }
}
