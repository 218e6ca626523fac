/** How long models took to load, to initialise and to save. */

import type { ModelMetrics } from '../../telemetry/index.ts';
import { left, measurement, right, type Table, UNKNOWN } from '../document/document.ts';
import type { ReportPart } from './context.ts';
import { byId, durationsJson, phasesJson } from './json.ts';
import { durationCells, durationColumns, phaseTable, withFailures } from './tables.ts';

const OPERATIONS = [
  { type: 'model_load', name: 'load', time: (model: ModelMetrics) => model.loadTime },
  { type: 'model_init', name: 'initialise', time: (model: ModelMetrics) => model.initializationTime },
  { type: 'model_save', name: 'save', time: (model: ModelMetrics) => model.saveTime },
] as const;

export const MODEL_PART = {
  name: 'models',
  sections(models, { percentiles }) {
    if (models.length === 0) return [];
    const phases = models.map((model) => [model.modelId, model.phases] as const);
    return [
      {
        id: 'models',
        heading: 'Model Loading',
        blocks: [
          sizeTable(models),
          timeTable(models, percentiles),
          ...phaseTable('Model', phases, percentiles),
        ],
      },
    ];
  },
  json: (models) => ({
    models: byId(models, 'modelId', (model) => ({
      model_id: model.modelId,
      framework: model.framework ?? 'unknown',
      size_bytes: model.sizeBytes ?? null,
      load_time_stats: durationsJson(model.loadTime),
      initialization_time_stats: durationsJson(model.initializationTime),
      save_time_stats: durationsJson(model.saveTime),
      phases: phasesJson(model.phases),
      outcomes: model.outcomes,
    })),
  }),
} as const satisfies ReportPart<'models', readonly ModelMetrics[]>;

function sizeTable(models: readonly ModelMetrics[]): Table {
  return {
    kind: 'table',
    columns: [left('Model'), left('Framework'), right('Size')],
    rows: models.map(({ modelId, framework, sizeBytes }) => [
      modelId,
      framework ?? UNKNOWN,
      measurement(sizeBytes, 'bytes'),
    ]),
  };
}

/** A row for each model and each of its operations, also where all of them failed. */
function timeTable(models: readonly ModelMetrics[], percentiles: readonly number[]): Table {
  const pairs = models.flatMap((model) =>
    OPERATIONS.filter(({ type }) => type in model.outcomes).map((operation) => ({ model, ...operation })),
  );
  const table: Table = {
    kind: 'table',
    columns: [left('Model'), left('Operation'), ...durationColumns(percentiles)],
    rows: pairs.map(({ model, name, time }) => [
      model.modelId,
      name,
      ...durationCells(time(model), percentiles),
    ]),
  };
  const failed = pairs.map(({ model, type }) => model.outcomes[type]?.error ?? 0);
  return withFailures(table, failed);
}
