/** Which time a question is about. */
import { isOfKind, wrongKind, wrongValue } from '../../errors.ts';

/** Half-open: what begins at its end is not in it, so that adjoining ranges tile. */
export interface TimeRange {
  /** The first moment: a date, or milliseconds since 1970 as `Date.now()` gives; since the beginning if left out. */
  readonly startTime?: Date | number;
  /** As `startTime`, the moment after the last; until now if left out. Intervals that begin then are not in it. */
  readonly endTime?: Date | number;
}

/** In milliseconds since 1970; infinite where it is open. @throws TELEMETRY_QUERY */
export function unixRange({ startTime, endTime }: TimeRange): {
  readonly startUnixMs: number;
  readonly endUnixMs: number;
} {
  const startUnixMs = unixMs('startTime', startTime) ?? -Infinity;
  const endUnixMs = unixMs('endTime', endTime) ?? Infinity;
  if (startUnixMs > endUnixMs) {
    throw wrongValue('TELEMETRY_QUERY', 'startTime', 'a time before endTime', startUnixMs, 'Swap the two.');
  }
  return { startUnixMs, endUnixMs };
}

/** As milliseconds, 1e10 lies in April 1970; as seconds in 2286. */
const SURELY_SECONDS = 1e10;

function unixMs(label: string, time: unknown): number | undefined {
  if (time === undefined) return undefined;
  const expected = 'a Date, or milliseconds since 1970';
  const remedy = 'Pass a Date, or what Date.now() gives.';
  if (!isOfKind(time, 'Date') && typeof time !== 'number') {
    throw wrongKind('TELEMETRY_QUERY', label, expected, time, remedy);
  }
  const ms = Number(time);
  if (typeof time === 'number' && Math.abs(ms) > 0 && Math.abs(ms) < SURELY_SECONDS) {
    throw wrongValue('TELEMETRY_QUERY', label, expected, time, 'Seconds? Multiply by 1000.');
  }
  if (Number.isNaN(ms)) throw wrongValue('TELEMETRY_QUERY', label, expected, time, remedy);
  return ms;
}
