/** The options of flushAfter, with defaults, checked once. */
import { wrongKind } from '../errors.ts';
import { type Codes, requireFields, requireNumber } from '../validate.ts';

/** What keeps a platform awake until a promise is settled. */
export type WaitUntil = (promise: Promise<unknown>) => void;

export interface FlushAfterOptions {
  /**
   * Least time between two flushes, 0 to 25; 10 if left out. A request that ends within it has the flush done when it is due,
   * where there is a `waitUntil`, and else leaves it to the next one. 0: after each request, whatever that costs.
   */
  readonly everySeconds?: number;
  /**
   * `after` of next/server, `waitUntil` of @vercel/functions. If left out, that of an argument of the handler: `ctx` of Cloudflare's
   * `(request, env, ctx)`, the event of Next's middleware, `context` of Netlify.
   */
  readonly waitUntil?: WaitUntil;
  /**
   * How long an answer is held back until it is flushed, 0.01 to 60; 2 if left out. Only where there is no `waitUntil` and the
   * handler is called with no Request: AWS Lambda freezes when it has its answer, a server of Deno, Bun or Node goes on.
   */
  readonly timeoutSeconds?: number;
}

const OPTIONS = [
  'everySeconds',
  'waitUntil',
  'timeoutSeconds',
] as const satisfies readonly (keyof FlushAfterOptions)[];

const CODES: Codes = {
  kind: 'EDGE_OPTION_KIND',
  range: 'EDGE_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

/** @throws EDGE_OPTION_KIND, EDGE_OPTION_RANGE, EDGE_UNKNOWN_OPTION */
export function flushSettings(options: FlushAfterOptions) {
  requireFields('EDGE_OPTION_KIND', 'EDGE_UNKNOWN_OPTION', options, OPTIONS);
  const { everySeconds = 10, timeoutSeconds = 2, waitUntil } = options;
  if (waitUntil !== undefined && typeof waitUntil !== 'function') {
    throw wrongKind(CODES.kind, 'waitUntil', 'a function that takes a promise', waitUntil, CODES.remedy);
  }
  return {
    everyMs: requireNumber(CODES, 'everySeconds', everySeconds, 0, 25) * 1000,
    timeoutMs: requireNumber(CODES, 'timeoutSeconds', timeoutSeconds, 0.01, 60) * 1000,
    waitUntil,
  };
}
