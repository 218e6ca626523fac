/**
 * Brings intervals to their receiver: each as soon as it has ended, all that wait when the page is left, and after a failure when
 * the back-off says so. What is not known to have arrived is sent again; that it counts once is the receiver's business.
 */
import type { Timer } from '../../ports.ts';
import { BackOff } from '../../retry.ts';
import type { Delta, DropReason } from '../delta.ts';
import type { PageSettings } from '../options.ts';
import type { Elsewhere } from '../platform/elsewhere.ts';
import { isSomethingKept } from '../platform/kept.ts';
import { type Answer, armLater, beacon, type PageRequest, post } from '../platform/requests.ts';
import { batchOf, Outbox } from './outbox.ts';

/** What came of `flush()`. */
export interface Delivered {
  /** Intervals that the server said it has, in answer to this call. */
  readonly acknowledged: number;
  /** Intervals that wait, and are tried again. */
  readonly waiting: number;
  /** Intervals that were given up, since the page was loaded: see `inferometer_page_intervals_dropped_total`. */
  readonly dropped: number;
}

const SHORTEST_SECONDS = 2;
const LONGEST_SECONDS = 300;
/** The fault is in what was sent: it would be refused for ever. */
const USELESS = [400, 413, 422];
/** An interval that is not acknowledged by then is kept beyond the page: until then one that is killed may take it along. */
const KEPT_AFTER_MS = 250;

export class Delivery {
  private readonly settings: PageSettings;
  private readonly timer: Timer;
  private readonly outbox: Outbox;
  private readonly backOff = new BackOff(SHORTEST_SECONDS, LONGEST_SECONDS);
  private readonly attempts = new Set<Promise<boolean>>();
  /** Undefined until something is to be kept. */
  private elsewhere: Promise<Elsewhere | undefined> | undefined;
  private disarm: () => void = () => {};
  private stopWaiting: () => void = () => {};
  private isPaused = false;
  private isOver = false;
  private acknowledged = 0;
  private dropped = 0;

  /** @param dropped called with what is given up */
  constructor(settings: PageSettings, timer: Timer, dropped: (delta: Delta, reason: DropReason) => void) {
    this.settings = settings;
    this.timer = timer;
    this.outbox = new Outbox(settings.queue, (delta, reason) => {
      this.dropped += 1;
      dropped(delta, reason);
      this.tellElsewhere((kept) => kept.remove([delta]));
    });
  }

  /** Takes what earlier pages left, where something is there. */
  async resume(): Promise<void> {
    const kept = await this.loaded();
    for (const delta of (await kept?.takeOver()) ?? []) this.outbox.add(delta);
    this.send();
  }

  /** An interval has ended. */
  add(delta: Delta): void {
    this.outbox.add(delta);
    this.arm();
    if (this.isPaused) void this.keep();
    else this.send();
  }

  /** The page is out of sight, and may never be back: nothing is waited for. */
  leave(): void {
    this.arm();
    for (let batch = this.outbox.nextBatch(); batch.length > 0; batch = this.outbox.nextBatch())
      void this.attempt(batch, true).then(() => this.send());
  }

  async flush(): Promise<Delivered> {
    const before = this.acknowledged;
    for (let isGoingOn = true; isGoingOn; ) {
      await Promise.all(this.attempts);
      const batch = this.outbox.nextBatch();
      isGoingOn = batch.length > 0 ? await this.attempt(batch) : this.attempts.size > 0;
    }
    return {
      acknowledged: this.acknowledged - before,
      waiting: this.outbox.size,
      dropped: this.dropped,
    };
  }

  /** Forgets all that waits, here and beyond the page. */
  async forget(): Promise<void> {
    this.disarm();
    this.outbox.clear();
    if (await isSomethingKept()) await (await this.loaded())?.clear();
  }

  /** What is on its way goes on. */
  stop(): void {
    this.isOver = true;
    this.stopWaiting();
    void Promise.all(this.attempts).then(() => this.tellElsewhere((kept) => kept.close()));
  }

  /** One after the other, for as long as they arrive. */
  private send(): void {
    if (this.attempts.size > 0 || this.isPaused) return;
    const batch = this.outbox.nextBatch();
    if (batch.length > 0) void this.attempt(batch).then((hasArrived) => hasArrived && this.send());
  }

