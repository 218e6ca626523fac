/** What an alert is: its rule, what people read of it, and the series that show that it fires. */

import type { MetricName } from '../generated/metrics.ts';
import type { Settings, Severity } from '../options.ts';
import type { Queries } from '../queries.ts';
import type { Check, Samples } from './samples.ts';

/** Alertmanager routes by it, and a dashboard is called after it. */
export type Component =
  | 'availability'
  | 'inference'
  | 'streams'
  | 'training'
  | 'storage'
  | 'infrastructure'
  | 'telemetry';

/** How a value is shown, by the functions of Prometheus's templates. */
export type Shown = 'humanize' | 'humanizeDuration' | 'humanizePercentage';

export interface Alert {
  readonly name: string;
  readonly component: Component;
  readonly severity: Severity;
  /** How long the condition must hold. */
  readonly forSeconds: number;
  /** For what a burning budget is of: alerts of the same objective silence slower ones. */
  readonly objective?: string;
  /** Whose labels its texts and its check name; none where they name none. */
  readonly metric?: MetricName;
  /** Whether it could fire at all; always if left out. */
  canFire?(settings: Settings): boolean;
  /** With the labels of what is wrong. */
  expression(x: Queries): string;
  /** Of the value in its texts. */
  readonly shown: Shown;
  /** One line, with `{label}` and `{value}`. */
  readonly summary: string;
  /** A sentence or two, with `{label}` and `{value}`. */
  description(x: Queries): string;
  readonly runbook: Runbook;
  check(x: Queries, samples: Samples): Check;
}

export interface Runbook {
  /** What it means for those who use the service. */
  readonly meaning: string;
  readonly causes: readonly string[];
  /** What to look at, and then what to do. */
  readonly steps: readonly string[];
}

/** Over what its losses are looked for: a counter of what should never happen. */
export const LOSS_WINDOW = '15m';

/** A share as texts have it: `5 %`. */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))} %`;
}
