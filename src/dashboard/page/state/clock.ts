/** What time it is, by the server: its clock is the one that the points carry. */
import { computed, signal } from '@preact/signals';
import { place } from './place.ts';

let aheadMs = 0;
const current = signal(wholeSecond());

/** As of the last time that pictures were asked for: all of them end at the same moment. */
export const nowUnixMs = computed(() => current.value);

/** What the pictures show, from its first to its last millisecond. */
export const shownRange = computed(() => {
  const { seconds, untilUnixSeconds } = place.value.time;
  const endUnixMs = untilUnixSeconds === undefined ? current.value : untilUnixSeconds * 1000;
  return { startUnixMs: endUnixMs - seconds * 1000, endUnixMs };
});

export function serverUnixMs(): number {
  return Date.now() + aheadMs;
}

/** Said by the server when it answered. Less than two seconds are the way that the answer took. */
export function setServerTime(unixMs: number): void {
  const ahead = unixMs - Date.now();
  aheadMs = Math.abs(ahead) < 2000 ? 0 : ahead;
}

/** Whole seconds are what the address keeps. */
function wholeSecond(): number {
  return Math.floor(serverUnixMs() / 1000) * 1000;
}

/** Moves the pictures on to now. */
export function tick(): void {
  current.value = wholeSecond();
}
