/**
 * How fast error budgets burn, and when that is an alert: Google's SRE Workbook, chapter 5, Alerting on SLOs, its sixth way,
 * multiwindow, multi-burn-rate alerts.
 *
 * The failures that a target allows are the budget of a period of 30 days. The burn rate says how many times faster than
 * evenly it goes: share of failures / (1 - target). At 99 %, with 14.4 % of failures, it is 14.4, and an hour of that
 * takes 14.4 h of 720 h, 2 % of the budget. So each alert has a share of the budget that it is about:
 *
 *     burn rate = share of the budget x 720 h / window:   2 % in 1 h: 14.4   5 % in 6 h: 6   10 % in 72 h: 1
 *
 * A short window, a twelfth of the long one, ends the alert soon after its cause has gone.
 */
import type { Severity } from '../../context/finding.ts';
import type { Objective } from '../../context/objectives.ts';
import { MIN_VALUES } from '../../query/comparisons.ts';
import type { Judged } from './judging.ts';

/** By their names, the label `window` of the burn rate: in seconds, from the shortest. */
export const BURN_WINDOWS = { '5m': 300, '30m': 1800, '1h': 3600, '6h': 21_600, '3d': 259_200 } as const;

export type BurnWindow = keyof typeof BURN_WINDOWS;

/** What the error budget is for. */
export const BUDGET_PERIOD_SECONDS = 30 * 86_400;

export interface BurnRule {
  readonly window: BurnWindow;
  readonly shortWindow: BurnWindow;
  /** From there on, over both windows, it is an alert. */
  readonly burnRate: number;
  readonly severity: Severity;
}

/** The fastest first. */
export const BURN_RULES: readonly BurnRule[] = [
  { window: '1h', shortWindow: '5m', burnRate: 14.4, severity: 'high' },
  { window: '6h', shortWindow: '30m', burnRate: 6, severity: 'medium' },
  { window: '3d', shortWindow: '6h', burnRate: 1, severity: 'medium' },
];

/** What an objective counted in a window that ends now. */
export interface WindowJudged extends Judged {
  /** How much of the window is known: less than all of it where counting began in it. */
  readonly coveredSeconds: number;
}

/** 1 uses the budget up exactly, 2 in half of its time. Undefined where nothing was judged, or no failure is allowed. */
export function burnRateOf({ targetRatio }: Objective, { good, count }: Judged): number | undefined {
  return count > 0 && targetRatio < 1 ? (count - good) / count / (1 - targetRatio) : undefined;
}

/**
 * Whether it burns as fast as the rule says. Time of the long window that nobody knows counts as time without failures:
 * a process that has just begun must have used the same share of the budget as any other. A few values say nothing.
 */
export function isBurning(
  objective: Objective,
  { window, shortWindow, burnRate }: BurnRule,
  judged: (window: BurnWindow) => WindowJudged,
): boolean {
  const long = judged(window);
  const covered = Math.min(1, long.coveredSeconds / BURN_WINDOWS[window]);
  // 1 - 0.99 is a little more than 0.01.
  const isReached = (rate: number | undefined = 0) => rate >= burnRate * (1 - 1e-9);
  return (
    long.count >= MIN_VALUES &&
    isReached((burnRateOf(objective, long) ?? 0) * covered) &&
    isReached(burnRateOf(objective, judged(shortWindow)))
  );
}
