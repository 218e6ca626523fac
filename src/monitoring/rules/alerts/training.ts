/** Alerts about training, what models still know, workers, and drift. */
import { type Alert, LOSS_WINDOW, percent } from '../alert.ts';

const LOSS = 'ipfs_aiml_training_loss';
const LEARNER_LOSS = 'training_loss';
const SPEED = 'ipfs_aiml_training_samples_per_second';
const BY_JOB = { by: ['job'] };
const BY_MODEL = { by: ['job', 'model_id'] };
const MODEL = { model_id: 'ranker' };

export const TRAINING_ALERTS: readonly Alert[] = [
  {
    name: 'HighTrainingLoss',
    component: 'training',
    severity: 'warning',
    forSeconds: 300,
    metric: LOSS,
    expression: (x) => {
      const { trainingLoss } = x.settings.thresholds;
      const ofModels = `${x.gauge(LOSS, BY_MODEL, 'max')} > ${trainingLoss}`;
      // Without a prefix both have one name, and a process one of them.
      if (x.name(LOSS) === x.name(LEARNER_LOSS)) return ofModels;
      return `${ofModels} or ${x.gauge(LEARNER_LOSS, BY_JOB, 'max')} > ${trainingLoss}`;
    },
    shown: 'humanize',
    summary: 'The training loss of {model_id} is unusually high',
    description: (x) =>
      `The training loss of {model_id} is {value}, above ${x.settings.thresholds.trainingLoss}, and stays there.`,
    runbook: {
      meaning:
        'The model does not learn, or has begun to forget what it had learnt: hours of a device are lost.',
      causes: [
        'a learning rate that is too high',
        'data that are broken, or in another order',
        'a restart without the checkpoint',
      ],
      steps: [
        'Look at loss, gradient norm and learning rate on the dashboard Training: did the loss rise, or never fall?',
        'Look at the datasets: did their size, their cache or their drift change at the same time?',
        'Stop the run, and go on from the last good checkpoint with a lower learning rate.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.gauge(LOSS, MODEL, x.settings.thresholds.trainingLoss + 1, 0)],
      labels: { job: x.settings.job, ...MODEL },
      value: x.settings.thresholds.trainingLoss + 1,
    }),
  },
  {
    name: 'TrainingSlowdown',
    component: 'training',
    severity: 'warning',
    forSeconds: 900,
    metric: SPEED,
    expression: (x) => {
      const speed = x.gauge(SPEED, BY_MODEL);
      return `${speed} / sum by (job, ${x.label(SPEED, 'model_id')}) (avg_over_time(${x.series(SPEED)}[3h])) < ${x.settings.thresholds.trainingSpeedRatio}`;
    },
    shown: 'humanizePercentage',
    summary: 'The training of {model_id} has become slow',
    description: () =>
      'Epochs of {model_id} get through {value} of the samples per second that they did in the last three hours.',
    runbook: {
      meaning: 'The run takes longer than planned.',
      causes: [
        'a worker that straggles',
        'data that come slower than they are learnt from',
        'a device that is throttled or shared',
      ],
      steps: [
        'Look at workers on the dashboard Training: is one slower, or do all wait?',
        'Look at the time to load and preprocess datasets, and at what caches serve.',
        'Take the slow worker out, or prefetch more.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.falling(SPEED, MODEL, 1000, 0)],
      labels: { job: x.settings.job, ...MODEL },
      value: 0,
    }),
  },
  {
    name: 'NonFiniteValues',
    component: 'training',
    severity: 'warning',
    forSeconds: 0,
    expression: (x) =>
      x.grown(
        'inferometer_recordings_refused_total',
        { ...BY_JOB, where: { reason: 'not_finite' } },
        LOSS_WINDOW,
      ),
    shown: 'humanize',
    summary: 'Values that are no finite numbers were recorded in {job}',
    description: () =>
      `{value} values of the last ${LOSS_WINDOW} were NaN or infinite, as a loss is that diverged; they are in no gauge and no histogram.`,
    runbook: {
      meaning:
        'Most often a training has diverged; the gauge of its loss stays at the last finite value, and looks well.',
      causes: [
        'a loss of NaN: a learning rate that is too high, a division by nothing, numbers of 16 bits that overflow',
        'a statistic that is computed of no values',
      ],
      steps: [
        'The log of the process names the metric: "Telemetry lost something", with `kind` not_finite.',
        'If it is a loss, stop the run: its weights are lost. Go on from the last good checkpoint, clip gradients, lower the learning rate.',
        'If it is a statistic of nothing, leave it out while it has no value.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.appearing('inferometer_recordings_refused_total', { reason: 'not_finite' }, 4)],
      labels: { job: x.settings.job },
      value: 4,
    }),
  },
  {
    name: 'LowKnowledgeRetention',
    component: 'training',
    severity: 'critical',
    forSeconds: 600,
    expression: (x) =>
      `${x.gauge('knowledge_retention_score', BY_JOB, 'avg')} < ${x.settings.thresholds.knowledgeRetention}`,
    shown: 'humanize',
    summary: 'The model of {job} forgets earlier tasks',
    description: (x) =>
      `The mean retention score over all tasks is {value}, below ${x.settings.thresholds.knowledgeRetention}.`,
    runbook: {
      meaning: 'Learning new tasks costs the model what it knew: answers to older tasks have become worse.',
      causes: [
        'too little rehearsal of earlier tasks',
        'a learning rate that overwrites',
        'a task that contradicts an earlier one',
      ],
      steps: [
        'Look at "Retention by task" on the dashboard Training: is one task lost, or do all sink?',
        'Compare with the task that was learnt last.',
        'Rehearse earlier tasks, protect their weights, or go back to the model before the last task.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.gauge(
          'knowledge_retention_score',
          { task_id: 'digits' },
          x.settings.thresholds.knowledgeRetention / 2,
          x.settings.thresholds.knowledgeRetention + 1,
        ),
      ],
      labels: { job: x.settings.job },
      value: x.settings.thresholds.knowledgeRetention / 2,
    }),
  },
  {
    name: 'GPUMemoryHigh',
    component: 'training',
    severity: 'warning',
    forSeconds: 120,
    metric: 'memory_usage_bytes',
    expression: (x) => {
      const where = { device: /gpu.*/ };
      const by = { by: ['job', 'instance', 'device'], where };
      return `${x.gauge('memory_usage_bytes', by)} / ${x.gauge('gpu_memory_total_bytes', by)} > ${x.settings.thresholds.gpuMemoryRatio}`;
    },
    shown: 'humanizePercentage',
    summary: 'The memory of {device} is nearly full',
    description: (x) =>
      `{value} of the memory of {device} of {instance} is in use, more than ${percent(x.settings.thresholds.gpuMemoryRatio)}.`,
    runbook: {
      meaning: 'The next larger batch may end the process with out of memory.',
      causes: [
        'batches or sequences that have become longer',
        'tensors that are never freed',
        'another process on the device',
      ],
      steps: [
        'Does it rise with every step, or is it level? A rise is a leak: count tensors before and after a step.',
        'Look at what else runs on the device.',
        'Make batches smaller, recompute activations, or free what caches hold.',
      ],
    },
    check: (x, samples) => {
      const used = (1 + x.settings.thresholds.gpuMemoryRatio) / 2;
      return {
        samples: [
          samples.gauge('memory_usage_bytes', { device: 'gpu' }, used * 1e10, 0),
          samples.gauge('gpu_memory_total_bytes', { device: 'gpu' }, 1e10, 1e10),
        ],
        labels: { job: x.settings.job, instance: 'app:8000', device: 'gpu' },
        value: used,
      };
    },
  },
  {
    name: 'DataDriftDetected',
    component: 'training',
    severity: 'warning',
    forSeconds: 600,
    metric: 'data_drift_detected',
    expression: (x) => `${x.gauge('data_drift_detected', { by: ['job', 'task_id'] }, 'max')} == 1`,
    shown: 'humanize',
    summary: 'Data of {task_id} are no longer what they were',
    description: () =>
      'The last comparison of {task_id} with its reference found drift, and so did those before it for ten minutes.',
    runbook: {
      meaning: 'The model gets inputs that it was not trained on; its answers may be worse without an error.',
      causes: [
        'other users, seasons, languages',
        'a change in what prepares the data',
        'a reference that was too small or is old',
      ],
      steps: [
        'Look at "Drift by feature" on the dashboard Training, and at reference against current in the report.',
        'Is it the world or the pipeline? A feature that is constant or missing is the pipeline.',
        'Mend the pipeline; or train on newer data, and save a new reference.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.gauge('data_drift_detected', { task_id: 'prompts' }, 1, 0)],
      labels: { job: x.settings.job, task_id: 'prompts' },
      value: 1,
    }),
  },
  {
    name: 'WorkersIdle',
    component: 'training',
    severity: 'info',
    forSeconds: 1800,
    expression: (x) =>
      `${x.gauge('ipfs_aiml_worker_utilization_ratio', BY_JOB, 'avg')} < ${x.settings.thresholds.workerUtilizationRatio}`,
    shown: 'humanizePercentage',
    summary: 'Workers of {job} have little to do',
    description: (x) =>
      `Workers are busy {value} of the time, less than ${percent(x.settings.thresholds.workerUtilizationRatio)}.`,
    runbook: {
      meaning: 'Devices are paid for and wait.',
      causes: [
        'one worker that all others wait for',
        'data that come too slowly',
        'more workers than the work can be divided among',
      ],
      steps: [
        'Look at the time of tasks by worker on the dashboard Training: which one is slowest?',
        'Look at the time of coordinating them.',
        'Balance the work, prefetch, or take fewer workers.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.gauge(
          'ipfs_aiml_worker_utilization_ratio',
          { worker_id: 'worker-0' },
          x.settings.thresholds.workerUtilizationRatio / 2,
          1,
        ),
      ],
      labels: { job: x.settings.job },
      value: x.settings.thresholds.workerUtilizationRatio / 2,
    }),
  },
];
