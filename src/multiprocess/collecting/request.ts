/** One question over one channel: what the worker there, or on a BroadcastChannel every worker, has recorded. */

import { hear, isBroadcast, type MessageChannelLike, onGone, post } from '../channel.ts';
import { type Answer, type Ask, isAnswer } from '../protocol.ts';
import { Gathering, type Sent } from './gathering.ts';

export interface Asked {
  readonly request: string;
  /** After which nobody is waited for any more. */
  readonly timeoutMs: number;
  /** How long workers on a BroadcastChannel have for saying that they are there. */
  readonly gatherMs: number;
}

export interface Answered {
  readonly sent: readonly Sent[];
  /** Workers that are known of, and did not send all in time. */
  readonly late: number;
  /** Workers that could not tell what they have. */
  readonly failed: number;
  /** Whether there is nobody at the other end any more, who is neither. */
  readonly isGone: boolean;
}

export function ask(channel: MessageChannelLike, { request, timeoutMs, gatherMs }: Asked): Promise<Answered> {
  const waiting = new Gathering();
  const sent: Sent[] = [];
  let failed = 0;
  // Elsewhere there is one worker, and it is missed even if nothing was ever heard of it.
  let isGathering = true;
  const unheard = isBroadcast(channel) ? 0 : 1;
  return new Promise((resolve) => {
    const end = (isGone = false) => {
      clearTimeout(timeout);
      clearTimeout(gathering);
      stop();
      stopWatching();
      const heard = waiting.size + failed + sent.length;
      const late = waiting.size + (heard === 0 ? unheard : 0);
      resolve({ sent, late: isGone ? 0 : late, failed, isGone });
    };
    const endIfDone = () => {
      if (!isGathering && waiting.size === 0) end();
    };
    const take = (answer: Answer) => {
      const told = waiting.take(answer);
      if (told === undefined) return;
      if (told === 'failed') failed += 1;
      else sent.push(told);
      if (unheard === 1) isGathering = false;
      endIfDone();
    };
    const stop = hear(channel, (message) => {
      if (isAnswer(message, request)) take(message as unknown as Answer);
    });
    // What it told before is heard before.
    const stopWatching = onGone(channel, () => end(true));
    const timeout = setTimeout(end, timeoutMs);
    const gathering = setTimeout(
      () => {
        isGathering = false;
        endIfDone();
      },
      unheard === 1 ? timeoutMs : gatherMs,
    );
    if (!post(channel, { inferometer: 'ask', request } satisfies Ask)) end(true);
  });
}
