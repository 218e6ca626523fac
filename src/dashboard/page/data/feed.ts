/** What the page shows of the server: asked for while somebody sees it, and again when time or filters have changed. */
import { effect, type Signal, signal } from '@preact/signals';
import { shownRange } from '../state/clock.ts';
import { place } from '../state/place.ts';
import { AskError, addressOf, askJson, needsToken, type Problem } from './ask.ts';
import { parametersOf, type Question } from './questions.ts';

/** How many questions are under way at once: browsers hold six connections to a server, one of which is the stream. */
const MAX_QUESTIONS = 4;
/** Of those that nobody sees, so many stay, so that going back to a view shows it at once. */
const MAX_FEEDS = 64;

export interface Feed<T> {
  /** The last answer, which stays until there is a newer one. */
  readonly answer: Signal<T | undefined>;
  readonly problem: Signal<Problem | undefined>;
  readonly question: Question;
}

class WatchedFeed<T> implements Feed<T> {
  readonly answer = signal<T | undefined>(undefined);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly question: Question;
  watchers = 0;
  /** What is being asked, or was answered last. */
  private address = '';
  /** Of which view and filters, so that what the reader changed is asked for at once. */
  private asked: unknown;
  private askedUnixMs = 0;
  private asking: AbortController | undefined;

  constructor(question: Question) {
    this.question = question;
  }

  /**
   * Asks, unless the answer is there, or young enough. A question that is under way is given up where the reader has gone
   * elsewhere, but not because time goes on: else a slow server would never be heard out.
   */
  async refresh(): Promise<void> {
    const { path, leastSeconds = 0 } = this.question;
    const address = addressOf(path, parametersOf(this.question));
    if (address === this.address) return;
    const isSamePlace = this.asked === place.peek();
    const isYoung = Date.now() - this.askedUnixMs < leastSeconds * 1000;
    if (isSamePlace && (this.asking || isYoung)) return;
    this.asking?.abort();
    const asking = new AbortController();
    Object.assign(this, { asking, address, asked: place.peek(), askedUnixMs: Date.now() });
    try {
      this.answer.value = await askJson<T>(address, asking.signal);
      this.problem.value = undefined;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.forget();
      this.problem.value =
        error instanceof AskError ? error.problem : { kind: 'failed', message: `${error}` };
    } finally {
      if (this.asking === asking) this.asking = undefined;
    }
  }

  /** Asks again the next time, whatever was asked. */
  forget(): void {
    this.address = '';
    this.askedUnixMs = 0;
  }

  /** Nobody waits for it any more. */
  abandon(): void {
    this.asking?.abort();
    this.forget();
  }
}

const feeds = new Map<string, WatchedFeed<unknown>>();
const watched = new Set<WatchedFeed<unknown>>();
const waiting = new Set<WatchedFeed<unknown>>();
let running = 0;

/** The same for the same question, so that two who show it ask once. */
export function feedOf<T>(question: Question): Feed<T> {
  const key = JSON.stringify([question.path, question.takes, question.parameters]);
  const feed = feeds.get(key) ?? new WatchedFeed<unknown>(question);
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
  const own = feed as WatchedFeed<unknown>;
  own.watchers++;
  watched.add(own);
  enqueue(own);
  return () => {
    if (--own.watchers > 0) return;
    watched.delete(own);
    own.abandon();
  };
}

/** Whenever time, filters or the token have changed. */
effect(() => {
  needsToken.value;
  place.value;
  shownRange.value;
  for (const feed of watched) enqueue(feed);
});

function enqueue(feed: WatchedFeed<unknown>): void {
  waiting.add(feed);
  queueMicrotask(askNext);
}

function askNext(): void {
  for (const feed of waiting) {
    if (running >= MAX_QUESTIONS) return;
    waiting.delete(feed);
    if (!watched.has(feed)) continue;
    running++;
    feed.refresh().finally(() => {
      running--;
      askNext();
    });
  }
}
