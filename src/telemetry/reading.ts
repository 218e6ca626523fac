/** Finding things in a snapshot. Overflow series are passed over: they belong to no model. */
import type { CatalogueName } from './catalogue.ts';
import { OPERATION_TYPES, type OperationCategory } from './operation-types.ts';
import type { Outcome } from './outcome.ts';
import type { SeriesSnapshot, TelemetrySnapshot } from './snapshot.ts';

/** As much of a snapshot as is read here. */
export type Recorded = Pick<TelemetrySnapshot, 'metrics'>;

/** How many operations ended in each way. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** By operation type; types without operations are left out. */
export type OutcomesByType = Readonly<Record<string, OutcomeCounts>>;

/** The series of a histogram, by model. */
export function histogramsByModel(recorded: Recorded, name: CatalogueName<'histogram'>) {
  return lookUp(byModel(seriesOf(recorded, name).filter((series) => 'histogram' in series)));
}

/** The series of a gauge, by model. */
export function gaugesByModel(recorded: Recorded, name: CatalogueName<'gauge'>) {
  return lookUp(byModel(seriesOf(recorded, name).filter((series) => 'value' in series)));
}

/** Every model that had an operation of the category, in whatever way it ended. */
export function outcomesByModel(
  recorded: Recorded,
  category: OperationCategory,
): Map<string, OutcomesByType> {
  const types: readonly string[] = OPERATION_TYPES[category];
  const all = seriesOf(recorded, 'model_operations_total').filter((series) => 'value' in series);
  const models = new Map<string, Record<string, Record<Outcome, number>>>();
  for (const [modelId, counters] of byModel(all)) {
    for (const { labels, value } of counters) {
      const { operation_type: type, status } = labels as { operation_type: string; status: Outcome };
      if (value === 0 || !types.includes(type)) continue;
      const outcomes = models.get(modelId) ?? {};
      outcomes[type] ??= { ok: 0, error: 0, aborted: 0, unknown: 0 };
      outcomes[type][status] += value;
      models.set(modelId, outcomes);
    }
  }
  return models;
}

function lookUp<S>(models: Map<string, S[]>): (modelId: string) => readonly S[] {
  return (modelId) => models.get(modelId) ?? [];
}

function seriesOf({ metrics }: Recorded, name: string): readonly SeriesSnapshot[] {
  return metrics.find(({ definition }) => definition.name === name)?.series ?? [];
}

function byModel<S extends SeriesSnapshot>(all: readonly S[]): Map<string, S[]> {
  const models = new Map<string, S[]>();
  for (const series of all) {
    const modelId = series.labels.model_id;
    if (series.overflow || modelId === undefined) continue;
    const known = models.get(modelId);
    if (known === undefined) models.set(modelId, [series]);
    else known.push(series);
  }
  return models;
}
