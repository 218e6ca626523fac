/** What workers tell when they end, which nobody asks for. */
import { type MessageChannelLike, overhear } from './channel.ts';
import { type Answer, isAnswer, LAST } from './protocol.ts';
import type { Sent } from './request.ts';

export class LastWords {
  private readonly listening = new WeakSet<MessageChannelLike>();
  /** Of workers that have begun to tell, and have not come to the end. */
  private readonly begun = new Map<MessageChannelLike, Map<string, string[]>>();
  private readonly take: (channel: MessageChannelLike, sent: Sent) => void;

  constructor(take: (channel: MessageChannelLike, sent: Sent) => void) {
    this.take = take;
  }

  /** For good: messages of a worker may come when it is known to be gone. */
  listenTo(channel: MessageChannelLike): void {
    if (this.listening.has(channel)) return;
    this.listening.add(channel);
    overhear(channel, (message) => {
      if (isAnswer(message, LAST)) this.hear(channel, message as unknown as Answer);
    });
  }

  /** What was cut off, of workers that are gone, is nothing. */
  forgetAllBut(channels: ReadonlySet<MessageChannelLike>): void {
    for (const channel of this.begun.keys()) if (!channels.has(channel)) this.begun.delete(channel);
  }

  private hear(channel: MessageChannelLike, answer: Answer): void {
    const begun = this.begun.get(channel) ?? new Map<string, string[]>();
    const pieces = begun.get(answer.worker) ?? [];
    begun.set(answer.worker, pieces);
    this.begun.set(channel, begun);
    if (answer.inferometer === 'piece') pieces.push(answer.text);
    if (answer.inferometer !== 'end') return;
    begun.delete(answer.worker);
    if (begun.size === 0) this.begun.delete(channel);
    if (answer.pieces === pieces.length) this.take(channel, { worker: answer.worker, pieces });
  }
}
