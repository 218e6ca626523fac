/** Where intervals go: how a request to it looks, and what its answer says. */

import type { Delta } from './delta.ts';

export interface Receiver {
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a request with these. */
  bodyOf(batch: readonly Delta[]): string;
  /** What an answer of success says of each; all of them settled if left out. */
  settledBy?(answer: unknown): {
    readonly acknowledged: readonly unknown[];
    readonly refused: readonly unknown[];
  };
}

/** `/ingest` of `inferometer/http`. */
export function ingestReceiver(key: string): Receiver {
  return {
    // A text: any other type would be asked for by a request before.
    headers: { 'content-type': 'text/plain;charset=UTF-8' },
    bodyOf: (batch) =>
      JSON.stringify({
        key,
        page: batch[0]?.page,
        deltas: batch.map(({ sequence, interval }) => ({ sequence, interval })),
      }),
    // biome-ignore lint/suspicious/noExplicitAny: whoever answers at that address may say anything
    settledBy: (answer: any) => ({
      acknowledged: [answer?.acknowledged].flat(),
      refused: [answer?.refused].flat().map((one) => one?.sequence),
    }),
  };
}
