/** How soon and how evenly the tokens of streams came, and how streams ended. */

import { durationStatistics, groupedBy, histogramsOf, type StreamMetrics } from '../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { byId, durationsJson, valuesJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const STREAM_PART = {
  name: 'streams',
  sections(models, context) {
    const blocks = [...endingTable(models), ...timeTable(models, context)];
    if (blocks.length === 0) return [];
    return [{ id: 'streams', heading: 'Streams', blocks }];
  },
  json: (models) => ({
    models: byId(models, 'modelId', (model) => ({
      model_id: model.modelId,
      active: model.active,
      tokens: model.tokens,
      time_to_first_chunk_stats: durationsJson(model.timeToFirstChunk),
      time_to_first_token_stats: durationsJson(model.timeToFirstToken),
      time_to_first_content_token_stats: durationsJson(model.timeToFirstContentToken),
      inter_token_latency_stats: durationsJson(model.interTokenLatency),
      time_per_output_token_stats: durationsJson(model.timePerOutputToken),
      tokens_per_second_stats: valuesJson(model.tokensPerSecond),
      longest_stall_stats: durationsJson(model.longestStall),
      jitter_tail_seconds: model.jitterTailSeconds ?? null,
      reader_pause_stats: durationsJson(model.readerPause),
      endings: model.endings,
      unfollowed: model.unfollowed,
    })),
  }),
} as const satisfies ReportPart<'streams', readonly StreamMetrics[]>;

/** Those that occurred, and how streams should end. */
function endingTable(models: readonly StreamMetrics[]): Block[] {
  if (models.length === 0) return [];
  const names = [...new Set(models.flatMap(({ endings }) => Object.keys(endings)))] as Ending[];
  const occurred = names.filter(
    (name) => name === 'completed' || models.some(({ endings }) => endings[name] > 0),
  );
  const isUnfollowed = models.some(({ unfollowed }) => unfollowed > 0);
  const table: Block = {
    kind: 'table',
    columns: [
      left('Model'),
      ...['Tokens', 'Tokens per second', 'Active', ...occurred.map(worded)].map(right),
      ...(isUnfollowed ? [right('Unfollowed')] : []),
    ],
    rows: models.map(({ modelId, tokens, tokensPerSecond, active, endings, unfollowed }) => [
      modelId,
      measurement(tokens, 'count'),
      measurement(tokensPerSecond?.mean, 'per_second'),
      ...[active, ...occurred.map((name) => endings[name]), ...(isUnfollowed ? [unfollowed] : [])].map(
        (count) => measurement(count, 'count'),
      ),
    ]),
  };
  return [table];
}

type Ending = keyof StreamMetrics['endings'];

const TIMES = [
  { name: 'to the first chunk', of: (model: StreamMetrics) => model.timeToFirstChunk },
  { name: 'to the first token', of: (model: StreamMetrics) => model.timeToFirstToken },
  { name: 'to the first content', of: (model: StreamMetrics) => model.timeToFirstContentToken },
  { name: 'between two tokens', of: (model: StreamMetrics) => model.interTokenLatency },
  { name: 'longest stall', of: (model: StreamMetrics) => model.longestStall },
  { name: 'pauses of the reader', of: (model: StreamMetrics) => model.readerPause },
  { name: 'per output token', of: (model: StreamMetrics) => model.timePerOutputToken },
] as const;

function timeTable(models: readonly StreamMetrics[], { snapshot, percentiles }: ReportContext): Block[] {
  const openings = groupedBy('model_id', histogramsOf(snapshot, 'stream_opening_seconds'));
  const rows = [
    ...[...openings].map(([modelId, own]) => [
      modelId,
      'to the opening',
      ...durationCells(durationStatistics(own, percentiles), percentiles),
    ]),
    ...models.flatMap((model) =>
      TIMES.filter(({ of }) => of(model) !== undefined).map(({ name, of }) => [
        model.modelId,
        name,
        ...durationCells(of(model), percentiles),
      ]),
    ),
  ];
  if (rows.length === 0) return [];
  return [{ kind: 'table', columns: [left('Model'), left('Time'), ...durationColumns(percentiles)], rows }];
}

/** `Timed out` for `timed_out`. */
function worded(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
