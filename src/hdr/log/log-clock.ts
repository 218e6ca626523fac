import { InferometerError } from '../../errors.ts';

/** A year: timestamps that lie further before the start of their log are counted from it. */
const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * What the timestamps of a log are counted from. A BaseTime note says it. Without one the first interval decides:
 * a timestamp more than a year before the StartTime is relative to it, any other is absolute.
 */
export class HdrLogClock {
  /** From the log, else the timestamp of its first interval; undefined before either. */
  startUnixSeconds: number | undefined;
  /** From the log, else as deduced from its first interval; undefined before either. */
  baseUnixSeconds: number | undefined;

  /**
   * The timestamp of an interval in seconds since 1970, or since what the log counts from if it does not say.
   *
   * @throws HDR_LOG_LINE where the interval begins or ends beyond all dates
   */
  absolute(seconds: number, lengthSeconds: number): number {
    const startUnixSeconds = this.startUnixSeconds ?? seconds;
    const isRelative = seconds < startUnixSeconds - YEAR_SECONDS;
    const baseUnixSeconds = this.baseUnixSeconds ?? (isRelative ? startUnixSeconds : 0);
    const absolute = baseUnixSeconds + seconds;
    if (!isDate(absolute) || !isDate(absolute + lengthSeconds)) {
      throw new InferometerError(
        'HDR_LOG_LINE',
        `the interval of ${lengthSeconds} s from ${absolute} s on lies beyond all dates. Correct it, or mark the line as a comment with #.`,
      );
    }
    this.startUnixSeconds = startUnixSeconds;
    this.baseUnixSeconds = baseUnixSeconds;
    return absolute;
  }
}

/** Whether a Date can be so many seconds from 1970. */
export function isDate(unixSeconds: number): boolean {
  return Math.abs(unixSeconds) <= 8.64e12;
}
