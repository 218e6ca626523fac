/** What may be recorded as a duration. */

/** False for a foreign token, and for a clock that went back. */
export function isDuration(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds >= 0;
}
