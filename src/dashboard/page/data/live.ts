/** The stream of what happens now: kept open, opened again when it breaks, and the beat that everything is redrawn to. */
import { computed, effect, signal, untracked } from '@preact/signals';
import type { Now } from '../../../client/index.ts';
import { nowUnixMs, serverUnixMs, setServerTime, shownRange, tick } from '../state/clock.ts';
import { isFollowing, place } from '../state/place.ts';
import { askAgain } from './feed.ts';
import { nowParameters } from './questions.ts';
import { needsToken, type Problem, problemOf, server } from './server.ts';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly problem: Problem; readonly nextTryUnixMs: number };

/** Of the shown time, one part is as long as pictures may lag behind; of short ones, seconds. */
const BEATS = 300;
const [SHORTEST_BEAT_MS, LONGEST_BEAT_MS] = [2000, 60_000];
/** After the server has refused: it may be another one by then. */
const REFUSED_PAUSE_MS = 15_000;
const LIVE: Connection = { state: 'live' };

const current = signal<Now | undefined>(undefined);
const receivedUnixMs = signal(Number.NaN);
/** The reader stopped the page, so that nothing moves. */
export const isPaused = signal(false);
export const connection = signal<Connection>({ state: 'connecting' });
export const now = computed(() => current.value);
/** When the last news came, by the clock of this machine. */
export const lastNewsUnixMs = computed(() => receivedUnixMs.value);

/** Ends the stream, or the wait for it, so that it is opened anew. */
let restart = new AbortController();

/** Keeps the stream open, for as long as the page is there. */
export async function live(): Promise<never> {
  for (;;) {
    restart = new AbortController();
    const { signal } = restart;
    try {
      const stream = server().now(JSON.parse(nowParameters.peek()), {
        signal,
        onConnection: (state) => {
          if (state.kind === 'waiting') lose(problemOf(state.error), state.nextTryUnixMs);
        },
      });
      for await (const answer of stream) take(answer);
    } catch (error) {
      if (signal.aborted) continue;
      lose(problemOf(error), Date.now() + REFUSED_PAUSE_MS);
      await pauseUnlessAborted(signal);
    }
  }
}

/** Tries at once, where it waits for its next try. */
export function reconnect(): void {
  restart.abort();
}

/** Everything stays as it is: what happens now, and the time that pictures show. @returns the end of that time */
export function pause(): number {
  isPaused.value = true;
  return Math.round(shownRange.peek().endUnixMs / 1000);
}

/** Whoever goes on with now has no pause any more, by whatever way. */
effect(() => {
  if (isFollowing.value) isPaused.value = false;
});

function take(answer: Now): void {
  setServerTime(answer.timestamp * 1000);
  receivedUnixMs.value = Date.now();
  const isBack = connection.peek() !== LIVE;
  connection.value = LIVE;
  if (isBack) askAgain();
  if (!isPaused.peek()) current.value = answer;
}

function lose(problem: Problem, nextTryUnixMs: number): void {
  connection.value = { state: 'lost', problem, nextTryUnixMs };
}

/** Not sooner than a beat after the last one: what was asked for just before the stream came is new enough. */
function beat(): void {
  if (!isFollowing.peek() || isPaused.peek() || document.hidden) return;
  if (serverUnixMs() - nowUnixMs.peek() > SHORTEST_BEAT_MS / 2) tick();
}

/** The longer the shown time, the slower. */
effect(() => {
  const beatMs = (place.value.time.seconds * 1000) / BEATS;
  if (connection.value.state !== 'live' || !isFollowing.value || isPaused.value) return;
  untracked(beat);
  const timer = setInterval(beat, Math.min(LONGEST_BEAT_MS, Math.max(SHORTEST_BEAT_MS, beatMs)));
  return () => clearInterval(timer);
});

document.addEventListener('visibilitychange', beat);

/** Other filters, or a token, are another stream. */
effect(() => {
  nowParameters.value;
  if (!needsToken.value) reconnect();
});

function pauseUnlessAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, REFUSED_PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
