/** Latency, throughput and memory of inferences, by model and by batch size. */

import { type InferenceMetrics, inferenceMetrics } from '../../telemetry/tracking/inference/summary.ts';
import type { ReportContext, SectionMaker } from '../context.ts';
import { type Block, left, quantity, right, type Table } from '../document.ts';
import { durationCells, durationColumns } from '../durations.ts';
import { withFailures } from '../failures.ts';

export const inference: SectionMaker = (context) => {
  const models = inferenceMetrics(context.snapshot, context.percentiles);
  if (models.length === 0) return undefined;
  return {
    heading: 'Inference',
    blocks: [
      latencyTable(models, context),
      ...models.filter(({ batchSizes }) => batchSizes.length > 1).map((model) => batchTable(model, context)),
      ...memoryTable(models),
    ],
  };
};

function latencyTable(models: readonly InferenceMetrics[], { percentiles }: ReportContext): Block {
  const failed = models.map(({ outcomes }) =>
    Object.values(outcomes).reduce((sum, { error }) => sum + error, 0),
  );
  const table: Table = {
    kind: 'table',
    columns: [left('Model'), ...durationColumns(percentiles), right('Throughput')],
    rows: models.map(({ modelId, latency, throughput }) => [
      modelId,
      ...durationCells(latency, percentiles),
      quantity(throughput?.meanItemsPerSecond, 'per_second'),
    ]),
  };
  return withFailures(table, failed);
}

function batchTable({ modelId, batchSizes }: InferenceMetrics, { percentiles }: ReportContext): Block {
  return {
    kind: 'table',
    caption: `${modelId}, by batch size`,
    columns: [left('Operation'), right('Batch'), ...durationColumns(percentiles), right('Throughput')],
    rows: batchSizes.map(({ operationType, batchSize, latency, throughput }) => [
      operationType,
      quantity(batchSize, 'count'),
      ...durationCells(latency, percentiles),
      quantity(throughput?.meanItemsPerSecond, 'per_second'),
    ]),
  };
}

function memoryTable(models: readonly InferenceMetrics[]): Block[] {
  const tracked = models.filter(({ memory }) => memory !== undefined);
  if (tracked.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Memory taken by an inference, or freed (under 0)',
      columns: [left('Model'), ...['Count', 'Mean', 'Min', 'Max', 'Last'].map(right)],
      rows: tracked.map(({ modelId, memory }) => [
        modelId,
        quantity(memory?.count, 'count'),
        ...[memory?.meanBytes, memory?.minBytes, memory?.maxBytes, memory?.lastBytes].map((bytes) =>
          quantity(bytes, 'bytes'),
        ),
      ]),
    },
  ];
}
