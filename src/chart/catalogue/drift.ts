/** Pictures of drift, and of continual learning. */
import { meanOf } from '../makers/groups.ts';
import { driftCategories, driftOutlines } from '../makers/of-range/drift.ts';
import { retentionOfTasks } from '../makers/of-range/retention.ts';
import { gaugesOverTime } from '../makers/over-time/gauges.ts';
import type { CatalogueRow } from './entry.ts';

const TASK = ['task_id'];

/** The worst is not hidden by the others. */
const highestOf = (values: readonly number[]) => Math.max(...values);
const lowestOf = (values: readonly number[]) => Math.min(...values);

export const DRIFT_CHARTS: readonly CatalogueRow[] = [
  {
    id: 'drift-distribution',
    title: 'Reference and current values',
    help: 'How often which value was in the reference, and in what was compared with it: of the task with the highest score.',
    category: 'drift',
    kind: 'distribution',
    unit: 'number',
    filters: ['labels'],
    ofRange: driftOutlines,
  },
  {
    id: 'drift-categories',
    title: 'Reference and current categories',
    help: 'How frequent each category was in the reference, and in what was compared with it: of the task with the highest score.',
    category: 'drift',
    kind: 'bars',
    unit: 'ratio',
    filters: ['labels'],
    ofRange: driftCategories,
  },
  {
    id: 'drift-score',
    title: 'Drift score',
    help: 'What the last comparison of each task found: 1 less its p-value, or the distance. Higher is more drift.',
    category: 'drift',
    kind: 'lines',
    unit: 'number',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['data_drift_score'],
      groupBy: TASK,
      unit: 'number',
      label: 'score',
      names: 'tasks',
      together: highestOf,
      limit: { metric: 'data_drift_threshold', words: 'drift >' },
    }),
  },
  {
    id: 'drift-p-value',
    title: 'P-value of drift',
    help: 'How probable what the last comparison of each task found is without drift.',
    category: 'drift',
    kind: 'lines',
    unit: 'number',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['data_drift_p_value'],
      groupBy: TASK,
      unit: 'number',
      label: 'p-value',
      names: 'tasks',
      together: lowestOf,
      leastOfLog: 1e-9,
      limit: { metric: 'data_drift_alpha', words: 'drift <' },
    }),
  },
  {
    id: 'knowledge-retention',
    title: 'Knowledge retention',
    help: 'How well each task is done after how many were learnt, or over time: what falls is forgotten.',
    category: 'continual',
    kind: 'lines',
    unit: 'number',
    filters: ['modelId', 'run', 'labels', 'over'],
    judged: { by: 'knowledgeRetention', statistic: 'mean' },
    ofRange: retentionOfTasks,
    overDay: gaugesOverTime({
      metrics: ['knowledge_retention_score'],
      category: 'continual',
      groupBy: TASK,
      unit: 'number',
      label: 'retention score',
      names: 'tasks',
      together: meanOf,
    }),
  },
  {
    id: 'task-training',
    title: 'Training of the current task',
    help: 'Loss and accuracy, as told by each step of training.',
    category: 'continual',
    kind: 'lines',
    unit: 'number',
    filters: [],
    overTime: gaugesOverTime({
      metrics: ['training_loss', 'training_accuracy'],
      category: 'continual',
      groupBy: [],
      nameOfMetric: (name) => name.replace('training_', ''),
      unit: 'number',
      label: 'loss, accuracy',
      names: 'statistics',
    }),
  },
  {
    id: 'device-memory',
    title: 'Memory of devices',
    help: 'Bytes in use, by device.',
    category: 'continual',
    kind: 'lines',
    unit: 'bytes',
    filters: ['labels'],
    overTime: gaugesOverTime({
      metrics: ['memory_usage_bytes'],
      category: 'continual',
      groupBy: ['device'],
      unit: 'bytes',
      label: 'in use',
      names: 'devices',
      limit: { metric: 'gpu_memory_total_bytes', words: 'total' },
    }),
  },
];
