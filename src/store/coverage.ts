/** Which time was observed, as stretches: many short ones of a member that follow each other are one. */
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
 * Stretches of the same member with a second or less between them as one, by member and time. What is joined in parts
 * and then as a whole comes to the same as what is joined at once.
 */
export function joinedCoverage(stretches: readonly Coverage[]): Coverage[] {
  const inOrder = [...stretches].sort(
    (a, b) => compare(a.member, b.member) || a.startedAtUnixMs - b.startedAtUnixMs,
  );
  const joined: Coverage[] = [];
  for (const stretch of inOrder) {
    const last = joined.at(-1);
    const follows =
      last?.member === stretch.member &&
      stretch.startedAtUnixMs - (last as Coverage).endedAtUnixMs <= JOINED_GAP_MS;
    if (last === undefined || !follows) {
      joined.push(stretch);
      continue;
    }
    joined[joined.length - 1] = {
      member: last.member,
      startedAtUnixMs: last.startedAtUnixMs,
      endedAtUnixMs: Math.max(last.endedAtUnixMs, stretch.endedAtUnixMs),
      durationSeconds: (microsecondsOf(last) + microsecondsOf(stretch)) / 1e6,
    };
  }
  return joined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
