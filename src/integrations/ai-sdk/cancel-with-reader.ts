/** What `streamText` gives, given up with its readers. */
import { observedReadable } from '../../telemetry/index.ts';
import { requireFunction } from '../../validate.ts';

/** As much of a result as is needed here: no part of its types, and in all of ai 5 to 7. */
interface StreamResult {
  teeStream?(): unknown;
}

/**
 * The result of `streamText`, whose model is asked for no more once nobody reads it: the signal that it was begun with is aborted, its
 * connection is closed, and the middleware records that. The AI SDK keeps what one reader leaves for readers to come, and so
 * holds the model's stream for as long as the result is held. Who awaits `text` or `usage` right after a loop that was left is a
 * reader, too. What is no such result comes back as it is.
 *
 * @param stream begins it with the signal, alone or among others.
 * @example
 * const { textStream } = cancelWithReader((abortSignal) => streamText({ model, prompt, abortSignal }));
 * for await (const text of textStream) if (!show(text)) break;
 */
export function cancelWithReader<Result>(stream: (abortSignal: AbortSignal) => Result): Result {
  requireFunction('stream', stream, 'Pass a function that calls streamText with the signal.');
  const controller = new AbortController();
  const result = stream(controller.signal);
  const held = Object(result) as StreamResult;
  const { teeStream } = held;
  if (typeof teeStream !== 'function') return result;
  let readers = 0;
  let isRead = false;
  const giveUp = () => {
    if (readers === 0 && !isRead) controller.abort();
  };
  const nothing = () => {};
  const ended = () => {
    isRead = true;
  };
  const returned = () => {
    readers -= 1;
    // Not now: who awaits something of the result, after a loop that was left, goes on reading.
    setTimeout(giveUp);
  };
  const reader = { chunk: nothing, completed: ended, failed: ended, returned };
  held.teeStream = function (this: unknown) {
    const branch: unknown = Reflect.apply(teeStream, this, []);
    if (!(branch instanceof ReadableStream)) return branch;
    readers += 1;
    return observedReadable(branch, { ...reader, abandoned: nothing, unfollowed: nothing });
  };
  return result;
}
