/** Times of the wall clock that a store has room for. */

/** Of a Date, ECMAScript 21.4.1.1: some 270,000 years from 1970. */
export const MAX_UNIX_MS = 8.64e15;

/** Segments and days of exports have room for what a Date can say, and up to it milliseconds add up exactly. */
export function isUnixMs(time: number): boolean {
  return Math.abs(time) <= MAX_UNIX_MS;
}
