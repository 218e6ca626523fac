/** One objective: what it counted, how fast its budget burns, and which of its alerts are on. */
import {
  BUDGET_PERIOD_SECONDS,
  BURN_RULES,
  BURN_WINDOWS,
  type BurnRule,
  type BurnWindow,
  burnRateOf,
  isBurning,
  type Judged,
  type Objective,
  rounded,
} from '../../telemetry/index.ts';
import { CountsOverTime } from './counts-over-time.ts';
import type { ObjectiveAlert, ObjectiveStatus, ObjectiveWindow } from './model.ts';

export class WatchedObjective {
  readonly objective: Objective;
  readonly name: string;
  private readonly counts = new CountsOverTime();
  private readonly firing = new Set<BurnRule>();

  constructor(objective: Objective, name: string) {
    this.objective = objective;
    this.name = name;
  }

  /** What the next interval brought. */
  add(durationSeconds: number, judged: Judged): void {
    this.counts.add(durationSeconds, judged);
  }

  get status(): ObjectiveStatus {
    const period = this.window(BUDGET_PERIOD_SECONDS);
    const windows = Object.entries(BURN_WINDOWS).map(([name, seconds]) => [name, this.window(seconds)]);
    return {
      objective: this.objective,
      name: this.name,
      period,
      budgetRemaining: period.burnRate === undefined ? undefined : 1 - period.burnRate,
      windows: Object.fromEntries(windows),
      alert: BURN_RULES.find((rule) => this.firing.has(rule)),
    };
  }

  isFiring(rule: BurnRule): boolean {
    return this.firing.has(rule);
  }

  /** Looks at every rule, and returns what has changed since the last look. */
  alerts(atUnixMs: number): ObjectiveAlert[] {
    const changed = BURN_RULES.filter((rule) => {
      const burns = isBurning(this.objective, rule, (window) => this.counts.last(BURN_WINDOWS[window]));
      if (burns === this.firing.has(rule)) return false;
      if (burns) this.firing.add(rule);
      else this.firing.delete(rule);
      return true;
    });
    const { status } = this;
    return changed.map((rule) => ({
      state: this.firing.has(rule) ? 'firing' : 'resolved',
      severity: rule.severity,
      rule,
      atUnixMs,
      status,
      message: messageOf(status, rule),
    }));
  }

  private window(seconds: number): ObjectiveWindow {
    const judged = this.counts.last(seconds);
    return { ...judged, burnRate: burnRateOf(this.objective, judged) };
  }
}

function messageOf({ name, windows }: ObjectiveStatus, { window, shortWindow, burnRate }: BurnRule): string {
  const rates = [window, shortWindow].map((one) => {
    const { burnRate: rate = 0 } = windows[one as BurnWindow];
    return `${rounded(rate)} over ${one}`;
  });
  return `${name}: burn rate ${rates.join(' and ')}, with an alert from ${burnRate} on`;
}
