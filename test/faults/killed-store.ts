/** What writer and judge of a store that is killed again and again have in common: a clock that runs, and short settings. */
import type { Clock } from 'inferometer';
import type { StoreOptions } from 'inferometer/store';

/** A second is two hours: a day of merging and of retention takes some. */
const SPEED = 7200;
const BEGINNING_UNIX_MS = Date.UTC(2026, 0, 5);

/** @param beganAtMs of Date.now() */
export function fastClock(beganAtMs: number): Clock {
  const elapsedMs = () => (Date.now() - beganAtMs) * SPEED;
  return { monotonicMs: elapsedMs, wallUnixMs: () => BEGINNING_UNIX_MS + elapsedMs() };
}

export const KILLED_STORE = {
  // Promises hold for what the system has: that outlives the process.
  fsync: 'never',
  segmentSeconds: 600,
  segmentBytes: 65_536,
  retentionDays: 2,
  hourlyAfterSeconds: 3600,
  dailyAfterSeconds: 86_400,
} as const satisfies Partial<StoreOptions>;
