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

  /** The timestamp of an interval in seconds since 1970, or since what the log counts from if it does not say. */
  absolute(seconds: number): number {
    this.startUnixSeconds ??= seconds;
    this.baseUnixSeconds ??= seconds < this.startUnixSeconds - YEAR_SECONDS ? this.startUnixSeconds : 0;
    return this.baseUnixSeconds + seconds;
  }
}
