/** How objectives do, and when somebody should look. */
import type { BurnRule, BurnWindow, Objective, Severity } from '../../telemetry/index.ts';

/** What an objective counted in the last so many seconds, to a minute: of 3 days to half an hour. */
export interface ObjectiveWindow {
  readonly good: number;
  readonly count: number;
  /** How much of the window is known, in seconds: less than all of it where counting began in it. */
  readonly coveredSeconds: number;
  /** 1 uses the error budget up exactly in 30 days, 2 in half of that. Undefined where nothing ended, or no failure is allowed. */
  readonly burnRate: number | undefined;
}

export interface ObjectiveStatus {
  readonly objective: Objective;
  /** Its own, or what it is about and its bounds. Of two with one name the second has ` (2)` behind it. */
  readonly name: string;
  /** Of the last 30 days, or as long as it has been counted. */
  readonly period: ObjectiveWindow;
  /** What is left of the failures that the target allows of what came in the period: 1 to 0, and under 0. */
  readonly budgetRemaining: number | undefined;
  readonly windows: Readonly<Record<BurnWindow, ObjectiveWindow>>;
  /** The fastest of the rules that it burns by. */
  readonly alert: BurnRule | undefined;
}

/** A budget began to burn as fast as a rule says, or does so no more. */
export interface ObjectiveAlert {
  readonly state: 'firing' | 'resolved';
  readonly severity: Severity;
  readonly rule: BurnRule;
  readonly atUnixMs: number;
  readonly status: ObjectiveStatus;
  /** One sentence with the numbers. */
  readonly message: string;
}
