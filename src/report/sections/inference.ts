/** Latency, throughput and memory of inferences, by model and by batch size. */

import { mapping } from '../../metrics/inner.ts';
import {
  type BatchSizeMetrics,
  durationStatistics,
  groupedBy,
  histogramsOf,
  type InferenceMetrics,
  OPERATION_TYPES,
  type TelemetrySnapshot,
  type TokenKind,
  type UsageMetrics,
} from '../../telemetry/index.ts';
import { type Block, left, measurement, right, type Table } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { durationsJson, valuesJson } from './json.ts';
import { durationCells, durationColumns, withFailures } from './tables.ts';

export const INFERENCE_PART = {
  name: 'inference',
  *sections(models, context) {
    if (models.length === 0) return [];
    const severalSizes = models.filter(({ batchSizes }) => batchSizes.length > 1);
    return [
      {
        id: 'inference',
        heading: 'Inference',
        blocks: [
          latencyTable(models, context),
          ...(yield* mapping(severalSizes, (model) => batchTable(model, context))),
          requestTable(models),
          ...queueTable(models, context),
          ...usageTables(models),
          ...memoryTable(models),
        ],
      },
    ];
  },
  *json(models, { snapshot }) {
    const p95 = p95ByModel(snapshot);
    const entries: [string, ReturnType<typeof modelJson> & ReturnType<typeof latencyJson>][] = [];
    for (const model of models) {
      entries.push([model.modelId, { ...modelJson(model), ...latencyJson(model, p95) }]);
      yield;
    }
    return { models: Object.fromEntries(entries) as Readonly<Record<string, (typeof entries)[number][1]>> };
  },
} as const satisfies ReportPart<'inference', readonly InferenceMetrics[]>;

function modelJson(model: InferenceMetrics) {
  const { modelId, latency, throughput, callRate, running, waiting, queue } = model;
  const { batchSizes, retries, rateLimited, memory, usage, outcomes } = model;
  return {
    model_id: modelId,
    throughput_stats: {
      count: latency?.count ?? 0,
      mean: throughput?.meanItemsPerSecond ?? null,
      max: throughput?.maxItemsPerSecond ?? null,
      items: throughput?.items ?? 0,
    },
    batch_sizes: [...new Set(batchSizes.map(batchSizeJson))],
    by_batch_size: batchSizes.map((batch) => ({
      operation_type: batch.operationType,
      batch_size: batchSizeJson(batch),
      latency_stats: durationsJson(batch.latency),
      items_per_second: batch.callRate?.meanItemsPerSecond ?? null,
    })),
    single_call_rate: {
      mean: callRate?.meanItemsPerSecond ?? null,
      max: callRate?.maxItemsPerSecond ?? null,
    },
    running,
    waiting,
    queue_stats: durationsJson(queue),
    retries,
    rate_limited: rateLimited,
    usage: usageJson(usage),
    memory_usage:
      memory === undefined
        ? null
        : {
            kind: memory.kind,
            count: memory.count,
            mean: memory.meanBytes ?? null,
            min: memory.minBytes ?? null,
            max: memory.maxBytes ?? null,
            last: memory.lastBytes ?? null,
            peak: memory.peakBytes ?? null,
          },
    outcomes,
  };
}

/** A number where it is one size, else its label: `17-32`. */
function batchSizeJson({ label, batchSize }: BatchSizeMetrics): number | string {
  return label === String(batchSize) ? batchSize : label;
}

function latencyJson({ modelId, latency }: InferenceMetrics, p95: (modelId: string) => number | undefined) {
  return { latency_stats: { ...durationsJson(latency), p95: p95(modelId) ?? null } };
}

/** The source document has it, whatever percentiles were asked for. */
function p95ByModel(snapshot: TelemetrySnapshot): (modelId: string) => number | undefined {
  const latencies = OPERATION_TYPES.inference.flatMap((type) => histogramsOf(snapshot, `${type}_seconds`));
  const models = groupedBy('model_id', latencies);
  return (modelId) => durationStatistics(models.get(modelId) ?? [], [95])?.percentilesSeconds.p95;
}

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
      measurement(throughput?.meanItemsPerSecond, 'per_second'),
    ]),
  };
  return withFailures(table, failed);
}

function batchTable({ modelId, batchSizes }: InferenceMetrics, { percentiles }: ReportContext): Block {
  return {
    kind: 'table',
    caption: `${modelId}, by batch size`,
    columns: [left('Operation'), right('Batch'), ...durationColumns(percentiles), right('Per call')],
    rows: batchSizes.map(({ operationType, label, batchSize, latency, callRate }) => [
      operationType,
      label === String(batchSize) ? measurement(batchSize, 'count') : label,
      ...durationCells(latency, percentiles),
      measurement(callRate?.meanItemsPerSecond, 'per_second'),
    ]),
  };
}

