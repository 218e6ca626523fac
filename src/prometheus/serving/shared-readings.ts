/**
 * Pages that many read at once. Whoever asks before a reading has begun shares it; whoever asks while one is under way shares
 * the next one, which begins when that is over: no page is older than its request, and however many ask, everything
 * is read twice at most.
 */
import type { PreparedExposition } from '../exposition.ts';
import type { Exposable } from '../page/format.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The next one waits so long at most: a client may take its page as slowly as it likes. */
const LONGEST_WAIT_MS = 250;

export class SharedReadings {
  private readonly latest = new Map<string, Reading>();

  /** The body of a response. What makes pages differ is in `prepared`. */
  body(source: Exposable, prepared: PreparedExposition): ReadableStream<Bytes> {
    const key = `${prepared.contentType} ${prepared.contentEncoding}`;
    const latest = this.latest.get(key);
    if (latest?.source === source && !latest.hasBegun) return latest.body();
    const reading = new Reading(source, prepared, latest?.over);
    this.latest.set(key, reading);
    // A page that was read keeps neither its source nor itself.
    void reading.over.then(() => {
      if (this.latest.get(key) === reading) this.latest.delete(key);
    });
    return reading.body();
  }
}

/** A piece of a page, which knows the next one once somebody has asked for it. */
interface Piece {
  readonly bytes: Bytes;
  readonly next: () => Promise<Piece | undefined>;
}

class Reading {
  readonly source: Exposable;
  /** Resolves when everything was read, or nobody reads any more. */
  readonly over: Promise<void>;
  hasBegun = false;
  private readonly prepared: PreparedExposition;
  private readonly before: Promise<void> | undefined;
  private readonly end: () => void;
  /** Gone once it has begun, so that pieces are kept no longer than the slowest reader needs them. */
  private first: Piece['next'] | undefined;
  private reader: ReadableStreamDefaultReader<Bytes> | undefined;
  private readerCount = 0;

  constructor(source: Exposable, prepared: PreparedExposition, before: Promise<void> | undefined) {
    this.source = source;
    this.prepared = prepared;
    this.before = before;
    let end = () => {};
    this.over = new Promise((resolve) => {
      end = resolve;
    });
    this.end = end;
    this.first = this.following();
  }

  /** @returns a stream that nobody else has, of pieces that all share */
  body(): ReadableStream<Bytes> {
    let next = this.first as Piece['next'];
    this.readerCount += 1;
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          const piece = await next();
          if (piece === undefined) return controller.close();
          next = piece.next;
          controller.enqueue(piece.bytes);
        },
        cancel: () => this.leave(),
      },
      { highWaterMark: 0 },
    );
  }

  private following(): Piece['next'] {
    let asked: Promise<Piece | undefined> | undefined;
    return () => {
      asked ??= this.read();
      return asked;
    };
  }

  private async read(): Promise<Piece | undefined> {
    try {
      if (this.reader === undefined) await this.begin();
      const { done, value } = await (this.reader as ReadableStreamDefaultReader<Bytes>).read();
      if (!done) return { bytes: value, next: this.following() };
    } catch (error) {
      this.end();
      throw error;
    }
    this.end();
    return undefined;
  }

  private async begin(): Promise<void> {
    if (this.before !== undefined) await atMost(LONGEST_WAIT_MS, this.before);
    this.hasBegun = true;
    this.first = undefined;
    this.reader = this.prepared.open().getReader();
  }

  private leave(): void {
    this.readerCount -= 1;
    if (this.readerCount > 0) return;
    // Nobody can join it any more.
    this.hasBegun = true;
    this.end();
    void this.reader?.cancel().catch(() => {});
  }
}

function atMost(milliseconds: number, waited: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(resolve, milliseconds);
    void waited.then(() => {
      clearTimeout(timeout);
      resolve();
    });
  });
}
