/** Another time for all pictures. */
import { serverUnixMs, shownRange } from './clock.ts';
import { go, place } from './place.ts';

/** In whole seconds, which is what the address keeps. A time that ends where it moves on with now does so still. */
export function show(fromUnixMs: number, toUnixMs: number): void {
  const isFollowing =
    place.peek().time.untilUnixSeconds === undefined && toUnixMs >= shownRange.peek().endUnixMs;
  const untilUnixSeconds = Math.ceil(Math.min(toUnixMs, serverUnixMs()) / 1000);
  const seconds = Math.max(1, untilUnixSeconds - Math.floor(fromUnixMs / 1000));
  go({ time: isFollowing ? { seconds } : { seconds, untilUnixSeconds } });
}
