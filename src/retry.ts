/** When to try again what failed. */

/** A receiver that asks for more is asked again after an hour. */
const LONGEST_SECONDS = 3600;

/** How long to wait after failures in a row. */
export class BackOff {
  private readonly minSeconds: number;
  private readonly maxSeconds: number;
  private failures = 0;

  constructor(minSeconds: number, maxSeconds: number) {
    this.minSeconds = minSeconds;
    this.maxSeconds = maxSeconds;
  }

  reset(): void {
    this.failures = 0;
  }

  /**
   * Seconds until the next attempt: doubled after each failure, up to the longest pause, and between half and all of
   * that, so that a fleet whose receiver comes back does not come back as one. Never less than the receiver asked for.
   */
  next(retryAfterSeconds: number): number {
    const pause = Math.min(this.maxSeconds, this.minSeconds * 2 ** this.failures);
    this.failures += 1;
    const spread = pause * (0.5 + Math.random() / 2);
    return Math.max(spread, Math.min(retryAfterSeconds, LONGEST_SECONDS));
  }
}

/** The header `Retry-After` (RFC 9110, section 10.2.3), seconds or a date, in seconds from now; 0 if there is none. */
export function retryAfterSeconds(header: string | null, nowUnixMs: number): number {
  if (header === null) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const atUnixMs = Date.parse(header);
  return Number.isNaN(atUnixMs) ? 0 : Math.max(0, atUnixMs - nowUnixMs) / 1000;
}

/** Resolves after so many milliseconds, or when the signal is given; keeps the process alive until then. */
export function pauseOf(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, milliseconds));
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
