/** What workers tell when they end, which nobody asks for. */
import type { Component } from '../../telemetry/index.ts';
import { type MessageChannelLike, overhear } from '../channel.ts';
import { type Answer, isAnswer, LAST } from '../protocol.ts';
import { Gathering, type Sent } from './gathering.ts';

/** Takes what a worker at the other end of the channel told last. */
export type TakeLast = (channel: MessageChannelLike, sent: Sent) => void;

interface Listening {
  /** Whoever collects over the channel, for as long as somebody can still read it. */
  takers: readonly WeakRef<TakeLast>[];
  stop(): void;
}

/** Listens once on each channel, however often it is collected over, until the telemetry is disposed of. */
export class LastWords implements Component {
  private readonly byChannel = new WeakMap<MessageChannelLike, Listening>();
  /** The same ones, none of which keeps a worker that is gone. */
  private all: readonly WeakRef<Listening>[] = [];
  private isOver = false;

  /** Longer than it is asked: messages of a worker may come when it is known to be gone. */
  listenTo(channel: MessageChannelLike, take: TakeLast): void {
    if (this.isOver) return;
    const listening = this.byChannel.get(channel) ?? this.begin(channel);
    const takers = listening.takers.filter((one) => one.deref() !== undefined);
    const isKnown = takers.some((one) => one.deref() === take);
    listening.takers = isKnown ? takers : [...takers, new WeakRef(take)];
  }

  dispose(): void {
    this.isOver = true;
    for (const listening of this.all) listening.deref()?.stop();
    this.all = [];
  }

  private begin(channel: MessageChannelLike): Listening {
    const gathering = new Gathering();
    const stop = overhear(channel, (message) => {
      if (!isAnswer(message, LAST)) return;
      const told = gathering.take(message as unknown as Answer);
      if (typeof told !== 'object') return;
      for (const taker of listening.takers) taker.deref()?.(channel, told);
    });
    const listening: Listening = { takers: [], stop };
    this.byChannel.set(channel, listening);
    this.all = [...this.all.filter((one) => one.deref() !== undefined), new WeakRef(listening)];
    return listening;
  }
}
