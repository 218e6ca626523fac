/** A database of a page that may be closed, or deleted, under whoever uses it, and is opened anew then. */

/**
 * `files`: by path, its content's id and size. `chunks`: by content and offset, bytes. `leases`: by path, whose lock it is.
 */
export const STORES = ['files', 'chunks', 'leases'] as const;
/** Of the layout. A connection closes for a newer one, so that neither an upgrade nor a deletion waits for it. */
const VERSION = 1;

export class Database {
  readonly name: string;
  private opening: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /**
   * Resolves with what `body` gives, once the transaction is complete; of one that fails nothing is kept. In the body only
   * requests of this transaction are waited for.
   *
   * @param durability `strict`: once the disk keeps it, and what was written before.
   */
  async run<T>(
    mode: IDBTransactionMode,
    body: (transaction: IDBTransaction) => Promise<T>,
    durability: IDBTransactionDurability = 'relaxed',
  ): Promise<T> {
    return completed(await this.begun(mode, durability), body);
  }

  private async begun(
    mode: IDBTransactionMode,
    durability: IDBTransactionDurability,
  ): Promise<IDBTransaction> {
    const begin = async () => (await this.connection()).transaction(STORES, mode, { durability });
    try {
      return await begin();
    } catch {
      // It was closed since it was last used.
      this.opening = undefined;
      return begin();
    }
  }

  private connection(): Promise<IDBDatabase> {
    this.opening ??= opened(this.name, (connection) => {
      connection.close();
      this.opening = undefined;
    });
    return this.opening;
  }
}

/** @param onLost it is of no use any more: deleted, upgraded by a newer page, or closed by the browser. */
function opened(name: string, onLost: (connection: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const connection = request.result;
      connection.onversionchange = () => onLost(connection);
      connection.onclose = () => onLost(connection);
      resolve(connection);
    };
  });
}

async function completed<T>(
  transaction: IDBTransaction,
  body: (transaction: IDBTransaction) => Promise<T>,
): Promise<T> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  ended.catch(() => {});
  try {
    const result = await body(transaction);
    await ended;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended.
    }
    // A request that failed because the transaction did does not know why.
    throw transaction.error ?? error ?? new DOMException('the database was closed', 'AbortError');
  }
}

/** What a request gives. Inside of a transaction only this is waited for, else it ends. */
export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
