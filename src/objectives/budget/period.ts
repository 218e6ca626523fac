/** Periods of budgets: hours, days and months of the calendar, in UTC, so that all processes agree on them. */

export type BudgetPeriod = 'hour' | 'day' | 'month';

export interface TimePeriod {
  readonly startedAtUnixMs: number;
  readonly endsAtUnixMs: number;
}

const HOUR_MS = 3_600_000;
const LENGTHS_MS = { hour: HOUR_MS, day: 24 * HOUR_MS } as const;

/** The one that this time lies in; without a period one that never ends. */
export function periodAt(period: BudgetPeriod | undefined, unixMs: number): TimePeriod {
  if (period === undefined) return { startedAtUnixMs: unixMs, endsAtUnixMs: Infinity };
  if (period === 'month') {
    const date = new Date(unixMs);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { startedAtUnixMs: Date.UTC(year, month), endsAtUnixMs: Date.UTC(year, month + 1) };
  }
  const lengthMs = LENGTHS_MS[period];
  const startedAtUnixMs = Math.floor(unixMs / lengthMs) * lengthMs;
  return { startedAtUnixMs, endsAtUnixMs: startedAtUnixMs + lengthMs };
}
