/** What there is to be asked for: metrics of which something was recorded, and values of their labels. */

import type { MetricCategory } from '../../api/index.ts';
import type {
  Instrument,
  Labels,
  MetricKind,
  MetricReading,
  MetricSnapshot,
  MetricUnit,
} from '../../metrics/inner.ts';
import type { TelemetryHistory } from '../../store/inner.ts';
import {
  type Category,
  contextOf,
  helpOf,
  type MetricsFilter,
  OPERATION_TYPES,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import type { Fields } from '../answers/fields.ts';
import { type AskedRange, unixSeconds } from '../questions/range.ts';

/** Of each label: more are no list to choose from. */
const MAX_VALUES = 1000;

export interface CatalogueQuestion {
  readonly range: AskedRange;
  readonly filter: MetricsFilter;
  readonly signal?: AbortSignal | undefined;
}

interface Known {
  readonly instrument: Instrument;
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  readonly labels: Set<string>;
  readonly addedLabels: Set<string>;
  series: number;
}

export async function catalogue(
  telemetry: TelemetryHandle,
  history: TelemetryHistory,
  question: CatalogueQuestion,
): Promise<Fields<'getCatalog'>> {
  const { range, filter, signal } = question;
  const { aggregationIntervalSeconds, budget } = contextOf(telemetry);
  const instruments = instrumentsOf(telemetry);
  const [metrics, values] = [new Map<string, Known>(), new Map<string, Set<string>>()];
  const add = (label: string, value: string) => {
    const known = values.get(label) ?? new Set();
    values.set(label, known);
    if (value !== '' && known.size < MAX_VALUES) known.add(value);
  };
  const asked = { ...filter, ...range, ...(signal && { signal }) };
  const { series: all, startedAtUnixMs, endedAtUnixMs } = await history.series(asked);
  for (const { member, instrument, fullName, labels, overflow } of all) {
    if (budget.isExhausted()) await budget.pause();
    const known = metrics.get(fullName) ?? {
      ...{ instrument: instruments.get(fullName) ?? instrument, series: 0 },
      ...{ labels: new Set<string>(), addedLabels: new Set<string>() },
      ...{ kind: instrument.kind, unit: instrument.unit as MetricUnit },
    };
    metrics.set(fullName, known);
    known.series += 1;
    add('member', member);
    if (overflow || known.instrument.category === 'self') continue;
    const category = categoryOf(known.instrument.category, labels.operation_type);
    if (category !== undefined) add('category', category);
    for (const [label, value] of Object.entries(labels)) {
      known.labels.add(label);
      if (isAdded(instrument, label)) known.addedLabels.add(label);
      add(label, String(value));
    }
  }
  const { runs } = await history.runs(filter.modelId === undefined ? {} : { modelId: filter.modelId });
  for (const { runId, modelId } of runs) {
    add('run', runId);
    add('model_id', modelId);
  }
  return {
    start_time: unixSeconds(startedAtUnixMs),
    end_time: unixSeconds(endedAtUnixMs),
    step_seconds: aggregationIntervalSeconds,
    metrics: [...metrics]
      .map(([fullName, one]) => metricJson(fullName, one))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    values: Object.fromEntries(
      [...values].filter(([, all]) => all.size > 0).map(([label, all]) => [label, [...all].sort()]),
    ),
  };
}

/** Whether the program chose this label, rather than the library. */
function isAdded({ category, addedLabels = [] }: Instrument, label: string): boolean {
  return category === 'custom' || addedLabels.includes(label);
}

/** Kinds of work of which something was recorded: by this telemetry, and lately by others. */
export function recordedCategories(
  telemetry: TelemetryHandle,
  recent: readonly MetricSnapshot[],
): Category[] {
  const found = new Set<Category>();
  for (const { instrument, labelSets, series } of [
    ...telemetry.metrics,
    ...(recent as readonly MetricReading[]),
  ]) {
    for (const labels of labelSets ?? labelsIn(series)) {
      const category = categoryOf(instrument.category, labels.operation_type);
      if (category !== undefined) found.add(category);
      // Of a group of metrics each series may be of another kind of work.
      if (instrument.category !== 'operation') break;
    }
  }
  return [...found];
}

function* labelsIn(series: MetricReading['series']): Generator<Labels> {
  for (const { labels } of series) yield labels;
}

const GROUPS = ['runtime', 'custom', 'self'];

/** Of a group of metrics, that of the operation which a series is about. */
function categoryOf(category: string, operationType: unknown): Category | undefined {
  if (GROUPS.includes(category)) return undefined;
  if (category !== 'operation') return category as Category;
  const [found] = Object.entries(OPERATION_TYPES).find(([, types]) =>
    (types as readonly unknown[]).includes(operationType),
  ) ?? [undefined];
  return found as Category | undefined;
}

/** By full name. A store may hold metrics that this process has none of: it describes those. */
function instrumentsOf(telemetry: TelemetryHandle): ReadonlyMap<string, Instrument> {
  return new Map([...telemetry.metrics].map(({ fullName, instrument }) => [fullName, instrument]));
}

function metricJson(
  fullName: string,
  { instrument, kind, unit, labels, addedLabels, series }: Known,
): Fields<'getCatalog'>['metrics'][number] {
  return {
    name: instrument.name,
    full_name: fullName,
    kind,
    unit,
    category: instrument.category as MetricCategory,
    labels: [...labels],
    added_labels: [...addedLabels],
    help: helpOf(instrument),
    series,
  };
}
