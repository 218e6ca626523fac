/** A family whose series have attributes of any names, as OpenTelemetry's instruments meet them. */

import type { Series } from './aggregation/series.ts';
import { keysOf } from './attribute-index.ts';
import type { Instrument, Labels, LabelValue } from './base/model.ts';
import { Family, type FamilySettings } from './family.ts';

interface NormalForm {
  /** By key in ascending order; without values that are none. */
  readonly entries: readonly [string, LabelValue][];
  readonly key: string;
  /** Where the series has every value as it was given. */
  readonly isExact: boolean;
}

export class AttributeFamily<S extends Series> extends Family<S> {
  private readonly labelNames: Set<string>;
  /** By labels in their normal form: sets in another order, or with an array in them, are looked up here. */
  private readonly byKey = new Map<string, S>();

  constructor(instrument: Instrument, settings: FamilySettings<S>) {
    super(instrument, settings);
    this.labelNames = new Set(this.current.labels);
  }

  /** @internal Whether the series takes in what labels once told apart, so that several observations of a sum add up. */
  isMerging(series: S, labels: Labels = {}): boolean {
    if (series.overflow) return true;
    const { keeps } = this.settings;
    if (keeps !== undefined) for (const key in labels) if (!keeps(key)) return true;
    return false;
  }

  /**
   * @internal As `withLabels`: the series has its place from now on. One that is made by this is told of once `isReported`
   * is set: who asks for it may never record anything.
   */
  reserve(labels: Labels): S {
    const known = this.index.find(labels);
    if (known !== undefined) return known;
    const { size } = this.byKey;
    const series = this.enter(labels);
    if (this.byKey.size > size && series.isIdle) series.isReported = false;
    return series;
  }

  /** @internal A longer description is a better one. */
  describe(help: string): void {
    if (help.length > (this.current.help?.length ?? 0)) this.current = { ...this.current, help };
  }

  override dispose(): void {
    super.dispose();
    this.byKey.clear();
  }

  protected override enter(labels: Labels): S {
    const { entries, key, isExact } = this.normalized(labels);
    let series = this.byKey.get(key);
    if (series === undefined) {
      if (!this.findsRoom()) return this.overflowing();
      series = this.again(key) ?? this.create(Object.fromEntries(entries));
      this.putBack(key, series);
      this.learnLabels(entries);
    }
    if (isExact) this.index.remember(labels, series);
    return series;
  }

  protected override lookUp(labels: Labels): S | undefined {
    return this.byKey.get(this.normalized(labels).key);
  }

  protected override takeOut(gone: ReadonlySet<S>): ReadonlyMap<S, string> {
    const keys = new Map<S, string>();
    for (const [key, series] of this.byKey) {
      if (!gone.has(series)) continue;
      this.byKey.delete(key);
      this.index.forget(series.labels, series);
      keys.set(series, key);
    }
    return keys;
  }

  protected override putBack(key: string, series: S): void {
    this.byKey.set(key, series);
  }

  /** Series that nobody observes any more make room; there are none where values are not asked for. */
  protected override findsRoom(): boolean {
    if (super.findsRoom()) return true;
    return this.current.isAsynchronous === true && this.removeWhere(({ isReported }) => !isReported) > 0;
  }

  private normalized(labels: Labels): NormalForm {
    const { limits, keeps } = this.settings;
    const entries: [string, LabelValue][] = [];
    let isExact = true;
    for (const key of keysOf(labels).sort()) {
      const value = labels[key];
      if (keeps !== undefined && !keeps(key)) continue;
      if (!isLabelValue(value)) {
        // The series does not have it, and so could not be found again by it where it is to be forgotten.
        if (value !== undefined) isExact = false;
        continue;
      }
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      const sanitized = limits === undefined ? text : limits.sanitizeValue(key, text);
      // Numbers that are not finite are told apart as text: to JSON they are all alike.
      const isAsGiven = sanitized === text && !(typeof value === 'number' && !Number.isFinite(value));
      if (!isAsGiven) isExact = false;
      entries.push([key, !isAsGiven ? sanitized : typeof value === 'object' ? [...value] : value]);
    }
    return { entries, key: JSON.stringify(entries), isExact };
  }

  private learnLabels(entries: NormalForm['entries']): void {
    const names = entries.map(([name]) => name).filter((name) => !this.labelNames.has(name));
    if (names.length === 0) return;
    for (const name of names) this.labelNames.add(name);
    this.current = { ...this.current, labels: [...this.labelNames] };
  }
}

function isLabelValue(value: unknown): value is LabelValue {
  return isScalar(value) || (Array.isArray(value) && value.every((item) => item === null || isScalar(item)));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
