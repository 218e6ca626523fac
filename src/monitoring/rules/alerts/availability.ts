/** Alerts about processes that are not there. */
import type { Alert } from '../alert.ts';
import { INSTANCE } from '../samples.ts';

export const AVAILABILITY_ALERTS: readonly Alert[] = [
  {
    name: 'TelemetryAbsent',
    component: 'availability',
    severity: 'critical',
    forSeconds: 300,
    // The second where the server knows no such target. `absent` of a comparison would have no label.
    expression: (x) => `sum by (job) (up{${x.target()}}) == 0 or absent(up{${x.target()}})`,
    shown: 'humanize',
    summary: 'No process of {job} can be scraped',
    description: () =>
      'Nothing is known of {job} any more: all of its processes are down, or Prometheus does not find them.',
    runbook: {
      meaning: 'Every other alert about this job is silent now, because there are no series that could fire.',
      causes: [
        'all processes have ended, or do not answer in time',
        'the address, the port or the path of metrics in the scrape configuration is wrong',
        'the job was renamed on one side alone',
      ],
      steps: [
        'Look at the page Targets of Prometheus: is the job there, and what is its last error?',
        'Ask the process itself: `curl http://HOST:PORT/health` and `/metrics`.',
        'If it does not run, look at its last lines of output and start it; if it runs, correct the scrape configuration.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.plain(`up{job="${x.settings.job}",instance="${INSTANCE}"}`, 0, 1)],
      labels: { job: x.settings.job },
      value: 0,
    }),
  },
  {
    name: 'TargetDown',
    component: 'availability',
    severity: 'warning',
    forSeconds: 120,
    expression: (x) => `up{${x.target()}} == 0`,
    shown: 'humanize',
    summary: '{instance} of {job} cannot be scraped',
    description: () => 'Prometheus gets no metrics from {instance}.',
    runbook: {
      meaning: 'One process is down or hangs. Others of the job may serve in its place.',
      causes: [
        'the process has ended or is starting',
        'its event loop is blocked',
        'the network between it and Prometheus',
      ],
      steps: [
        'Read the error of the target on the page Targets of Prometheus: refused is down, a timeout is a process that hangs.',
        'Look at the memory and the event loop of this instance before it went, on the dashboard Infrastructure.',
        'Restart it where it hangs, and keep a heap snapshot or a profile if it happens again.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.plain(`up{job="${x.settings.job}",instance="${INSTANCE}"}`, 0, 1)],
      labels: { job: x.settings.job, instance: INSTANCE },
      value: 0,
    }),
  },
];
