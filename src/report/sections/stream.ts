/** How soon and how evenly the tokens of streams came, and how streams ended. */

import type { StreamMetrics } from '../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { byId, durationsJson, valuesJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const STREAM_PART = {
  name: 'streams',
  sections(models, context) {
    if (models.length === 0) return [];
    const blocks = [endingTable(models), ...timeTable(models, context)];
    return [{ heading: 'Streams', blocks }];
  },
  json: (models) => ({
    models: byId(models, 'modelId', (model) => ({
      model_id: model.modelId,
      active: model.active,
      tokens: model.tokens,
      time_to_first_chunk_stats: durationsJson(model.timeToFirstChunk),
      time_to_first_token_stats: durationsJson(model.timeToFirstToken),
      inter_token_latency_stats: durationsJson(model.interTokenLatency),
      time_per_output_token_stats: durationsJson(model.timePerOutputToken),
      tokens_per_second_stats: valuesJson(model.tokensPerSecond),
      endings: model.endings,
    })),
  }),
} as const satisfies ReportPart<'streams', readonly StreamMetrics[]>;

const ENDINGS = ['completed', 'failed', 'aborted', 'returned', 'abandoned'] as const;

function endingTable(models: readonly StreamMetrics[]): Block {
  return {
    kind: 'table',
    columns: [
      left('Model'),
      ...['Tokens', 'Tokens per second', 'Active', ...ENDINGS.map(capitalized)].map(right),
    ],
    rows: models.map(({ modelId, tokens, tokensPerSecond, active, endings }) => [
      modelId,
      measurement(tokens, 'count'),
      measurement(tokensPerSecond?.mean, 'per_second'),
      ...[active, ...ENDINGS.map((ending) => endings[ending])].map((count) => measurement(count, 'count')),
    ]),
  };
}

const TIMES = [
  { name: 'to the first chunk', of: (model: StreamMetrics) => model.timeToFirstChunk },
  { name: 'to the first token', of: (model: StreamMetrics) => model.timeToFirstToken },
  { name: 'between two tokens', of: (model: StreamMetrics) => model.interTokenLatency },
  { name: 'per output token', of: (model: StreamMetrics) => model.timePerOutputToken },
] as const;

function timeTable(models: readonly StreamMetrics[], { percentiles }: ReportContext): Block[] {
  const rows = models.flatMap((model) =>
    TIMES.filter(({ of }) => of(model) !== undefined).map(({ name, of }) => [
      model.modelId,
      name,
      ...durationCells(of(model), percentiles),
    ]),
  );
  if (rows.length === 0) return [];
  return [{ kind: 'table', columns: [left('Model'), left('Time'), ...durationColumns(percentiles)], rows }];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
