/** One question over one channel: what the worker there, or on a BroadcastChannel every worker, has recorded. */

import { hear, isBroadcast, type MessageChannelLike, post } from './channel.ts';
import { LONGEST_ANSWER } from './chunks.ts';
import { type Answer, type Ask, isAnswer } from './protocol.ts';

export interface Asked {
  readonly request: string;
  /** After which nobody is waited for any more. */
  readonly timeoutMs: number;
  /** How long workers on a BroadcastChannel have for saying that they are there. */
  readonly gatherMs: number;
}

/** What one worker sent: its pieces, which nobody has looked into. */
export interface Sent {
  readonly worker: string;
  readonly pieces: readonly string[];
}

export interface Answered {
  readonly sent: readonly Sent[];
  /** Workers that are known of, and did not send all in time. */
  readonly late: number;
  /** Workers that could not tell what they have. */
  readonly failed: number;
}

/** Of one worker, up to now. */
interface Heard {
  readonly pieces: string[];
  /** Of all together, in characters. */
  length: number;
}

export function ask(channel: MessageChannelLike, { request, timeoutMs, gatherMs }: Asked): Promise<Answered> {
  const waiting = new Map<string, Heard>();
  const sent: Sent[] = [];
  let failed = 0;
  // Elsewhere there is one worker, and it is missed even if nothing was ever heard of it.
  let isGathering = true;
  const unheard = isBroadcast(channel) ? 0 : 1;
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      clearTimeout(gathering);
      stop();
      const heard = waiting.size + failed + sent.length;
      resolve({ sent, late: waiting.size + (heard === 0 ? unheard : 0), failed });
    };
    const endIfDone = () => {
      if (!isGathering && waiting.size === 0) end();
    };
    const take = (answer: Answer) => {
      const heard = waiting.get(answer.worker) ?? { pieces: [], length: 0 };
      const { pieces } = heard;
      if (answer.inferometer === 'end') {
        waiting.delete(answer.worker);
        // Kept as they are: messages come one after the other, without a turn for anybody else.
        if (answer.pieces === pieces.length) sent.push({ worker: answer.worker, pieces });
        else failed += 1;
        if (unheard === 1) isGathering = false;
        endIfDone();
        return;
      }
      waiting.set(answer.worker, heard);
      if (answer.inferometer !== 'piece') return;
      heard.length += answer.text.length;
      // What cannot be kept is missing at the end.
      if (heard.length <= LONGEST_ANSWER) pieces.push(answer.text);
      else pieces.length = 0;
    };
    const stop = hear(channel, (message) => {
      if (isAnswer(message, request)) take(message as unknown as Answer);
    });
    const timeout = setTimeout(end, timeoutMs);
    const gathering = setTimeout(
      () => {
        isGathering = false;
        endIfDone();
      },
      unheard === 1 ? timeoutMs : gatherMs,
    );
    if (!post(channel, { inferometer: 'ask', request } satisfies Ask)) end();
  });
}
