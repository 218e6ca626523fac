/** Every alert there is, and what it becomes in a rule. */
import type { Settings, Severity } from '../options.ts';
import { Queries } from '../queries.ts';
import type { Alert, Shown } from './alert.ts';
import { AVAILABILITY_ALERTS } from './alerts/availability.ts';
import { INFERENCE_ALERTS } from './alerts/inference.ts';
import { INFRASTRUCTURE_ALERTS } from './alerts/infrastructure.ts';
import { OBJECTIVE_ALERTS } from './alerts/objectives.ts';
import { STORAGE_ALERTS } from './alerts/storage.ts';
import { STREAM_ALERTS } from './alerts/streams.ts';
import { TELEMETRY_ALERTS } from './alerts/telemetry.ts';
import { TRAINING_ALERTS } from './alerts/training.ts';

export const ALERTS: readonly Alert[] = [
  ...AVAILABILITY_ALERTS,
  ...INFERENCE_ALERTS,
  ...OBJECTIVE_ALERTS,
  ...STREAM_ALERTS,
  ...TRAINING_ALERTS,
  ...STORAGE_ALERTS,
  ...INFRASTRUCTURE_ALERTS,
  ...TELEMETRY_ALERTS,
];

/** Of a rule file of Prometheus. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An alert as the options have it. */
export interface ChosenAlert {
  readonly alert: Alert;
  readonly severity: Severity;
  readonly forSeconds: number;
}

/** Those that the options leave in, and that could fire with them. */
export function chosenAlerts(settings: Settings): ChosenAlert[] {
  return ALERTS.flatMap((alert) => {
    const override = settings.alerts[alert.name];
    if (override === false || alert.canFire?.(settings) === false) return [];
    return [{ alert, severity: alert.severity, forSeconds: alert.forSeconds, ...override }];
  });
}

/** The queries of rules: of the job, over the window of the options. */
export function ruleQueries(settings: Settings): Queries {
  return new Queries(settings, {
    matchers: { job: `="${settings.job}"` },
    window: duration(settings.rateWindowSeconds),
  });
}

export function alertRule({ alert, severity, forSeconds }: ChosenAlert, x: Queries): AlertRule {
  const { name, component, objective } = alert;
  return {
    alert: name,
    expr: alert.expression(x),
    ...(forSeconds > 0 && { for: duration(forSeconds) }),
    labels: { severity, component, ...(objective !== undefined && { objective }) },
    annotations: annotationsOf(
      alert,
      x,
      (label) => `{{ $labels.${label} }}`,
      `{{ $value | ${alert.shown} }}`,
    ),
  };
}

/** @param labelText what stands for a label, @param value for the value */
export function annotationsOf(
  alert: Alert,
  x: Queries,
  labelText: (label: string) => string,
  value: string,
): Readonly<Record<string, string>> {
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'value' ? value : labelText(labelOf(alert, x, name)),
    );
  return {
    summary: filled(alert.summary),
    description: filled(alert.description(x)),
    runbook_url: `${x.settings.runbookUrl}${alert.name}.md`,
  };
}

/** What a label is called that an alert has. */
export function labelOf({ metric }: Alert, x: Queries, label: string): string {
  return metric === undefined ? label : x.label(metric, label);
}

/** `90s`, `5m`, `1h30m`. */
export function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const;
  let rest = seconds;
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}

/** A value as Prometheus's template functions write it. */
export function shownAs(shown: Shown, value: number): string {
  if (shown === 'humanizePercentage') return `${short(value * 100)}%`;
  if (shown === 'humanize') return humanized(value);
  if (value >= 60) {
    const whole = Math.floor(value);
    return whole >= 3600
      ? `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m ${whole % 60}s`
      : `${Math.floor(whole / 60)}m ${whole % 60}s`;
  }
  return value < 1 && value !== 0 ? `${humanized(value)}s` : `${short(value)}s`;
}

/** With the prefixes of SI. */
function humanized(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return short(value);
  const [large, small] = [' kMGTPEZY', ' munpfazy'];
  const steps = Math.abs(value) >= 1 ? Math.min(8, Math.floor(Math.log10(Math.abs(value)) / 3)) : 0;
  if (steps > 0) return `${short(value / 1000 ** steps)}${large[steps]}`;
  if (Math.abs(value) >= 1) return short(value);
  let [scaled, i] = [value, 0];
  while (Math.abs(scaled) < 1 && i < 8) {
    scaled *= 1000;
    i += 1;
  }
  return `${short(scaled)}${small[i]}`;
}

/** `%.4g` */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