/** How much went on at a time, and what had to be asked again. */
function requestTable(models: readonly InferenceMetrics[]): Block {
  const figures = ['Items', 'Peak throughput', 'Running', 'Waiting', 'Retries', 'Rate limited'];
  return {
    kind: 'table',
    caption: 'Requests',
    columns: [left('Model'), ...figures.map(right)],
    rows: models.map(({ modelId, throughput, running, waiting, retries, rateLimited }) => [
      modelId,
      measurement(throughput?.items, 'count'),
      measurement(throughput?.maxItemsPerSecond, 'per_second'),
      ...[running, waiting, Object.values(retries).reduce((sum, count) => sum + count, 0), rateLimited].map(
        (count) => measurement(count, 'count'),
      ),
    ]),
  };
}

function queueTable(models: readonly InferenceMetrics[], { percentiles }: ReportContext): Block[] {
  const queued = models.filter(({ queue }) => queue !== undefined);
  if (queued.length === 0) return [];
  const columns = [left('Model'), ...durationColumns(percentiles)];
  const rows = queued.map(({ modelId, queue }) => [modelId, ...durationCells(queue, percentiles)]);
  return [{ kind: 'table', caption: 'Waiting before they ran', columns, rows }];
}

/** A row for each kind that was told, and what they cost where there are prices. */
function usageTables(models: readonly InferenceMetrics[]): Block[] {
  const used = models.flatMap(({ modelId, usage }) => (usage === undefined ? [] : [{ modelId, usage }]));
  if (used.length === 0) return [];
  const tokens: Table = {
    kind: 'table',
    caption: 'Tokens',
    columns: [left('Model'), left('Tokens'), ...['Total', 'Requests', 'Mean', 'Min', 'Max'].map(right)],
    rows: used.flatMap(({ modelId, usage }) =>
      kindsOf(usage).map((kind) => {
        const request = usage.perRequest[kind];
        return [
          modelId,
          TOKEN_WORDS[kind],
          measurement(usage.tokens[kind], 'count'),
          measurement(request?.count, 'count'),
          ...[request?.mean, request?.min, request?.max].map((number) => measurement(number, 'number')),
        ];
      }),
    ),
  };
  const priced = used.filter(({ usage }) => usage.cost !== undefined || usage.unpricedTokens > 0);
  if (priced.length === 0) return [tokens];
  const cost: Table = {
    kind: 'table',
    caption: 'Cost of the tokens',
    columns: [left('Model'), right('Cost'), right('Tokens without a price')],
    rows: priced.map(({ modelId, usage }) => [
      modelId,
      measurement(usage.cost, 'number'),
      measurement(usage.unpricedTokens, 'count'),
    ]),
  };
  return [tokens, cost];
}

const TOKEN_WORDS: Readonly<Record<TokenKind, string>> = {
  inputTokens: 'input',
  cachedTokens: 'of the input, cached',
  cacheWriteTokens: 'of the input, written to a cache',
  cacheWrite1hTokens: 'of these, for an hour',
  outputTokens: 'output',
  reasoningTokens: 'of the output, reasoning',
  toolTokens: 'of the output, tool calls',
};

/** Those that are among others behind these. */
function kindsOf({ tokens }: UsageMetrics): TokenKind[] {
  return (Object.keys(TOKEN_WORDS) as TokenKind[]).filter((kind) => tokens[kind] !== undefined);
}

/** `input_tokens`, as everything in the JSON is spelt. */
const TOKEN_KEYS: Readonly<Record<TokenKind, string>> = {
  inputTokens: 'input_tokens',
  cachedTokens: 'cached_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  cacheWrite1hTokens: 'cache_write_1h_tokens',
  outputTokens: 'output_tokens',
  reasoningTokens: 'reasoning_tokens',
  toolTokens: 'tool_tokens',
};

function usageJson(usage: InferenceMetrics['usage']) {
  if (usage === undefined) return null;
  const { tokens, perRequest, cost = null, unpricedTokens } = usage;
  const kinds = kindsOf(usage);
  return {
    tokens: Object.fromEntries(kinds.map((kind) => [TOKEN_KEYS[kind], tokens[kind] ?? null])),
    tokens_per_request: Object.fromEntries(
      kinds.map((kind) => [TOKEN_KEYS[kind], valuesJson(perRequest[kind])]),
    ),
    cost,
    unpriced_tokens: unpricedTokens,
  };
}

function memoryTable(models: readonly InferenceMetrics[]): Block[] {
  const tracked = models.flatMap(({ modelId, memoryByKind }) =>
    Object.values(memoryByKind).map((memory) => ({ modelId, memory })),
  );
  if (tracked.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Memory taken by an inference, or freed (under 0)',
      columns: [left('Model'), left('Kind'), ...['Count', 'Mean', 'Min', 'Max', 'Last', 'Peak'].map(right)],
      rows: tracked.map(({ modelId, memory }) => [
        modelId,
        memory.kind,
        measurement(memory.count, 'count'),
        ...[memory.meanBytes, memory.minBytes, memory.maxBytes, memory.lastBytes, memory.peakBytes].map(
          (bytes) => measurement(bytes, 'bytes'),
        ),
      ]),
    },
  ];
}
