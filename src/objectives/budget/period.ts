/** The time of budgets. Periods are hours, days and months of the calendar, in UTC, so that all processes agree on them. */
import type { Clock } from '../../ports.ts';

export type BudgetPeriod = 'hour' | 'day' | 'month';

export interface TimePeriod {
  readonly startedAtUnixMs: number;
  readonly endsAtUnixMs: number;
}

const HOUR_MS = 3_600_000;
const LENGTHS_MS = { hour: HOUR_MS, day: 24 * HOUR_MS } as const;

/** Beyond it there are no dates, less two months, so that every period ends in one. */
const LAST_DATE_MS = 8.64e15 - 62 * 24 * HOUR_MS;

/** The time that a wall clock tells, which may be any. */
export function dateOf(unixMs: number): number {
  return Math.max(-LAST_DATE_MS, Math.min(unixMs, LAST_DATE_MS));
}

/** The one that this date lies in; without a period one that never ends. */
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

/** By the monotonic clock. Where it tells no time, it is as late as it was: a clock that fails ends no lease, and keeps none. */
export function secondsOf(clock: Clock, lastSeconds: number): number {
  const nowSeconds = clock.monotonicMs() / 1000;
  return Number.isFinite(nowSeconds) ? nowSeconds : lastSeconds;
}
