/**
 * Metrics as Prometheus has them: this is the one place that spells names, labels and suffixes. Instruments whose names
 * come out alike are one family where they are of one kind, told apart by the labels of their libraries.
 */
import { mergeSnapshots } from '../../histogram/index.ts';
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
} from '../../metrics/inner.ts';
import { type Convention, commonBounds, type NameOptions, Naming } from '../../telemetry/index.ts';
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

/** How names and labels are chosen. */
export interface FamilyOptions extends NameOptions {
  /** Put before every name. None if left out. */
  readonly prefix?: string;
}

/** The families of these metrics, in the order of their first instrument; some may turn out to have no points. */
export function exposedFamilies(
  metrics: Iterable<MetricReading>,
  options: FamilyOptions = {},
): ExposedFamily[] {
  const families = new Map<string, Members>();
  const taken = new Set<string>();
  for (const member of membersOf(metrics, options)) {
    const { kind } = member.instrument;
    for (let n = 0; ; n++) {
      const different = n === 0 ? '' : n === 1 ? `_${kind}` : `_${kind}_${n}`;
      const name = `${member.stem}${different}${member.isTotal ? '_total' : ''}`;
      const known = families.get(name);
      if (known?.admits(member)) known.add(member);
      else if (known === undefined && sampleNames(name, kind).every((one) => !taken.has(one))) {
        for (const one of sampleNames(name, kind)) taken.add(one);
        families.set(name, new Members(name, member));
      } else continue;
      break;
    }
  }
  return [...families.values()];
}

/** One metric, or those of its series that have one name. */
interface Member {
  readonly metric: MetricReading;
  /** With its labels spelled, but where each series has labels of its own. */
  readonly instrument: Instrument;
  /** The name without what keeps it apart from others. */
  readonly stem: string;
  /** Whether `_total` is to come behind the name. */
  readonly isTotal: boolean;
  /** Under which it has its name; undefined where it keeps its own. */
  readonly convention: Convention | undefined;
  /** The labels of a point, spelled; undefined if it is not of this name. */
  readonly spell: ((point: DataPoint) => StringLabels | undefined) | undefined;
}

function* membersOf(metrics: Iterable<MetricReading>, options: FamilyOptions): Generator<Member, void> {
  const naming = new Naming(options);
  const { names = 'kit', prefix = '' } = options;
  for (const metric of metrics) {
    const { instrument, fullName } = metric;
    const { scope, name, unit, kind } = instrument;
    const conventions = naming.conventionsOf(instrument);
    for (const convention of conventions) {
      const { to } = convention;
      const bucketBounds = instrument.bucketBounds && commonBounds(names, convention);
      yield {
        metric,
        instrument: {
          ...instrument,
          labels: naming.attributeNames(convention, instrument).map(labelName),
          help: to.description,
          unit: modelUnit(to.unit, kind),
          ...(bucketBounds && { bucketBounds }),
        },
        stem: prefix + metricStem(to.name, to.unit, to.kind ?? kind),
        isTotal: kind === 'counter',
        convention,
        spell: spelling((point) => naming.attributesOf(convention, point)),
      };
    }
    if (conventions.length > 0 && conventions.every(isWhole)) continue;
    const isOfOthers = scope !== undefined;
    const isSpelled = isOfOthers || instrument.hasDynamicLabels === true;
    const keeps = (point: DataPoint) =>
      conventions.some((one) => naming.attributesOf(one, point) !== undefined) ? undefined : point.labels;
    yield {
      metric,
      instrument,
      stem: prefix + (isOfOthers ? metricStem(name, unit, kind) : fullName),
      isTotal: isOfOthers && kind === 'counter',
      convention: undefined,
      spell:
        isSpelled || conventions.length > 0
          ? spelling(keeps, isSpelled ? scopeLabels(scope) : undefined)
          : undefined,
    };
  }
}

