/** One question over one channel: what the worker there, or on a BroadcastChannel every worker, has recorded. */
import { hear, isBroadcast, type MessageChannelLike, post } from './channel.ts';
import { SnapshotPieces } from './chunks.ts';
import type { Part } from './members.ts';
import { type Answer, type Ask, isAnswer } from './protocol.ts';

export interface Asked {
  readonly request: string;
  /** After which nobody is waited for any more. */
  readonly timeoutMs: number;
  /** How long workers on a BroadcastChannel have for saying that they are there. */
  readonly gatherMs: number;
}

export interface Answered {
  readonly parts: readonly Part[];
  /** Workers that are known of, and did not tell all in time. */
  readonly missing: number;
}

export function ask(channel: MessageChannelLike, { request, timeoutMs, gatherMs }: Asked): Promise<Answered> {
  const waiting = new Map<string, SnapshotPieces>();
  const parts: Part[] = [];
  let failed = 0;
  // Elsewhere there is one worker, and it is missed even if nothing was ever heard of it.
  let isGathering = true;
  const unheard = isBroadcast(channel) ? 0 : 1;
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      clearTimeout(gathering);
      stop();
      const heard = waiting.size + failed + parts.length;
      resolve({ parts, missing: waiting.size + failed + (heard === 0 ? unheard : 0) });
    };
    const endIfDone = () => {
      if (!isGathering && waiting.size === 0) end();
    };
    const take = (answer: Answer) => {
      const pieces = waiting.get(answer.worker) ?? new SnapshotPieces();
      if (answer.inferometer === 'end') {
        waiting.delete(answer.worker);
        const snapshot = pieces.whole(answer.pieces);
        if (snapshot === undefined) failed += 1;
        else parts.push({ worker: answer.worker, snapshot });
        if (unheard === 1) isGathering = false;
        endIfDone();
        return;
      }
      waiting.set(answer.worker, pieces);
      if (answer.inferometer === 'piece') pieces.take(answer.text);
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
