/** How long the steps of a time axis are. */

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** Those that a reader counts in, in seconds; longer ones are days. */
const ROUND = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365, 3650].map((days) => days * DAY),
];

/** An interval may be a little shorter than it should be; more than that, and steps would be empty. */
const TOLERANCE = 0.9;

/**
 * The shortest round length with which a range has no more than so many steps, and which is not shorter than what was
 * recorded: an hour of 10 s intervals has 240 steps of 15 s.
 *
 * @example stepLength(3600, 10, 300) // 15
 */
export function stepLength(rangeSeconds: number, recordedSeconds: number, maxPoints: number): number {
  const least = Math.max(rangeSeconds / maxPoints, recordedSeconds * TOLERANCE);
  return ROUND.find((seconds) => seconds >= least) ?? Math.ceil(least / DAY) * DAY;
}
