/**
 * Metrics as Prometheus has them: this is the one place that spells names, labels and suffixes. Instruments whose names
 * come out alike are one family where they are of one kind, told apart by the labels of their libraries.
 */
import { mergeSnapshots } from '../histogram/index.ts';
import {
  type DataPoint,
  type Instrument,
  type InstrumentScope,
  type Labels,
  type LabelValue,
  type MetricKind,
  type MetricReading,
  mergeExemplars,
  restorePoint,
  type StringLabels,
} from '../metrics/inner.ts';
import { labelName, metricStem, modelUnit } from './names.ts';

/** A data point with its labels spelled. */
export type ExposedPoint = DataPoint & { readonly labels: StringLabels };

/** What is written under one name. */
export interface ExposedFamily {
  /** With the prefix; of a counter with `_total`. */
  readonly name: string;
  /** Of the first instrument, with the names of labels and the unit spelled. */
  readonly instrument: Instrument;
  /** Kept, or borrowed where the writer is done with each before it asks for the next. */
  points(isBorrowed?: boolean): Iterable<ExposedPoint>;
}

/** The families of these metrics, in the order of their first instrument; some may turn out to have no points. */
export function exposedFamilies(metrics: Iterable<MetricReading>): ExposedFamily[] {
  const families = new Map<string, Members>();
  const taken = new Set<string>();
  for (const metric of metrics) {
    const { instrument } = metric;
    const stem = stemOf(metric);
    for (let n = 0; ; n++) {
      const different = n === 0 ? '' : n === 1 ? `_${instrument.kind}` : `_${instrument.kind}_${n}`;
      const isSuffixed = instrument.kind === 'counter' && instrument.scope !== undefined;
      const name = `${stem}${different}${isSuffixed ? '_total' : ''}`;
      const known = families.get(name);
      if (known?.admits(metric)) known.add(metric);
      else if (known === undefined && sampleNames(name, instrument.kind).every((one) => !taken.has(one))) {
        for (const one of sampleNames(name, instrument.kind)) taken.add(one);
        families.set(name, new Members(name, metric));
      } else continue;
      break;
    }
  }
  return [...families.values()];
}

/** The name without what keeps it apart from others. */
function stemOf({ instrument, fullName }: MetricReading): string {
  const { scope, name, unit, kind } = instrument;
  return scope === undefined ? fullName : metricStem(name, unit, kind);
}

const SUFFIXES: Readonly<Record<MetricKind, readonly string[]>> = {
  // Of OpenMetrics, in which the family goes by the name without the suffix.
  counter: ['', '_total', '_created'],
  up_down_counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
};

/** Every name that an exposition gives to a metric or to its samples. */
function sampleNames(name: string, kind: MetricKind): readonly string[] {
  const stem = kind === 'counter' ? name.replace(/_total$/, '') : name;
  return SUFFIXES[kind].map((suffix) => stem + suffix);
}

class Members implements ExposedFamily {
  readonly name: string;
  private readonly members: MetricReading[];
  /** Made when it is first asked for; writers ask at every series. */
  private described: Instrument | undefined;

  constructor(name: string, first: MetricReading) {
    this.name = name;
    this.members = [first];
  }

  get instrument(): Instrument {
    this.described ??= this.describe();
    return this.described;
  }

  private describe(): Instrument {
    const [first] = this.members as [MetricReading];
    const { instrument } = first;
    if (instrument.scope === undefined && !instrument.hasDynamicLabels) return instrument;
    const labels = new Set(
      this.members.flatMap(({ instrument: { labels, scope } }) => [
        ...labels.map(labelName),
        ...Object.keys(scopeLabels(scope)),
      ]),
    );
    // A longer description is a better one.
    const help = this.members.reduce(
      (best, { instrument: { help = '' } }) => (help.length > best.length ? help : best),
      '',
    );
    return { ...instrument, labels: [...labels], help, unit: modelUnit(instrument.unit, instrument.kind) };
  }

  /** Whether an instrument is of the kind, and counted in the buckets, of those that are here; of another library. */
  admits({ instrument }: MetricReading): boolean {
    const { kind, bucketBounds, scope } = (this.members[0] as MetricReading).instrument;
    return (
      scope !== undefined &&
      instrument.scope !== undefined &&
      instrument.kind === kind &&
      String(instrument.bucketBounds) === String(bucketBounds) &&
      this.members.every((one) => !isSameScope(one.instrument.scope, instrument.scope))
    );
  }

  add(metric: MetricReading): void {
    this.members.push(metric);
    this.described = undefined;
  }

