/**
 * Alerts about error budgets: over a long window and a short one, bad inferences come so much faster than the objective allows.
 * The Site Reliability Workbook, chapter 5, has these windows and factors for a budget of 30 days.
 */
import type { Settings } from '../../options.ts';
import { type Alert, percent } from '../alert.ts';
import { type BurnWindow, type InferenceObjective, recordedName } from '../recording.ts';

const LATENCY = 'ipfs_aiml_inference_seconds';
const OPERATIONS = 'ipfs_aiml_model_operations_total';
const MODEL = { model_id: 'glyphs' };
const OK = { ...MODEL, operation_type: 'inference', status: 'ok' };
const FAILED = { ...OK, status: 'error' };

interface Burn {
  readonly speed: 'Fast' | 'Medium' | 'Slow';
  readonly factor: number;
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  readonly severity: Alert['severity'];
  readonly forSeconds: number;
  /** What of the budget of 30 days is gone when it fires. */
  readonly spent: string;
}

/** As the workbook has them for 30 days; the short window ends the alert soon after the burning ends. */
const BURNS: readonly Burn[] = [
  {
    speed: 'Fast',
    factor: 14.4,
    long: '1h',
    short: '5m',
    severity: 'critical',
    forSeconds: 120,
    spent: '2 % in an hour',
  },
  {
    speed: 'Medium',
    factor: 6,
    long: '6h',
    short: '30m',
    severity: 'warning',
    forSeconds: 900,
    spent: '5 % in six hours',
  },
  {
    speed: 'Slow',
    factor: 1,
    long: '3d',
    short: '6h',
    severity: 'info',
    forSeconds: 3600,
    spent: '10 % in three days',
  },
];

function burnAlerts(objective: InferenceObjective): Alert[] {
  const isLatency = objective === 'latency';
  const bad = isLatency ? 'slow' : 'failed';
  const metric = isLatency ? LATENCY : OPERATIONS;
  const targetOf = ({ thresholds }: Settings) =>
    isLatency ? thresholds.latencyObjective : thresholds.availabilityObjective;
  const budgetOf = (settings: Settings) => Number((1 - targetOf(settings)).toPrecision(12));
  return BURNS.map(({ speed, factor, long, short, severity, forSeconds, spent }) => ({
    name: `Inference${isLatency ? 'Latency' : 'Availability'}Burn${speed}`,
    component: 'inference',
    severity,
    forSeconds,
    objective: `inference_${objective}`,
    metric,
    // Where an objective leaves much, more than all would have to be bad.
    canFire: (settings) => factor * budgetOf(settings) < 1,
    expression: (x) => {
      const budget = budgetOf(x.settings);
      const label = x.label(metric, 'model_id');
      const burnOf = (window: BurnWindow) => {
        return `${recordedName(x, objective, window)}{job="${x.settings.job}"} / ${budget}`;
      };
      return `${burnOf(long)} > ${factor} and on (job, ${label}) ${burnOf(short)} > ${factor}`;
    },
    shown: 'humanize',
    summary: `The ${objective} budget of {model_id} is spent ${speed === 'Slow' ? 'faster than it lasts' : speed === 'Fast' ? 'very fast' : 'fast'}`,
    description: (x) =>
      `For ${long} and for ${short}, ${bad} inferences of {model_id} have been spending the error budget of the objective, ${percent(targetOf(x.settings))}, {value} times as fast as it lasts.`,
    runbook: {
      meaning: `Over the last ${long} so many inferences ${isLatency ? 'were slower than the objective allows' : 'failed'} that the budget of 30 days loses ${spent} or more. At ${factor} times the allowed speed it is gone in ${daysOf(30 / factor)}.`,
      causes: isLatency
        ? [
            'what InferenceLatencyHigh names, at a lower level and for longer',
            'an objective that the model cannot keep',
          ]
        : [
            'what InferenceFailureRatioHigh names, at a lower level and for longer',
            'an objective that the model cannot keep',
          ],
      steps: [
        `Look at "Burn rate" on the dashboard Inference: which model, and since when? ${severity === 'critical' ? 'This wakes somebody because it cannot wait until morning.' : 'It can wait for working hours, but not for the end of the month.'}`,
        `Follow the runbook of ${isLatency ? 'InferenceLatencyHigh' : 'InferenceFailureRatioHigh'} for what makes inferences ${isLatency ? 'slow' : 'fail'}.`,
        'If a release began it, take it back; if the objective was never kept, agree on another one and set the option `thresholds`.',
      ],
    },
    check: (x, samples) => ({
      samples: isLatency
        ? samples.values(
            metric,
            { ...MODEL, batch_size: '1' },
            x.settings.thresholds.inferenceObjectiveSeconds * 2,
            0.01,
          )
        : [samples.counter(metric, OK, 0, 100), samples.counter(metric, FAILED, 10, 0)],
      labels: { job: x.settings.job, ...MODEL },
      value: 1 / budgetOf(x.settings),
    }),
  }));
}

function daysOf(days: number): string {
  return days < 5 ? `${Math.round(days * 24)} hours` : `${Math.round(days)} days`;
}

export const BURN_RATE_ALERTS: readonly Alert[] = [...burnAlerts('availability'), ...burnAlerts('latency')];
