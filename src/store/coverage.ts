/** Which time was observed, as stretches: many short ones of a telemetry that follow each other are one. */
import type { Coverage } from './model.ts';

/** Between the readings of two clocks, and the end of one interval and the beginning of the next, lies nothing more. */
const JOINED_GAP_MS = 1000;

/**
 * Observed time is added up in whole microseconds, so that the sum of sums is the sum: what of an hour was observed is
 * the same however it was put together.
 */
export function microsecondsOf({ durationSeconds }: { readonly durationSeconds: number }): number {
  return Math.round(durationSeconds * 1e6);
}

/**
 * Stretches of the same telemetry with a second or less between them as one, by member, instance and time. What is joined
 * in parts and then as a whole comes to the same as what is joined at once.
 */
export function joinedCoverage(stretches: readonly Coverage[]): Coverage[] {
  const inOrder = [...stretches].sort(
    (a, b) =>
      compare(a.member, b.member) || compare(a.instance, b.instance) || a.startedAtUnixMs - b.startedAtUnixMs,
  );
  const joined: Coverage[] = [];
  for (const stretch of inOrder) {
    const last = joined.at(-1);
    if (last === undefined || !isFollowed(last, stretch)) {
      joined.push(stretch);
      continue;
    }
    joined[joined.length - 1] = {
      ...last,
      endedAtUnixMs: Math.max(last.endedAtUnixMs, stretch.endedAtUnixMs),
      durationSeconds: (microsecondsOf(last) + microsecondsOf(stretch)) / 1e6,
    };
  }
  return joined;
}

/**
 * How long any of them was observed: time in which several telemetries were there counts once.
 *
 * By the monotonic clock, as intervals were measured. The wall clock says only how much of it several had in common: two
 * that were there for the same 60 s were observed for 120 s / (120 s / 60 s).
 *
 * @param joined as `joinedCoverage` gives them: those of one telemetry do not overlap
 */
export function observedSeconds(joined: readonly Coverage[]): number {
  const seconds = joined.reduce((sum, one) => sum + microsecondsOf(one), 0) / 1e6;
  const [first] = joined;
  if (joined.every((one) => isOfSame(one, first as Coverage))) return seconds;
  const together = joined.reduce((sum, one) => sum + (one.endedAtUnixMs - one.startedAtUnixMs), 0);
  const inTime = [...joined].sort((a, b) => a.startedAtUnixMs - b.startedAtUnixMs);
  let [once, until] = [0, -Infinity];
  for (const { startedAtUnixMs, endedAtUnixMs } of inTime) {
    once += Math.max(0, endedAtUnixMs - Math.max(startedAtUnixMs, until));
    until = Math.max(until, endedAtUnixMs);
  }
  return together > 0 ? (seconds * once) / together : seconds;
}

function isFollowed(one: Coverage, next: Coverage): boolean {
  return isOfSame(one, next) && next.startedAtUnixMs - one.endedAtUnixMs <= JOINED_GAP_MS;
}

function isOfSame(one: Coverage, other: Coverage): boolean {
  return one.member === other.member && one.instance === other.instance;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
