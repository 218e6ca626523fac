/** Views: what becomes of the measurements of the instruments that they select (metrics SDK, "View"). */
import type { MetricOptions } from '@opentelemetry/api';
import { wrongKind, wrongValue } from '../../errors.ts';
import type { InstrumentScope } from '../../metrics/inner.ts';
import { requireKnownKeys } from '../../validate.ts';
import type { InstrumentType } from '../instrument-type.ts';

export interface View {
  /** `http.server.*`: `*` is any text, `?` any character, and case makes no difference. Every instrument if left out. */
  readonly instrumentName?: string;
  readonly instrumentType?: InstrumentType;
  readonly instrumentUnit?: string;
  readonly meterName?: string;
  readonly meterVersion?: string;
  readonly meterSchemaUrl?: string;

  /** What the metric is called; the instrument's name if left out. Only for a view of one instrument. */
  readonly name?: string;
  readonly description?: string;
  /** Attributes that are kept; all if left out. What the others told apart is recorded together. */
  readonly attributeKeys?: readonly string[];
  /** Attributes that are left out. */
  readonly excludedAttributeKeys?: readonly string[];
  /** `drop` records nothing; bounds count the values of histograms in these explicit buckets as well, exactly. */
  readonly aggregation?: 'default' | 'drop' | { readonly bounds: readonly number[] };
  /** Most attribute sets, the overflow included: a whole number, 2 or more. */
  readonly cardinalityLimit?: number;
}

/** What is asked of an instrument to find its views. */
export interface InstrumentSelector {
  readonly name: string;
  readonly type: InstrumentType;
  readonly unit: string;
  readonly scope: InstrumentScope;
}

/** A stream of measurements as a view, or nobody, changed it. */
export interface StreamConfig {
  readonly name: string;
  readonly description: string;
  readonly attributeFilter: (key: string) => boolean;
  readonly bounds: readonly number[] | undefined;
  readonly cardinalityLimit: number;
}

const KEYS = [
  'instrumentName',
  'instrumentType',
  'instrumentUnit',
  'meterName',
  'meterVersion',
  'meterSchemaUrl',
  'name',
  'description',
  'attributeKeys',
  'excludedAttributeKeys',
  'aggregation',
  'cardinalityLimit',
] as const satisfies readonly (keyof View)[];

/** @throws OPENTELEMETRY_VIEW */
export function requireViews(views: unknown): readonly View[] {
  const remedy = 'See View for what it may say.';
  if (!Array.isArray(views))
    throw wrongKind('OPENTELEMETRY_VIEW', 'views', 'an array of views', views, remedy);
  for (const view of views as readonly View[]) {
    requireKnownKeys('OPENTELEMETRY_VIEW', 'views', view, KEYS);
    const { name, instrumentName, cardinalityLimit = 2, aggregation } = view;
    if (name !== undefined && (instrumentName === undefined || /[*?]/.test(instrumentName))) {
      const one = 'the name of one instrument beside a new name';
      throw wrongValue('OPENTELEMETRY_VIEW', 'instrumentName', one, instrumentName, remedy);
    }
    if (!Number.isSafeInteger(cardinalityLimit) || cardinalityLimit < 2) {
      throw wrongValue('OPENTELEMETRY_VIEW', 'cardinalityLimit', '2 or more', cardinalityLimit, remedy);
    }
    if (typeof aggregation === 'object' && !areBounds(aggregation.bounds)) {
      const ascending = '1 to 1000 finite numbers, ascending';
      throw wrongValue('OPENTELEMETRY_VIEW', 'bounds', ascending, aggregation.bounds, remedy);
    }
  }
  return views;
}

/** What is recorded of an instrument: as many streams as views select it, or one if none does. */
export function streamConfigs(
  views: readonly View[],
  instrument: InstrumentSelector,
  { description = '', advice }: MetricOptions,
  cardinalityLimit: number,
): StreamConfig[] {
  const advised = areBounds(advice?.explicitBucketBoundaries) ? advice?.explicitBucketBoundaries : undefined;
  const bounds = instrument.type === 'HISTOGRAM' ? advised : undefined;
  const config = {
    name: instrument.name,
    description,
    attributeFilter: () => true,
    bounds,
    cardinalityLimit,
  };
  const selecting = views.filter((view) => selects(view, instrument));
  if (selecting.length === 0) return [config];
  return selecting
    .filter(({ aggregation }) => aggregation !== 'drop')
    .map((view) => ({
      name: view.name ?? config.name,
      description: view.description ?? config.description,
      attributeFilter: keeping(view),
      bounds:
        typeof view.aggregation === 'object' && instrument.type === 'HISTOGRAM'
          ? view.aggregation.bounds
          : config.bounds,
      cardinalityLimit: view.cardinalityLimit ?? config.cardinalityLimit,
    }));
}

function selects(view: View, { name, type, unit, scope }: InstrumentSelector): boolean {
  return (
    (view.instrumentName === undefined || pattern(view.instrumentName).test(name)) &&
    (view.instrumentType ?? type) === type &&
    (view.instrumentUnit ?? unit) === unit &&
    (view.meterName ?? scope.name) === scope.name &&
    (view.meterVersion ?? scope.version) === scope.version &&
    (view.meterSchemaUrl ?? scope.schemaUrl) === scope.schemaUrl
  );
}

function pattern(name: string): RegExp {
  const escaped = name.replace(/[\\^$.+()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'is');
}

function keeping({ attributeKeys, excludedAttributeKeys = [] }: View): (key: string) => boolean {
  const kept = attributeKeys && new Set(attributeKeys);
  const excluded = new Set(excludedAttributeKeys);
  return (key) => (kept?.has(key) ?? true) && !excluded.has(key);
}

function areBounds(bounds: unknown): bounds is number[] {
  return (
    Array.isArray(bounds) &&
    bounds.length > 0 &&
    bounds.length <= 1000 &&
    bounds.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > bounds[i - 1]))
  );
}
