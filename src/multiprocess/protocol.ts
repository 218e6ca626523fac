/** What collector and workers say to each other; everything else on the channel is none of theirs. */

/** By which a telemetry that is shared has the one who answers for it among its components. */
export const SHARING = 'sharing';

export interface Sharer {
  /** Who it says that it is. */
  readonly worker: string;
}

/** Who has something to tell? */
export interface Ask {
  readonly inferometer: 'ask';
  readonly request: string;
}

/** Somebody is there: more is to come. */
export interface Here {
  readonly inferometer: 'here';
  readonly request: string;
  readonly worker: string;
}

/** The request of what nobody asked for: the last words of a worker that ends. */
export const LAST = 'last';

export interface Piece {
  readonly inferometer: 'piece';
  readonly request: string;
  readonly worker: string;
  readonly text: string;
}

/** That was all; `pieces` is undefined where it could not be told. */
export interface End {
  readonly inferometer: 'end';
  readonly request: string;
  readonly worker: string;
  readonly pieces?: number;
}

export type Answer = Here | Piece | End;

export function isAsk(message: Record<string, unknown>): message is Record<string, unknown> & Ask {
  return message.inferometer === 'ask' && typeof message.request === 'string';
}

export function isAnswer(message: Record<string, unknown>, request: string): boolean {
  const { inferometer, worker, text } = message;
  if (message.request !== request || typeof worker !== 'string') return false;
  return (
    inferometer === 'here' || inferometer === 'end' || (inferometer === 'piece' && typeof text === 'string')
  );
}
