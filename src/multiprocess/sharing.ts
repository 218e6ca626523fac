/** What is told of one source, over however many channels, and by however many copies of the library. */
import { budgetOn, runInPieces, runSync, type TimeBudget } from '../metrics/inner.ts';
import { attempted, onEnding, systemScheduler } from '../runtime/index.ts';
import {
  type Component,
  contextIn,
  randomId,
  type SnapshotSource,
  type TelemetryContext,
  type TelemetrySnapshot,
  takingSnapshot,
} from '../telemetry/index.ts';
import { hear, type MessageChannelLike, Outbox, onGone, post } from './channel.ts';
import { handingOut, piecesOf } from './chunks.ts';
import { withoutGauges } from './collecting/members.ts';
import { type Answer, isAsk, LAST, type Sharer } from './protocol.ts';

interface Shared {
  /** Those that share over the channel: the last one ends it. */
  readonly users: Set<object>;
  readonly stop: () => void;
  /** Nobody is told of an end who never asked: other programs talk over such channels, too. */
  wasAsked: boolean;
  readonly last: Outbox;
}

/** What was recorded up to now. */
interface Reading {
  readonly budget: TimeBudget;
  inPieces(): Promise<TelemetrySnapshot>;
  /** Undefined where it takes time. */
  atOnce(): TelemetrySnapshot | undefined;
}

export class Sharing implements Component, Sharer {
  readonly worker = randomId();
  private readonly channels = new Map<MessageChannelLike, Shared>();
  private reading: Reading;
  private isOver = false;
  private stopListening: (() => void) | undefined;
  /** What was told of the end, if nobody has asked since. */
  private toldLast: TelemetrySnapshot | undefined;

  constructor(source: SnapshotSource) {
    const context = contextIn(source);
    this.reading = context === undefined ? readingOfOther(source) : readingOf(context);
  }

  /** Until the function that it returns is called. */
  over(channel: MessageChannelLike): () => void {
    const shared = this.channels.get(channel) ?? this.open(channel);
    const user = {};
    shared.users.add(user);
    return () => {
      if (shared.users.delete(user) && shared.users.size === 0) this.close(channel, shared);
    };
  }

  /** What was recorded counts for good, whoever asks afterwards. */
  dispose(): void {
    const { budget } = this.reading;
    const snapshot = attempted(() => this.reading.atOnce());
    this.isOver = true;
    if (snapshot !== undefined) this.tellLast(snapshot);
    this.listenNoMoreIfOver();
    const left = snapshot && withoutGauges(snapshot);
    const inPieces = async () => {
      if (left === undefined) throw new Error('what was recorded could not be read');
      return left;
    };
    this.reading = { budget, inPieces, atOnce: () => left };
  }

  private open(channel: MessageChannelLike): Shared {
    const stopHearing = hear(channel, (message) => {
      if (!isAsk(message)) return;
      if (!this.isOver) this.stopListening ??= onEnding(this, { signals: true });
      shared.wasAsked = true;
      this.toldLast = undefined;
      void this.tell(channel, message.request);
    });
    const last = new Outbox(channel, () => this.listenNoMoreIfOver());
    // A shared worker outlives the pages that ask it.
    const stopWatching = onGone(channel, () => this.close(channel, shared));
    const stop = () => {
      stopHearing();
      stopWatching();
    };
    const shared: Shared = { users: new Set(), stop, wasAsked: false, last };
    this.channels.set(channel, shared);
    return shared;
  }

  private close(channel: MessageChannelLike, { stop }: Shared): void {
    stop();
    this.channels.delete(channel);
    if (this.channels.size === 0) this.listenNoMore();
  }

  /** What is told at the end of a process that goes on is told without holding it up. */
  idle(): void {
    const snapshot = this.unlessOver();
    if (snapshot !== undefined) this.tellLast(snapshot);
  }

  /** At once, since nothing may come after it; what does not outlive the process needs no telling. */
  last(): void {
    const snapshot = this.unlessOver();
    if (snapshot !== undefined) this.tellLast(withoutGauges(snapshot));
    for (const { last } of this.channels.values()) last.finish();
  }

  private unlessOver(): TelemetrySnapshot | undefined {
    if (this.isOver || this.channels.size === 0) return undefined;
    return attempted(() => this.reading.atOnce());
  }

  private listenNoMoreIfOver(): void {
    if (this.isOver && [...this.channels.values()].every(({ last }) => last.isEmpty)) this.listenNoMore();
  }

  private listenNoMore(): void {
    this.stopListening?.();
    this.stopListening = undefined;
  }

  private async tell(channel: MessageChannelLike, request: string): Promise<void> {
    const { worker, reading } = this;
    const say = (answer: Answer) => post(channel, answer);
    say({ request, worker, inferometer: 'here' });
    try {
      const pieces = await runInPieces(
        handingOut(await this.read(), (text) => void say({ request, worker, inferometer: 'piece', text })),
        reading.budget,
      );
      say({ request, worker, inferometer: 'end', pieces });
    } catch {
      say({ request, worker, inferometer: 'end' });
    }
  }

  /** Of a telemetry that is disposed of meanwhile only a part was read, and all of it is in what stays. */
  private async read(): Promise<TelemetrySnapshot> {
    const { reading } = this;
    const taken = reading.inPieces();
    await taken.catch(() => {});
    return this.reading === reading ? taken : this.reading.inPieces();
  }

  /** Unless it was told, and nothing that stays was recorded since. */
  private tellLast(snapshot: TelemetrySnapshot): void {
    const { worker } = this;
    const asked = [...this.channels.values()].filter(({ wasAsked }) => wasAsked);
    if (asked.length === 0) return;
    if (this.toldLast !== undefined && leavesTheSame(this.toldLast, snapshot)) return;
    this.toldLast = snapshot;
    const answers: Answer[] = [...piecesOf(snapshot)].map((text) => ({
      ...{ request: LAST, worker, inferometer: 'piece', text },
    }));
    answers.push({ request: LAST, worker, inferometer: 'end', pieces: answers.length });
    for (const { last } of asked) last.add(answers);
  }
}

/** Whether as much stays of both where the worker is gone. */
function leavesTheSame(a: TelemetrySnapshot, b: TelemetrySnapshot): boolean {
  const [left, other] = [a, b].map((one) => [...piecesOf({ ...withoutGauges(one), takenAtUnixMs: 0 })]);
  return left?.length === other?.length && left?.every((text, i) => text === other?.[i]) === true;
}

function readingOf(instance: TelemetryContext): Reading {
  const { budget } = instance;
  return {
    budget,
    inPieces: () => runInPieces(takingSnapshot(instance), budget),
    atOnce: () => runSync(takingSnapshot(instance)),
  };
}

/** Of what gives snapshots and is no telemetry. */
function readingOfOther(source: SnapshotSource): Reading {
  return {
    budget: budgetOn(systemScheduler()),
    inPieces: async () => ({ runs: [], curves: [], ...(await source.snapshot()) }),
    atOnce: () => {
      const snapshot = source.snapshot();
      if ('metrics' in snapshot) return { runs: [], curves: [], ...snapshot };
      snapshot.catch(() => {});
      return undefined;
    },
  };
}
