/** The stream of what happens now: kept open, opened again when it breaks, and the beat that everything is redrawn to. */
import { computed, effect, signal, untracked } from '@preact/signals';
import { shownRange, tick } from '../state/clock.ts';
import { isFollowing, place } from '../state/place.ts';
import type { Now } from './answers.ts';
import { AskError, ask, needsToken, type Problem } from './ask.ts';
import { eventsOf } from './event-stream.ts';
import { nowAddress } from './questions.ts';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly problem: Problem; readonly nextTryUnixMs: number };

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
/** The server's heart beats every 15 seconds; a stream without any sign of life is dead. */
const SILENCE_MS = 40_000;
/** Of the shown time, one part is as long as pictures may lag behind; of short ones, seconds. */
const BEATS = 300;
const [SHORTEST_BEAT_MS, LONGEST_BEAT_MS] = [2000, 60_000];

const LIVE: Connection = { state: 'live' };

const current = signal<Now | undefined>(undefined);
const receivedUnixMs = signal(Number.NaN);
/** The reader stopped the page, so that nothing moves. */
export const isPaused = signal(false);
export const connection = signal<Connection>({ state: 'connecting' });
export const now = computed(() => current.value);
/** When the last news came, by the clock of this machine. */
export const lastNewsUnixMs = computed(() => receivedUnixMs.value);

let wake: (() => void) | undefined;
let stream: AbortController | undefined;
let isAnotherQuestion = false;

/** Opens the stream, for as long as the page is there. */
export async function live(): Promise<never> {
  let retryMs = FIRST_RETRY_MS;
  for (;;) {
    let problem: Problem = { kind: 'unreachable', message: 'The server ended the stream.' };
    stream = new AbortController();
    const controller = stream;
    try {
      const response = await ask(nowAddress.peek(), 'text/event-stream', controller.signal);
      const { events, retryMs: said } = eventsOf(response);
      const watchdog = watchdogOf(() => controller.abort());
      try {
        for await (const { name, data } of events) {
          watchdog.reset();
          if (name !== 'now') continue;
          retryMs = said() ?? FIRST_RETRY_MS;
          take(JSON.parse(data) as Now);
        }
      } finally {
        watchdog.end();
      }
    } catch (error) {
      if (error instanceof AskError) problem = error.problem;
      if (isAnotherQuestion) {
        isAnotherQuestion = false;
        continue;
      }
    }
    const waitMs = Math.min(retryMs, LONGEST_RETRY_MS);
    connection.value = { state: 'lost', problem, nextTryUnixMs: Date.now() + waitMs };
    await sleep(waitMs);
    retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
  }
}

/** Tries at once, where it waits for its next try. */
export function reconnect(): void {
  wake?.();
}

/** Everything stays as it is: what happens now, and the time that pictures show. @returns the end of that time */
export function pause(): number {
  isPaused.value = true;
  return Math.round(shownRange.peek().endUnixMs / 1000);
}

export function resume(): void {
  isPaused.value = false;
}

function take(answer: Now): void {
  receivedUnixMs.value = Date.now();
  connection.value = LIVE;
  if (!isPaused.peek()) current.value = answer;
}

function beat(): void {
  if (isFollowing.peek() && !isPaused.peek() && !document.hidden) tick();
}

/** The longer the shown time, the slower. */
effect(() => {
  const beatMs = Math.min(
    LONGEST_BEAT_MS,
    Math.max(SHORTEST_BEAT_MS, (place.value.time.seconds * 1000) / BEATS),
  );
  if (connection.value.state !== 'live' || !isFollowing.value || isPaused.value) return;
  untracked(beat);
  const timer = setInterval(beat, beatMs);
  return () => clearInterval(timer);
});

document.addEventListener('visibilitychange', beat);
/** Other filters are another stream. */
effect(() => {
  nowAddress.value;
  isAnotherQuestion = stream !== undefined;
  stream?.abort();
});
effect(() => {
  if (!needsToken.value) reconnect();
});

function watchdogOf(bark: () => void) {
  let timer = setTimeout(bark, SILENCE_MS);
  return {
    reset: () => {
      clearTimeout(timer);
      timer = setTimeout(bark, SILENCE_MS);
    },
    end: () => clearTimeout(timer),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
