/**
 * What a page keeps beyond itself, and knows of the other tabs of its origin, once its server could not be reached: loaded then, and
 * by pages that find something kept. Nothing of it rejects: where a browser has no room, or forbids it, nothing is kept.
 */
import { type Delta, keyOf } from '../delta.ts';
import { DATABASE } from './kept.ts';
import { navigatorHere } from './navigator.ts';

const STORE = 'intervals';

export class Elsewhere {
  private readonly url: string;
  private channel: BroadcastChannel | undefined;
  private opening: Promise<IDBDatabase> | undefined;
  private readonly kept = new Set<string>();
  private release: () => void = () => {};
  private readonly ended = new AbortController();

  /**
   * @param url of the receiver: what waits for another one is none of ours
   * @param heard called with how long another tab waits, in seconds; 0 where its server answers again
   */
  constructor(url: string, heard: (seconds: number) => void) {
    this.url = url;
    if (typeof BroadcastChannel === 'undefined') return;
    this.channel = new BroadcastChannel(`${DATABASE} ${url}`);
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'number' && data >= 0) heard(data);
    };
  }

  /** Tells other tabs for how long this one waits. */
  tell(seconds: number): void {
    this.channel?.postMessage(seconds);
  }

  /** Calls `fn` unless another tab does this now; whether it was called. */
  async alone(fn: () => Promise<unknown>): Promise<boolean> {
    const { locks } = navigatorHere();
    const run = async (lock: unknown) => {
      if (lock !== null) await fn();
      return lock !== null;
    };
    if (locks === undefined) return run({});
    return locks.request(`${DATABASE} ${this.url}`, { ifAvailable: true }, run).catch(() => false);
  }

  /** What earlier pages left: one tab takes it, for as long as it lives, and then the next one. */
  async takeOver(): Promise<readonly Delta[]> {
    const { locks } = navigatorHere();
    const isMine = await new Promise<boolean>((resolve) => {
      if (locks === undefined) {
        resolve(true);
        return;
      }
      const held = new Promise<void>((release) => {
        this.release = release;
      });
      locks
        .request(`${DATABASE} left ${this.url}`, { signal: this.ended.signal }, () => {
          resolve(true);
          return held;
        })
        .catch(() => resolve(false));
    });
    if (!isMine) return [];
    const { value: all = [] } = (await this.run<Kept[]>('readonly', (store) => store.getAll())) ?? {};
    if (all.length === 0) this.vanish();
    // By their keys, which are texts, the tenth would come before the second.
    const left = all.filter(({ url }) => url === this.url).sort((a, b) => a.sequence - b.sequence);
    for (const delta of left) this.kept.add(keyOf(delta));
    return left.map(({ url: _, ...delta }) => delta);
  }

  async put(deltas: readonly Delta[]): Promise<void> {
    const added = deltas.filter((delta) => !this.kept.has(keyOf(delta)));
    if (added.length === 0) return;
    const done = await this.run('readwrite', (store) => {
      for (const delta of added) store.put({ ...delta, url: this.url } satisfies Kept, this.keyOf(delta));
    });
    if (done !== undefined) for (const delta of added) this.kept.add(keyOf(delta));
  }

  /** They need not be kept any more. */
  async remove(deltas: readonly Delta[]): Promise<void> {
    // What is being kept just now is removed after it: transactions have an order.
    if (this.opening === undefined || deltas.length === 0) return;
    await this.run('readwrite', (store) => {
      for (const delta of deltas) store.delete(this.keyOf(delta));
    });
  }

  /** Everything that is kept for this receiver. */
  async clear(): Promise<void> {
    this.kept.clear();
    await this.run('readwrite', (store) =>
      store.delete(IDBKeyRange.bound(`${this.url} `, `${this.url} \uffff`)),
    );
  }

  close(): void {
    this.release();
    this.ended.abort();
    this.channel?.close();
    this.channel = undefined;
    this.opening?.then(
      (database) => database.close(),
      () => {},
    );
    this.opening = undefined;
  }

  private keyOf(delta: Delta): string {
    return `${this.url} ${keyOf(delta)}`;
  }

  /** What the request answers, once the transaction is complete; undefined where it failed. */
  private async run<T>(
    mode: IDBTransactionMode,
    body: (store: IDBObjectStore) => unknown,
  ): Promise<{ readonly value: T | undefined } | undefined> {
    try {
      this.opening ??= opened();
      const transaction = (await this.opening).transaction(STORE, mode);
      return await new Promise((resolve, reject) => {
        const request = body(transaction.objectStore(STORE)) as IDBRequest<T> | undefined;
        transaction.oncomplete = () => resolve({ value: request?.result });
        transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      // Closed, deleted or full: the next one opens it anew.
      this.opening = undefined;
      return undefined;
    }
  }

  /** The database is empty: pages to come need not look into it. */
  private vanish(): void {
    this.opening?.then(
      (database) => {
        database.close();
        indexedDB.deleteDatabase(DATABASE);
      },
      () => {},
    );
    this.opening = undefined;
  }
}

interface Kept extends Delta {
  readonly url: string;
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      // Whoever deletes it is not to wait.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}
