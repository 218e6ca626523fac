/** How well each of the tasks that a model learnt is done, and how much of it was forgotten. */
import type { ContinualMetrics, KnowledgeRetention } from '../../telemetry/index.ts';
import { type Block, type Cell, left, measurement, right } from '../document/document.ts';
import type { ReportPart } from './context.ts';
import { byId, durationsJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const CONTINUAL_PART = {
  name: 'continual_learning',
  sections(learning, { percentiles }) {
    const blocks: Block[] = [...retentionTable(learning.retention), ...facts(learning)];
    if (learning.inferenceTime !== undefined) {
      blocks.push({
        kind: 'table',
        caption: 'Inferences',
        columns: durationColumns(percentiles),
        rows: [durationCells(learning.inferenceTime, percentiles)],
      });
    }
    return blocks.length === 0 ? [] : [{ id: 'continual_learning', heading: 'Continual Learning', blocks }];
  },
  json: (learning) => ({
    tasks_learned: learning.tasksLearned,
    training_loss: learning.loss ?? null,
    training_accuracy: learning.accuracy ?? null,
    model_parameters: learning.modelParameters ?? null,
    inference_time_stats: durationsJson(learning.inferenceTime),
    memory_usage_bytes: learning.memoryBytes,
    mean_retention: learning.meanRetention ?? null,
    mean_forgetting: learning.meanForgetting ?? null,
    knowledge_retention: byId(learning.retention, 'taskId', ({ score, peakScore, forgetting, curve }) => ({
      score,
      peak_score: peakScore,
      forgetting,
      tasks_learned: curve?.steps ?? [],
      scores: curve?.values ?? [],
    })),
  }),
} as const satisfies ReportPart<'continual_learning', ContinualMetrics>;

function retentionTable(tasks: readonly KnowledgeRetention[]): Block[] {
  if (tasks.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: [left('Task'), ...['Retention', 'Best', 'Forgotten'].map(right), left('Over tasks')],
      rows: tasks.map(({ taskId, score, peakScore, forgetting, curve }) => [
        taskId,
        measurement(score, 'number'),
        measurement(peakScore, 'number'),
        measurement(forgetting, 'number'),
        { values: curve?.values ?? [score] },
      ]),
    },
  ];
}

function facts({
  tasksLearned,
  loss,
  accuracy,
  modelParameters,
  memoryBytes,
  ...means
}: ContinualMetrics): Block[] {
  const known: readonly [string, number | undefined, 'count' | 'number'][] = [
    ['Tasks learnt', tasksLearned > 0 ? tasksLearned : undefined, 'count'],
    ['Mean retention', means.meanRetention, 'number'],
    ['Mean forgetting', means.meanForgetting, 'number'],
    ['Loss', loss, 'number'],
    ['Accuracy', accuracy, 'number'],
    ['Parameters', modelParameters, 'count'],
  ];
  const pairs = known
    .filter(([, value]) => value !== undefined)
    .map(([label, value, unit]): { label: string; value: Cell } => ({
      label,
      value: measurement(value, unit),
    }));
  for (const [device, bytes] of Object.entries(memoryBytes)) {
    pairs.push({ label: `Memory, ${device}`, value: measurement(bytes, 'bytes') });
  }
  return pairs.length === 0 ? [] : [{ kind: 'key_values', pairs }];
}