  *points(isBorrowed = false): Generator<ExposedPoint, void> {
    for (const metric of this.members) {
      const { instrument } = metric;
      const points = (isBorrowed ? metric.borrowed : undefined) ?? restored(metric);
      if (instrument.scope === undefined && !instrument.hasDynamicLabels) {
        yield* points as Iterable<ExposedPoint>;
        continue;
      }
      const spell = speller(scopeLabels(instrument.scope));
      if (hasAlias(metric, spell)) yield* mergedAliases(metric, spell);
      else
        for (const point of points)
          yield { ...point, labels: point.overflow ? scopeLabels(instrument.scope) : spell(point.labels) };
    }
  }
}

/** The points as they were, where a snapshot went through JSON; one by one, as they are written. */
function* restored({ series, instrument }: MetricReading): Generator<DataPoint, void> {
  for (const point of series) yield restorePoint(point, instrument);
}

/** Whether two sets of attributes come out alike: an exposition could not tell them apart. */
function hasAlias({ labelSets, series }: MetricReading, spell: (labels: Labels) => StringLabels): boolean {
  const seen = new Set<string>();
  let count = 0;
  for (const labels of labelSets ?? labelsOf(series)) {
    seen.add(JSON.stringify(spell(labels)));
    count += 1;
  }
  return seen.size < count;
}

function* labelsOf(series: Iterable<DataPoint>): Generator<Labels, void> {
  for (const { labels, overflow } of series) if (!overflow) yield labels;
}

/** What cannot be told apart is one series: sums add up, histograms merge, of gauges the last is told. */
function mergedAliases(metric: MetricReading, spell: (labels: Labels) => StringLabels): ExposedPoint[] {
  const { instrument } = metric;
  const merged = new Map<string, ExposedPoint>();
  for (const point of restored(metric)) {
    const labels = point.overflow ? {} : spell(point.labels);
    const key = JSON.stringify([point.overflow, labels]);
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? { ...point, labels } : joined(instrument, known, { ...point, labels }),
    );
  }
  return [...merged.values()];
}

function joined(instrument: Instrument, a: ExposedPoint, b: ExposedPoint): ExposedPoint {
  const exemplars = mergeExemplars(instrument, [a.exemplars, b.exemplars]);
  const createdAtUnixMs = Math.min(a.createdAtUnixMs, b.createdAtUnixMs);
  const shared = { labels: a.labels, overflow: a.overflow, createdAtUnixMs, ...(exemplars && { exemplars }) };
  if ('histogram' in a && 'histogram' in b) {
    return { ...shared, histogram: mergeSnapshots([a.histogram, b.histogram]) };
  }
  if (!('value' in a && 'value' in b)) return a;
  return { ...shared, value: instrument.kind === 'gauge' ? b.value : a.value + b.value };
}

/** Labels of attributes; each set is spelled once a page. */
function speller(scope: StringLabels): (labels: Labels) => StringLabels {
  const spelled = new Map<Labels, StringLabels>();
  return (labels) => {
    let known = spelled.get(labels);
    if (known === undefined) {
      known = spelledLabels(labels, scope);
      spelled.set(labels, known);
    }
    return known;
  };
}

/**
 * Two keys that are one label have their values joined by `;` (OpenTelemetry, Prometheus and OpenMetrics compatibility,
 * "Metric Attributes"). Empty values are left out: they are what a missing label is.
 */
function spelledLabels(labels: Labels, scope: StringLabels): StringLabels {
  const named = new Map<string, string>();
  for (const [key, value] of Object.entries(labels)) {
    const text = labelText(value);
    if (text === '') continue;
    const name = labelName(key);
    const known = named.get(name);
    named.set(name, known === undefined ? text : `${known};${text}`);
  }
  for (const [name, value] of Object.entries(scope)) named.set(name, value);
  return Object.fromEntries(named);
}

/** A value as text, whatever it was handed in as. */
function labelText(value: LabelValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function scopeLabels(scope: InstrumentScope | undefined): StringLabels {
  if (scope === undefined) return {};
  const { name, version, schemaUrl } = scope;
  return {
    ...(name === '' ? {} : { otel_scope_name: name }),
    ...(version === '' ? {} : { otel_scope_version: version }),
    ...(schemaUrl === '' ? {} : { otel_scope_schema_url: schemaUrl }),
  };
}

function isSameScope(a: InstrumentScope | undefined, b: InstrumentScope | undefined): boolean {
  return a?.name === b?.name && a?.version === b?.version && a?.schemaUrl === b?.schemaUrl;
}
