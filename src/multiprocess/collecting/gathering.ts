/** What workers send in pieces over one channel, until each has sent all. */
import { LONGEST_ANSWER } from '../chunks.ts';
import type { Answer } from '../protocol.ts';

/** What one worker sent: its pieces, which nobody has looked into. */
export interface Sent {
  readonly worker: string;
  readonly pieces: readonly string[];
  /** When its end came; of any clock that never goes back. */
  readonly heardMs: number;
}

/** What keeping a piece takes beside its characters, so that empty ones are no way around the limit. */
const PIECE_CHARACTERS = 64;

/** Of one worker, up to now. */
interface Heard {
  pieces: string[];
  length: number;
}

export class Gathering {
  private readonly heard = new Map<string, Heard>();
  /** Of all that is kept, in characters. */
  private length = 0;

  /** How many workers have begun, and have not come to the end. */
  get size(): number {
    return this.heard.size;
  }

  /** All that the worker sent, where this is its end; `failed` where that is not all. */
  take(answer: Answer): Sent | 'failed' | undefined {
    const { worker } = answer;
    const known = this.heard.get(worker);
    if (answer.inferometer === 'end') {
      this.heard.delete(worker);
      this.length -= known?.length ?? 0;
      const pieces = known?.pieces ?? [];
      // Kept as they are: messages come one after the other, without a turn for anybody else.
      return answer.pieces === pieces.length ? { worker, pieces, heardMs: performance.now() } : 'failed';
    }
    const heard = known ?? { pieces: [], length: 0 };
    const text = answer.inferometer === 'piece' ? answer.text : '';
    const length = text.length + PIECE_CHARACTERS + (known === undefined ? worker.length : 0);
    // What cannot be kept is missing at the end.
    if (this.length + length > LONGEST_ANSWER) {
      this.length -= heard.length;
      heard.length = 0;
      heard.pieces = [];
      return undefined;
    }
    this.heard.set(worker, heard);
    this.length += length;
    heard.length += length;
    if (answer.inferometer === 'piece') heard.pieces.push(text);
    return undefined;
  }
}