  /** @param isLast nothing can be waited for. @returns whether it was answered with success */
  private attempt(batch: readonly Delta[], isLast = false): Promise<boolean> {
    const attempt = this.attempted(batch, isLast).finally(() => this.attempts.delete(attempt));
    this.attempts.add(attempt);
    return attempt;
  }

  private async attempted(batch: readonly Delta[], isLast: boolean): Promise<boolean> {
    const isAnswered = this.timer.after(KEPT_AFTER_MS, () => void this.keep());
    const request = this.requestOf(batch);
    const answer = await post(request, isLast ? () => beacon(request) : undefined);
    isAnswered();
    this.outbox.landed(batch);
    if (this.hasSettled(batch, answer)) {
      this.goOn();
      return true;
    }
    const seconds = this.backOff.next(answer.retryAfterSeconds ?? 0);
    this.pause(seconds);
    (await this.keep())?.tell(seconds);
    return false;
  }

  /** Whether the receiver said of any of these that it need not be sent again. */
  private hasSettled(batch: readonly Delta[], { status, body }: Answer): boolean {
    const sequences = batch.map(({ sequence }) => sequence);
    const isTaken = status >= 200 && status < 300;
    const { acknowledged, refused } = isTaken
      ? (this.settings.receiver.settledBy?.(body) ?? { acknowledged: sequences, refused: [] })
      : { acknowledged: [], refused: USELESS.includes(status) ? sequences : [] };
    const { size } = this.outbox;
    const settled = batch.filter(({ sequence }) => acknowledged.includes(sequence));
    for (const delta of settled) this.outbox.settle(delta);
    this.acknowledged += settled.length;
    for (const delta of batch) if (refused.includes(delta.sequence)) this.outbox.drop(delta, 'refused');
    this.tellElsewhere((kept) => kept.remove(settled));
    // Whoever answers may name others: these have to wait before they are sent again.
    return this.outbox.size < size;
  }

  /** The receiver answers again: to this tab, or to another one. */
  private goOn(isToldByOther = false): void {
    this.backOff.reset();
    this.arm();
    if (!this.isPaused) return;
    this.isPaused = false;
    this.stopWaiting();
    if (isToldByOther) this.send();
    else this.tellElsewhere((kept) => kept.tell(0));
  }

  private pause(seconds: number): void {
    this.isPaused = true;
    this.stopWaiting();
    if (!this.isOver) this.stopWaiting = this.timer.after(seconds * 1000, () => void this.tryAgain());
  }

  /** One tab tries at a time: the others hear what came of it. */
  private async tryAgain(): Promise<void> {
    const again = async () => {
      const batch = this.outbox.nextBatch();
      if (batch.length === 0) this.goOn();
      else if (await this.attempt(batch)) this.send();
    };
    const kept = await this.elsewhere;
    if (kept === undefined) await again();
    else if (!(await kept.alone(again))) this.pause(SHORTEST_SECONDS);
  }

  /** Everything that waits is kept beyond the page. */
  private async keep(): Promise<Elsewhere | undefined> {
    const kept = await this.loaded();
    await kept?.put(this.outbox.all);
    return kept;
  }

  /** What keeps intervals beyond the page, and knows of its other tabs; undefined where nothing is to be kept. */
  private loaded(): Promise<Elsewhere | undefined> | undefined {
    const { url, queue } = this.settings;
    if (queue.persist) {
      this.elsewhere ??= import('../platform/elsewhere.ts').then(
        ({ Elsewhere }) =>
          new Elsewhere(url, (seconds) => (seconds === 0 ? this.goOn(true) : this.pause(seconds))),
        () => {
          // Whoever is offline loads nothing: it is asked for again after the next failure.
          this.elsewhere = undefined;
          return undefined;
        },
      );
    }
    return this.elsewhere;
  }

  /** Where something is, or may be, kept. */
  private tellElsewhere(what: (kept: Elsewhere) => unknown): void {
    void this.elsewhere?.then((kept) => kept && what(kept));
  }

  private requestOf(batch: readonly Delta[]): PageRequest {
    const { url, receiver } = this.settings;
    return { url, body: receiver.bodyOf(batch), headers: receiver.headers };
  }

  /** What the browser sends by itself if the page is gone without a word: as much of what waits as fits. */
  private arm(): void {
    this.disarm();
    const batch = batchOf(this.outbox.all);
    this.disarm = (batch.length > 0 && armLater(this.requestOf(batch))) || (() => {});
  }
}
