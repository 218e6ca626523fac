import { type Dashboard, legendOf, quantileBy } from './model.ts';

const LOSS = 'ipfs_aiml_training_loss';
const MODEL = { by: ['model_id'] };

export const TRAINING: Dashboard = {
  id: 'training',
  title: 'Inferometer / Training',
  description: 'What is learnt and how fast, what is still known, workers, datasets and drift.',
  variables: [{ name: 'model', title: 'Model', metric: LOSS, label: 'model_id' }],
  rows: [
    {
      title: 'Learning',
      panels: [
        {
          title: 'Training loss',
          description:
            'The last one of each model. Curves of runs beside one another are on the dashboard of the library.',
          kind: 'lines',
          unit: 'none',
          targets: (x) => [{ expr: x.gauge(LOSS, MODEL, 'max'), legend: legendOf(x, LOSS, 'model_id') }],
        },
        {
          title: 'Other statistics',
          description: 'Accuracy, validation loss, learning rate, gradient norm: whatever is recorded.',
          kind: 'lines',
          unit: 'none',
          targets: (x) => [
            {
              expr: x.gauge('ipfs_aiml_training_metric', { by: ['model_id', 'metric'] }, 'max'),
              legend: '{{model_id}} {{metric}}',
            },
          ],
        },
        {
          title: 'Samples per second',
          description: 'Of the last epoch.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            { expr: x.gauge('ipfs_aiml_training_samples_per_second', MODEL), legend: '{{model_id}}' },
          ],
        },
        {
          title: 'Time of an epoch',
          description: 'The 95th percentile, by model.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_training_epoch_seconds', 'model_id')],
        },
        {
          title: 'Time of a step',
          description: 'The 95th percentile of optimizer steps and gradient updates.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [
            {
              expr: x.quantile(0.95, 'ipfs_aiml_optimizer_step_seconds', MODEL),
              legend: '{{model_id}} optimizer step',
            },
            {
              expr: x.quantile(0.95, 'ipfs_aiml_gradient_update_seconds', MODEL),
              legend: '{{model_id}} gradient update',
            },
          ],
        },
        {
          title: 'Memory of devices',
          description: 'Share that is in use.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          max: 1,
          limit: { value: 0.9, side: 'above' },
          targets: (x) => {
            const by = { by: ['instance', 'device'] };
            return [
              {
                expr: `${x.gauge('memory_usage_bytes', by)} / ${x.gauge('gpu_memory_total_bytes', by)}`,
                legend: '{{device}} {{instance}}',
              },
            ];
          },
        },
      ],
    },
    {
      title: 'Continual learning',
      panels: [
        {
          title: 'Mean retention',
          description: 'How well all tasks that were learnt are still done.',
          kind: 'stat',
          unit: 'percentunit',
          limit: { value: 0.8, side: 'below' },
          targets: (x) => [{ expr: x.gauge('knowledge_retention_score', {}, 'avg') }],
        },
        {
          title: 'Tasks learnt',
          description: 'Since the process began.',
          kind: 'stat',
          unit: 'short',
          targets: (x) => [{ expr: x.gauge('tasks_learned_total') }],
        },
        {
          title: 'Loss of the task',
          description: 'Of the learner, last.',
          kind: 'stat',
          unit: 'none',
          limit: { value: 2, side: 'above' },
          targets: (x) => [{ expr: x.gauge('training_loss', {}, 'max') }],
        },
        {
          title: 'Accuracy of the task',
          description: 'Of the learner, last.',
          kind: 'stat',
          unit: 'none',
          targets: (x) => [{ expr: x.gauge('training_accuracy', {}, 'max') }],
        },
        {
          title: 'Retention by task',
          description: 'A line that falls is a task that is forgotten.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          targets: (x) => [
            { expr: x.gauge('knowledge_retention_score', { by: ['task_id'] }, 'min'), legend: '{{task_id}}' },
          ],
        },
        {
          title: 'Forgotten by task',
          description: 'What was lost of the highest score.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          targets: (x) => {
            const by = { by: ['task_id'] };
            return [
              {
                expr: `${x.gauge('knowledge_retention_peak_score', by, 'max')} - ${x.gauge('knowledge_retention_score', by, 'min')}`,
                legend: '{{task_id}}',
              },
            ];
          },
        },
      ],
    },
    {
      title: 'Workers and data',
      panels: [
        {
          title: 'Utilization of workers',
          description: 'Share of time in which each is busy, as it said last.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          max: 1,
          targets: (x) => [
            {
              expr: x.gauge('ipfs_aiml_worker_utilization_ratio', { by: ['worker_id'] }, 'max'),
              legend: '{{worker_id}}',
            },
          ],
        },
        {
          title: 'Time of tasks by worker',
          description: 'The 95th percentile: one line above the others is a straggler.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_worker_task_seconds', 'worker_id')],
        },
        {
          title: 'Time of coordination',
          description: 'The 95th percentile, by type of operation.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_coordination_overhead_seconds', 'operation')],
        },
        {
          title: 'Time to load and preprocess datasets',
          description: 'The 95th percentile, by dataset.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [
            {
              expr: x.quantile(0.95, 'ipfs_aiml_dataset_load_seconds', { by: ['dataset_id'] }),
              legend: '{{dataset_id}} load',
            },
            {
              expr: x.quantile(0.95, 'ipfs_aiml_dataset_preprocess_seconds', { by: ['dataset_id'] }),
              legend: '{{dataset_id}} preprocess',
            },
          ],
        },
        {
          title: 'Cache hits',
          description: 'Share of the reads of datasets that a cache served.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          max: 1,
          targets: (x) => {
            const metric = 'ipfs_aiml_dataset_cache_reads_total';
            const by = ['dataset_id', 'source'];
            const all = x.rate(metric, { by });
            return [
              {
                expr: `(${x.rate(metric, { by, where: { result: 'hit' } })} or ${all} * 0) / ${all}`,
                legend: '{{dataset_id}} {{source}}',
              },
            ];
          },
        },
      ],
    },
    {
      title: 'Drift',
      panels: [
        {
          title: 'Drift score and threshold',
          description: 'Above its threshold, the last comparison calls it drift.',
          kind: 'lines',
          unit: 'none',
          targets: (x) => [
            { expr: x.gauge('data_drift_score', { by: ['task_id'] }, 'max'), legend: '{{task_id}}' },
            {
              expr: x.gauge('data_drift_threshold', { by: ['task_id'] }, 'max'),
              legend: '{{task_id}} threshold',
            },
          ],
        },
        {
          title: 'Drift by feature',
          description: 'Which feature is no longer what it was.',
          kind: 'lines',
          unit: 'none',
          targets: (x) => [
            {
              expr: x.gauge('data_drift_feature_score', { by: ['task_id', 'feature'] }, 'max'),
              legend: '{{task_id}} {{feature}}',
            },
          ],
        },
        {
          title: 'Comparisons',
          description: 'Per second, by what they found.',
          kind: 'bars',
          unit: 'ops',
          targets: (x) => [
            {
              expr: x.rate('data_drift_checks_total', { by: ['task_id', 'result'] }),
              legend: '{{task_id}} {{result}}',
            },
          ],
        },
      ],
    },
  ],
};
