/** Alerts about the telemetry itself: what it could not keep, or not tell. */
import { type Alert, LOSS_WINDOW } from '../alert.ts';

const BY_JOB = { by: ['job'] };

export const TELEMETRY_ALERTS: readonly Alert[] = [
  {
    name: 'StoreDegraded',
    component: 'telemetry',
    severity: 'critical',
    forSeconds: 120,
    expression: (x) => `${x.gauge('inferometer_store_degraded', { by: ['job', 'instance'] }, 'max')} > 0`,
    shown: 'humanize',
    summary: 'The store of {instance} cannot write',
    description: () =>
      'The store of {instance} keeps what is recorded in memory, because it cannot write; it goes on by itself when it can.',
    runbook: {
      meaning:
        'Live figures are right. History is lost if the process ends now, and from some time on in any case.',
      causes: [
        'the disk is full',
        'the directory is gone, or may not be written to',
        'a network disk that is away',
      ],
      steps: [
        'The log of the process says what the disk said.',
        'Make room: `inferometer inspect DIR` shows what is there, and the option `retentionDays` of the store is how long it is kept.',
        'When writing works again, the gauge goes back to 0 within a minute.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.gauge('inferometer_store_degraded', {}, 1, 0)],
      labels: { job: x.settings.job, instance: 'app:8000' },
      value: 1,
    }),
  },
  {
    name: 'StoreIntervalsLost',
    component: 'telemetry',
    severity: 'warning',
    forSeconds: 0,
    metric: 'inferometer_store_intervals_dropped_total',
    expression: (x) =>
      x.grown('inferometer_store_intervals_dropped_total', { by: ['job', 'reason'] }, LOSS_WINDOW),
    shown: 'humanize',
    summary: 'A store of {job} lost intervals',
    description: () => `{value} intervals of the last ${LOSS_WINDOW} are in no store: {reason}.`,
    runbook: {
      meaning: 'Reports over this time have a hole; live figures are right.',
      causes: [
        'what waits in memory has reached its bound while the disk was away',
        'a process that ended before it had written',
      ],
      steps: [
        'The label `reason` and the log say why.',
        'Follow the runbook of StoreDegraded.',
        'Raise the bound of what may wait, if the disk is often away for a while.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.appearing('inferometer_store_intervals_dropped_total', { reason: 'full' }, 3)],
      labels: { job: x.settings.job, reason: 'full' },
      value: 3,
    }),
  },
  {
    name: 'StoreDamaged',
    component: 'telemetry',
    severity: 'warning',
    forSeconds: 0,
    metric: 'inferometer_store_damaged_total',
    expression: (x) => x.grown('inferometer_store_damaged_total', { by: ['job', 'what'] }, LOSS_WINDOW),
    shown: 'humanize',
    summary: 'A store of {job} found damage',
    description: () =>
      '{value} records or files of a store were damaged ({what}); they were set aside, and everything else is read.',
    runbook: {
      meaning: 'A part of the history is gone; nothing wrong was read.',
      causes: [
        'a disk or a memory that fails',
        'files that something else has written to',
        'a copy that was made while they were written',
      ],
      steps: [
        '`inferometer inspect DIR` names the files and what is wrong with each.',
        'Check the disk (`smartctl`, the log of the kernel).',
        'Restore the files of that day from a copy, if there is one.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.appearing('inferometer_store_damaged_total', { what: 'record' }, 1)],
      labels: { job: x.settings.job, what: 'record' },
      value: 1,
    }),
  },
  {
    name: 'RemoteWriteDropping',
    component: 'telemetry',
    severity: 'warning',
    forSeconds: 0,
    metric: 'inferometer_remote_write_samples_dropped_total',
    expression: (x) =>
      x.grown(
        'inferometer_remote_write_samples_dropped_total',
        { by: ['job', 'remote', 'reason'] },
        LOSS_WINDOW,
      ),
    shown: 'humanize',
    summary: 'Samples for {remote} are dropped',
    description: () => `{value} samples of the last ${LOSS_WINDOW} were taken by no receiver: {reason}.`,
    runbook: {
      meaning: 'Graphs of that receiver have holes, and alerts there may be silent.',
      causes: [
        'the receiver is away for longer than the queue holds',
        'it refuses samples: too old, too many series, not allowed',
      ],
      steps: [
        'The label `reason` tells a refusal from a full queue.',
        'With a refusal read the log of the receiver; with a full queue look at why it is slow or away.',
        'Make the queue larger if outages of that length are usual.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.appearing(
          'inferometer_remote_write_samples_dropped_total',
          { remote: 'mimir', reason: 'queue_full' },
          500,
        ),
      ],
      labels: { job: x.settings.job, remote: 'mimir', reason: 'queue_full' },
      value: 500,
    }),
  },
  {
    name: 'SeriesOverflow',
    component: 'telemetry',
    severity: 'info',
    forSeconds: 0,
    metric: 'inferometer_series_overflow_total',
    expression: (x) => x.grown('inferometer_series_overflow_total', { by: ['job', 'metric'] }, LOSS_WINDOW),
    shown: 'humanize',
    summary: '{metric} has more series than its limit',
    description: () =>
      `{value} recordings of the last ${LOSS_WINDOW} went to the series for the rest, because {metric} is full.`,
    runbook: {
      meaning: 'Nothing is lost in sums; what is new has no series of its own.',
      causes: [
        'a label with values without end: ids of users or requests, texts',
        'more models than the limit allows',
      ],
      steps: [
        'Which label has the most values? `count by (LABEL) ({__name__="METRIC"})` tells.',
        'Take ids out of labels, or allow the values that are wanted (`labelAllowList`).',
        'If all of them are meant, raise `seriesLimit`.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.appearing(
          'inferometer_series_overflow_total',
          { metric: x.name('ipfs_aiml_inference_seconds') },
          12,
        ),
      ],
      labels: { job: x.settings.job, metric: x.name('ipfs_aiml_inference_seconds') },
      value: 12,
    }),
  },
  {
    name: 'WorkersMissing',
    component: 'telemetry',
    severity: 'info',
    forSeconds: 0,
    expression: (x) => x.grown('inferometer_workers_missing_total', BY_JOB, LOSS_WINDOW),
    shown: 'humanize',
    summary: 'Workers of {job} did not tell what they recorded',
    description: () =>
      `{value} times in the last ${LOSS_WINDOW} a worker did not answer in time: its figures were missing from a scrape.`,
    runbook: {
      meaning: 'Sums dip for a scrape, and come back.',
      causes: [
        'a worker that computes for longer than the time-out',
        'a worker that has ended',
        'two versions of the library in one cluster',
      ],
      steps: [
        'Does it happen at every scrape? Then a worker has gone, or has another version.',
        'Raise the time-out of `collectSnapshots`, or let workers have a turn of their event loop more often.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.appearing('inferometer_workers_missing_total', {}, 2)],
      labels: { job: x.settings.job },
      value: 2,
    }),
  },
];
