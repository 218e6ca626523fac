/** What the page shows of the server: asked for while somebody sees it, and again when time or filters have changed. */
import { effect, type Signal, signal } from '@preact/signals';
import { shownRange } from '../state/clock.ts';
import { place } from '../state/place.ts';
import { parametersOf, type Question } from './questions.ts';
import { type Problem, problemOf } from './server.ts';

/** How many questions are under way at once: browsers hold six connections to a server, one of which is the stream. */
const MAX_QUESTIONS = 4;
/** A server is busy with one picture for at most this share of the time: what takes it long is renewed seldom. */
const BUSY_RATIO = 0.1;
/** After it has failed. */
const FAILED_PAUSE_MS = 10_000;
/** Of those that nobody sees, so many stay, so that going back to a view shows it at once. */
const MAX_FEEDS = 64;

export interface Feed<T> {
  /** The last answer, which stays until there is a newer one. */
  readonly answer: Signal<T | undefined>;
  readonly problem: Signal<Problem | undefined>;
}

class WatchedFeed<T> implements Feed<T> {
  readonly answer = signal<T | undefined>(undefined);
  readonly problem = signal<Problem | undefined>(undefined);
  watchers = 0;
  readonly question: Question<T>;
  /** What is being asked, or was answered last. */
  private asked = '';
  /** Where the reader was when that was asked: what the reader changes is asked for at once. */
  private askedAt: unknown;
  private askedUnixMs = 0;
  /** How long the last answer took. */
  private tookMs = 0;
  private asking: AbortController | undefined;

  constructor(question: Question<T>) {
    this.question = question;
  }

  /**
   * Asks, unless the answer is there, or young enough. A question that is under way is given up where the reader has gone
   * elsewhere, but not because time goes on: else a slow server would never be heard out.
   */
  async refresh(): Promise<void> {
    const parameters = parametersOf(this.question);
    const asked = JSON.stringify(parameters);
    if (asked === this.asked) return;
    const isSamePlace = this.askedAt === place.peek();
    const leastMs = Math.max((this.question.leastSeconds ?? 0) * 1000, this.tookMs / BUSY_RATIO);
    const isYoung = Date.now() - this.askedUnixMs < leastMs;
    if (isSamePlace && (this.asking || isYoung)) return;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.asked = asked;
    this.askedAt = place.peek();
    this.askedUnixMs = Date.now();
    try {
      this.answer.value = await this.question.ask(parameters, asking.signal);
      this.problem.value = undefined;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.asked = '';
      this.problem.value = problemOf(error);
      // Where time does not go on, nothing else would ask again.
      setTimeout(() => enqueue(this as AnyFeed), FAILED_PAUSE_MS);
    } finally {
      if (this.asking === asking) {
        this.asking = undefined;
        this.tookMs = Date.now() - this.askedUnixMs;
      }
    }
  }

  /** Nobody waits for it any more. */
  abandon(): void {
    this.asking?.abort();
    this.asking = undefined;
    this.forget();
  }

  /** Asks again the next time, whatever was asked, and when. */
  forget(): void {
    this.asked = '';
    this.askedUnixMs = 0;
  }
}

type AnyFeed = WatchedFeed<unknown>;

const feeds = new Map<string, AnyFeed>();
const watched = new Set<AnyFeed>();
const waiting = new Set<AnyFeed>();
let running = 0;

/** The same for the same question, so that two who show it ask once. */
export function feedOf<T>(question: Question<T>): Feed<T> {
  const { key } = question;
  const feed = feeds.get(key) ?? new WatchedFeed<unknown>(question);
  // Those that were asked for last are at the end.
  feeds.delete(key);
  feeds.set(key, feed);
  for (const [oldest, { watchers }] of feeds) {
    if (feeds.size <= MAX_FEEDS) break;
    if (watchers === 0) feeds.delete(oldest);
  }
  return feed as Feed<unknown> as Feed<T>;
}

/** From now on it is asked for. @returns what ends that */
export function watch(feed: Feed<unknown>): () => void {
  const own = feed as AnyFeed;
  own.watchers++;
  watched.add(own);
  enqueue(own);
  return () => {
    if (--own.watchers > 0) return;
    watched.delete(own);
    own.abandon();
  };
}

/** All that failed is asked for again at once: the server is there again. */
export function askAgain(): void {
  for (const feed of watched) {
    if (feed.problem.peek() === undefined) continue;
    feed.forget();
    enqueue(feed);
  }
}

/** Whenever time or filters have changed. */
effect(() => {
  place.value;
  shownRange.value;
  for (const feed of watched) enqueue(feed);
});

function enqueue(feed: AnyFeed): void {
  waiting.add(feed);
  queueMicrotask(askNext);
}

function askNext(): void {
  for (const feed of waiting) {
    if (running >= MAX_QUESTIONS) return;
    // It is asked again when the others have been answered.
    const isAlone = running === 0 && waiting.size === 1;
    if (feed.question.isBackground && !isAlone) continue;
    waiting.delete(feed);
    if (!watched.has(feed)) continue;
    running++;
    feed.refresh().finally(() => {
      running--;
      askNext();
    });
  }
}
