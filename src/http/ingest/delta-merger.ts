/**
 * Adds what pages recorded to what this process records: in the instruments of the same names, in the series of the same labels.
 * Pages are anybody's: each bound of this process holds for them, too, and what is not as it is here costs its metric alone.
 */
import { InferometerError } from '../../errors.ts';
import {
  addPoint,
  type CustomHistogram,
  type DataPoint,
  type Family,
  type Instrument,
  type Labels,
  type MetricSnapshot,
  OTHER,
  ownLabelsOf,
  RECORDINGS_REFUSED,
  SERIES_OVERFLOW,
  type Series,
} from '../../metrics/inner.ts';
import { CATALOGUE, PAGE_METRICS, type TelemetryContext } from '../../telemetry/index.ts';

/** Why a metric of a page, or a part of it, is not taken. */
export type MetricRefusal = 'metric_limit' | 'metric_conflict' | 'bad_value';

/** Work that is done in pages. What is said there of storage, of training and the like is not taken from anybody. */
const CATEGORIES: readonly string[] = ['model', 'inference', 'stream', 'operation'];

/** Gauges of the catalogue say what goes on now, in one process: last values of many pages would say nothing. */
const TAKEN: ReadonlyMap<string, Instrument> = new Map(
  CATALOGUE.filter(({ category, kind }) => CATEGORIES.includes(category) && kind !== 'gauge').map((one) => [
    one.name,
    one,
  ]),
);

const SELF: ReadonlyMap<string, Instrument> = new Map(
  [RECORDINGS_REFUSED, SERIES_OVERFLOW, ...PAGE_METRICS].map((one) => [one.name, one]),
);

/** Words that pages may have as labels of what they count of themselves: nothing else bounds these. */
const MOST_WORDS = 64;
const WORD = /^[a-z_]{1,32}$/;

/** Where the points of a metric go. */
interface Target {
  readonly instrument: Instrument;
  readonly family: Family<Series>;
  /** The labels in the order of the family's. */
  readonly names: readonly string[];
  readonly valueFor: (name: string, labels: Labels) => string;
}

export class DeltaMerger {
  private readonly context: TelemetryContext;
  private readonly maxMetrics: number;
  private readonly refused: (reason: MetricRefusal, metric: string) => void;
  /** Metrics of one's own, of this program and of pages, by name. */
  private readonly known = new Map<string, Instrument>();
  /** How many of them were defined by pages. */
  private definedByPages = 0;
  private readonly words = new Set<string>();
  /** Learns of no more metrics. */
  readonly close: () => void;

  constructor(
    context: TelemetryContext,
    maxMetrics: number,
    refused: (reason: MetricRefusal, metric: string) => void,
  ) {
    this.context = context;
    this.maxMetrics = maxMetrics;
    this.refused = refused;
    this.close = context.registry.onRegister((instrument) => {
      if (instrument.category === 'custom') this.known.set(instrument.name, instrument);
    });
  }

  merge({ instrument, series }: MetricSnapshot): void {
    const target = this.targetFor(instrument);
    if (typeof target === 'string') {
      this.refused(target, instrument.name);
      return;
    }
    for (const point of series) {
      if (!addPoint(this.seriesOf(target, point), target.instrument, point))
        this.refused('bad_value', instrument.name);
    }
  }

  private targetFor(instrument: Instrument): Target | MetricRefusal {
    const { name, kind, category } = instrument;
    const { registry, labelNames } = this.context;
    if (category === 'custom') return this.ownTarget(instrument);
    const known = (category === 'self' ? SELF : TAKEN).get(name);
    if (known?.kind !== kind) return 'metric_conflict';
    const family = registry.of(known) as unknown as Family<Series>;
    if (category === 'self')
      return {
        instrument: known,
        family,
        names: known.labels,
        valueFor: (label, labels) => this.wordOf(labels[label]),
      };
    return { instrument: known, family, names: [...known.labels, ...labelNames], valueFor: textOf };
  }

  /**
   * A metric of one's own is as it was defined first: pages of an older version may have other labels, which are left out, and
   * other bounds, whose counts are as near as exponential buckets tell.
   */
  private ownTarget(given: Instrument): Target | MetricRefusal {
    const known = this.known.get(given.name);
    if (known === undefined && this.definedByPages >= this.maxMetrics) return 'metric_limit';
    if (known !== undefined && (known.kind !== given.kind || known.unit !== given.unit))
      return 'metric_conflict';
    try {
      const defined = this.context.registry.define(given.kind, definitionOf(known ?? given));
      if (known === undefined) this.definedByPages += 1;
      const family = defined as unknown as Family<Series>;
      const { instrument } = family;
      return { instrument, family, names: ownLabelsOf(instrument), valueFor: textOf };
    } catch (error) {
      if (error instanceof InferometerError) return 'metric_conflict';
      throw error;
    }
  }

  private seriesOf({ family, names, valueFor }: Target, { labels, overflow }: DataPoint): Series {
    return family.withLabelValues(names.map((name) => (overflow ? OTHER : valueFor(name, labels))));
  }

  private wordOf(value: unknown): string {
    if (typeof value !== 'string' || !WORD.test(value)) return OTHER;
    if (this.words.size < MOST_WORDS) this.words.add(value);
    return this.words.has(value) ? value : OTHER;
  }
}

/** A label that the series does not have is the empty text. */
function textOf(name: string, labels: Labels): string {
  const value = Object.hasOwn(labels, name) ? labels[name] : '';
  return typeof value === 'string' ? value : String(value);
}

function definitionOf(instrument: Instrument): CustomHistogram {
  const { name, help = '', unit, bucketBounds } = instrument;
  const definition = {
    name,
    help,
    unit,
    labels: ownLabelsOf(instrument),
    ...(bucketBounds && { bucketBounds }),
  };
  // Of a unit that is none, the registry says so.
  return definition as CustomHistogram;
}