/** Whether every series of its metric has this name. */
function isWhole({ values, keepsOverflow = false }: Convention): boolean {
  return values === undefined && !keepsOverflow;
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
  private readonly members: Member[];
  /** Made when it is first asked for; writers ask at every series. */
  private described: Instrument | undefined;

  constructor(name: string, first: Member) {
    this.name = name;
    this.members = [first];
  }

  get instrument(): Instrument {
    this.described ??= this.describe();
    return this.described;
  }

  private describe(): Instrument {
    const [first] = this.members as [Member];
    const { instrument } = first;
    if (this.members.length === 1 && first.spell === undefined) return instrument;
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
    const described = { ...instrument, labels: [...labels] };
    // Sentences of the catalogue are found by who writes them; its units are spelled.
    if (instrument.scope === undefined && first.convention === undefined) return described;
    const unit = first.convention ? instrument.unit : modelUnit(instrument.unit, instrument.kind);
    return { ...described, help, unit };
  }

  /**
   * Whether an instrument is of the kind, and counted in the buckets, of those that are here: of another library, or
   * another metric of the catalogue that the same convention names.
   */
  admits({ instrument, convention }: Member): boolean {
    const [first] = this.members as [Member];
    const { kind, bucketBounds, scope } = first.instrument;
    const isAlike = instrument.kind === kind && String(instrument.bucketBounds) === String(bucketBounds);
    if (convention !== undefined) return isAlike && convention.to.name === first.convention?.to.name;
    return (
      isAlike &&
      scope !== undefined &&
      instrument.scope !== undefined &&
      this.members.every((one) => !isSameScope(one.instrument.scope, instrument.scope))
    );
  }

  add(member: Member): void {
    this.members.push(member);
    this.described = undefined;
  }

  *points(isBorrowed = false): Generator<ExposedPoint, void> {
    for (const { metric, spell, convention } of this.members) {
      const points = (isBorrowed ? metric.borrowed : undefined) ?? restored(metric);
      if (spell === undefined) {
        yield* points as Iterable<ExposedPoint>;
        continue;
      }
      // Attributes of the catalogue's conventions tell apart what its labels do.
      if (convention === undefined && hasAlias(metric, spell)) {
        yield* mergedAliases(metric, spell);
        continue;
      }
      for (const point of points) {
        const labels = spell(point);
        if (labels !== undefined) yield { ...point, labels };
      }
    }
  }
}

/** The points as they were, where a snapshot went through JSON; one by one, as they are written. */
function* restored({ series, instrument }: MetricReading): Generator<DataPoint, void> {
  for (const point of series) yield restorePoint(point, instrument);
}

type Spell = NonNullable<Member['spell']>;

/** Whether two sets of attributes come out alike: an exposition could not tell them apart. */
function hasAlias({ instrument, labelSets, series }: MetricReading, spell: Spell): boolean {
  if (instrument.scope === undefined && !instrument.hasDynamicLabels) return false;
  const seen = new Set<string>();
  let count = 0;
  for (const labels of labelSets ?? labelsOf(series)) {
    seen.add(JSON.stringify(spell({ labels, overflow: false } as DataPoint)));
    count += 1;
  }
  return seen.size < count;
}

function* labelsOf(series: Iterable<DataPoint>): Generator<Labels, void> {
  for (const { labels, overflow } of series) if (!overflow) yield labels;
}

/** What cannot be told apart is one series: sums add up, histograms merge, of gauges the last is told. */
function mergedAliases(metric: MetricReading, spell: Spell): ExposedPoint[] {
  const { instrument } = metric;
  const merged = new Map<string, ExposedPoint>();
  for (const point of restored(metric)) {
    const labels = spell(point) ?? {};
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

/**
 * Labels of attributes; each set is spelled once a page.
 *
 * @param scope labels of the library; undefined for labels that are spelled as they are.
 */
function spelling(
  attributesOf: (point: DataPoint) => Labels | undefined,
  scope: StringLabels = {},
): (point: DataPoint) => StringLabels | undefined {
  const spelled = new Map<Labels, StringLabels | undefined>();
  return (point) => {
    const { labels } = point;
    if (!spelled.has(labels)) {
      const attributes = attributesOf(point);
      spelled.set(labels, attributes && spelledLabels(attributes, scope));
    }
    return spelled.get(labels);
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
