/**
 * Brings intervals to their receiver: each as soon as it has ended, all that wait when the page is left, and after a failure when
 * the back-off says so. What is not known to have arrived is sent again; that it counts once is the receiver's business.
 */
import type { Timer } from '../../ports.ts';
import { BackOff } from '../../retry.ts';
import type { Delta, DropReason } from '../delta.ts';
import type { Elsewhere } from '../platform/elsewhere.ts';
import { isSomethingKept } from '../platform/kept.ts';
import { type Answer, armLater, beacon, NO_ANSWER, post } from '../platform/requests.ts';
import { batchOf, Outbox, type OutboxLimits } from './outbox.ts';
import type { Receiver } from './receiver.ts';

/** What came of `flush()`. */
export interface Delivered {
  /** Intervals that the server said it has, in answer to this call. */
  readonly acknowledged: number;
  /** Intervals that wait, and are tried again. */
  readonly waiting: number;
  /** Intervals that were given up, since the page was loaded: see `inferometer_page_intervals_dropped_total`. */
  readonly dropped: number;
}

export interface DeliverySettings extends OutboxLimits {
  readonly url: string;
  readonly timer: Timer;
  readonly receiver: Receiver;
  /** Called with what is given up. */
  readonly dropped: (delta: Delta, reason: DropReason) => void;
  /** Loads what keeps intervals beyond the page and knows of its other tabs; undefined where nothing is to be kept. */
  readonly elsewhere: (() => Promise<Elsewhere>) | undefined;
}

const [SHORTEST_SECONDS, LONGEST_SECONDS] = [2, 300];
/** The fault is in what was sent: it would be refused for ever. */
const USELESS = [400, 413, 422];
/** An interval that is not acknowledged by then is kept beyond the page: until then one that is killed may take it along. */
const KEPT_AFTER_MS = 250;

export class Delivery {
  private readonly settings: DeliverySettings;
  private readonly outbox: Outbox;
  private readonly backOff = new BackOff(SHORTEST_SECONDS, LONGEST_SECONDS);
  private readonly attempts = new Set<Promise<boolean>>();
  private elsewhere: Promise<Elsewhere | undefined> | undefined;
  private disarm: () => void = () => {};
  private stopWaiting: () => void = () => {};
  private isPaused = false;
  private isOver = false;
  private acknowledged = 0;
  private dropped = 0;

  constructor(settings: DeliverySettings) {
    this.settings = settings;
    this.outbox = new Outbox(settings, (delta, reason) => {
      this.dropped += 1;
      settings.dropped(delta, reason);
      void this.elsewhere?.then((kept) => kept?.remove([delta]));
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
    if (this.settings.elsewhere && (await isSomethingKept())) await (await this.loaded())?.clear();
  }

  /** What is on its way goes on. */
  stop(): void {
    this.isOver = true;
    this.stopWaiting();
    void Promise.all(this.attempts).then(async () => (await this.elsewhere)?.close());
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
    const { receiver, url, timer } = this.settings;
    const body = receiver.bodyOf(batch);
    const isAnswered = timer.after(KEPT_AFTER_MS, () => void this.keep());
    const request = { url, body: body ?? '', headers: receiver.headers };
    const answer =
      body === undefined ? NO_ANSWER : await post(request, isLast ? () => beacon(request) : undefined);
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

  /** Whether the receiver said of anything that it need not be sent again. */
  private hasSettled(batch: readonly Delta[], { status, body }: Answer): boolean {
    const sequences = batch.map(({ sequence }) => sequence);
    const isTaken = status >= 200 && status < 300;
    const { acknowledged, refused } = isTaken
      ? (this.settings.receiver.settledBy?.(body) ?? { acknowledged: sequences, refused: [] })
      : { acknowledged: [], refused: USELESS.includes(status) ? sequences : [] };
    const settled = batch.filter(({ sequence }) => acknowledged.includes(sequence));
    for (const delta of settled) this.outbox.settle(delta);
    for (const delta of batch) if (refused.includes(delta.sequence)) this.outbox.drop(delta, 'refused');
    this.acknowledged += settled.length;
    if (settled.length > 0) void this.elsewhere?.then((kept) => kept?.remove(settled));
    return settled.length + refused.length > 0;
  }

  /** The receiver answers again: to this tab, or to another one. */
  private goOn(isToldByOther = false): void {
    this.backOff.reset();
    this.arm();
    if (!this.isPaused) return;
    this.isPaused = false;
    this.stopWaiting();
    if (isToldByOther) this.send();
    else void this.elsewhere?.then((kept) => kept?.tell(0));
  }

  private pause(seconds: number): void {
    this.isPaused = true;
    this.stopWaiting();
    if (!this.isOver)
      this.stopWaiting = this.settings.timer.after(seconds * 1000, () => void this.tryAgain());
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

  private loaded(): Promise<Elsewhere | undefined> {
    this.elsewhere ??= (this.settings.elsewhere?.() ?? Promise.resolve(undefined)).then(
      (kept) => {
        kept?.listen((seconds) => (seconds === 0 ? this.goOn(true) : this.pause(seconds)));
        return kept;
      },
      () => undefined,
    );
    return this.elsewhere;
  }

  /** What the browser sends by itself if the page is gone without a word: as much of what waits as fits. */
  private arm(): void {
    this.disarm();
    const { receiver, url } = this.settings;
    const batch = batchOf(this.outbox.all);
    const body = batch.length > 0 ? receiver.bodyOf(batch) : undefined;
    this.disarm = (body && armLater({ url, body, headers: receiver.headers })) || (() => {});
  }
}
