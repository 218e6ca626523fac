/** What is recorded of one instrument through one view: a series for each set of attributes. */
import type { Attributes } from '@opentelemetry/api';
import type { Registry } from '../../telemetry/registry.ts';
import type { Series } from '../../telemetry/series.ts';
import type { InstrumentIdentity, Labels, SeriesIdentity, SeriesOrigin } from '../../telemetry/snapshot.ts';
import { AttributeIndex } from './attribute-index.ts';
import { type AttributeSet, attributeSet } from './attribute-set.ts';
import type { InstrumentFamily } from './instrument-family.ts';

/** The attribute that the SDK gives to what comes after the limit (metrics SDK, "Overflow attribute"). */
const OVERFLOW = 'otel.metric.overflow';
const OVERFLOW_LABELS = { otel_metric_overflow: 'true' };
const NONE: Attributes = {};

export interface StreamSettings<S extends Series> {
  readonly registry: Registry;
  readonly family: InstrumentFamily;
  readonly instrument: InstrumentIdentity;
  /** Whether an attribute tells series apart. */
  readonly keeps: (key: string) => boolean;
  /** Most series, that of the overflow included. */
  readonly cardinalityLimit: number;
  readonly create: (identity: SeriesIdentity) => S;
  /** Whether a series may make room for another one. */
  readonly isStale?: (series: S) => boolean;
}

export class Stream<S extends Series> {
  private readonly settings: StreamSettings<S>;
  private readonly index: AttributeIndex<S>;
  private readonly scopeLabels: Labels;
  /** By labels: sets of attributes that are spelled alike are one series, as no exposition could tell them apart. */
  private readonly byLabels = new Map<string, S>();
  private overflow: S | undefined;

  constructor(settings: StreamSettings<S>) {
    const { scope } = settings.instrument;
    this.settings = settings;
    this.index = new AttributeIndex(settings.keeps);
    this.scopeLabels = scopeLabels(scope);
  }

  get family(): InstrumentFamily {
    return this.settings.family;
  }

  /** The series of these attributes, made at the first call. */
  find(attributes: Attributes = NONE): S {
    return this.index.find(attributes) ?? this.enter(attributes);
  }

  /** Whether the series takes in what attributes once told apart, so that several observations of a sum add up. */
  isMerging(series: S, attributes: Attributes = NONE): boolean {
    if (series === this.overflow) return true;
    for (const key in attributes) if (!this.settings.keeps(key)) return true;
    return false;
  }

  private enter(attributes: Attributes): S {
    const { keeps, registry, cardinalityLimit, family } = this.settings;
    const set = attributeSet(attributes, keeps, registry.labels);
    const key = JSON.stringify(Object.entries(set.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    let series = this.byLabels.get(key);
    if (series === undefined) {
      if (this.byLabels.size >= cardinalityLimit - 1 && !this.makeRoom()) {
        registry.lose('series_overflow_total', family.fullName);
        this.overflow ??= this.create({ [OVERFLOW]: true }, OVERFLOW_LABELS);
        return this.overflow;
      }
      series = this.create(set.attributes, set.labels);
      this.byLabels.set(key, series);
    }
    if (set.isExact) this.index.remember(attributes, series);
    return series;
  }

  private create(attributes: SeriesOrigin['attributes'], own: AttributeSet['labels']): S {
    const { instrument, family, create } = this.settings;
    const labels = Object.freeze({ ...own, ...this.scopeLabels });
    const series = create({ labels, overflow: false, origin: { instrument, attributes } });
    family.add(series);
    return series;
  }

  /** Forgets the series that nobody observes any more; false if there is none. */
  private makeRoom(): boolean {
    const { isStale, family } = this.settings;
    if (isStale === undefined) return false;
    const stale = new Set<S>();
    for (const [key, series] of this.byLabels) {
      if (!isStale(series)) continue;
      stale.add(series);
      this.byLabels.delete(key);
    }
    if (stale.size === 0) return false;
    family.remove(stale);
    this.index.clear();
    return true;
  }
}

function scopeLabels({ name, version, schemaUrl }: InstrumentIdentity['scope']): Labels {
  return {
    ...(name === '' ? {} : { otel_scope_name: name }),
    ...(version === '' ? {} : { otel_scope_version: version }),
    ...(schemaUrl === '' ? {} : { otel_scope_schema_url: schemaUrl }),
  };
}
