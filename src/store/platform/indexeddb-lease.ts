/**
 * A lock for pages without Web Locks: a record in the database that its owner renews, and that whoever comes after it takes
 * over once it has run out. Writers look at it in the same transaction in which they write, so that one who slept through
 * the end of its lease writes nothing more.
 */
import { randomId } from '../../telemetry/index.ts';
import type { FileLock } from '../files/files.ts';
import { answered, type Database } from './indexeddb-database.ts';
import { lockedError } from './web-lock.ts';

/** Browsers let timers of hidden tabs run once a minute. */
const LEASE_MS = 150_000;
const RENEWAL_MS = 20_000;

interface LeaseRecord {
  readonly token: string;
  readonly renewedAtUnixMs: number;
}

/** The leases of this page. */
export class Leases {
  private readonly database: Database;
  /** Tokens by path. */
  private readonly held = new Map<string, string>();

  constructor(database: Database) {
    this.database = database;
  }

  /** @throws FileError `locked` */
  async take(path: string): Promise<FileLock> {
    const token = randomId();
    await this.write(path, token, (known) => known === undefined || !isValid(known));
    this.held.set(path, token);
    const timer = setInterval(() => void this.renew(path, token), RENEWAL_MS);
    return {
      release: async () => {
        clearInterval(timer);
        if (this.held.get(path) === token) this.held.delete(path);
        await this.giveUp(path, token).catch(() => {});
      },
    };
  }

  /** In a transaction that writes. @throws FileError `locked` when another page took one of them over */
  async require(transaction: IDBTransaction): Promise<void> {
    for (const [path, token] of this.held) {
      const known = await recordOf(transaction, path);
      // None: the database is another one since it was deleted.
      if (known !== undefined && known.token !== token) throw lockedError(path);
    }
  }

  private async renew(path: string, token: string): Promise<void> {
    try {
      await this.write(path, token, (known) => known === undefined || known.token === token);
    } catch {
      // Whoever took it over is found by the next write; a full disk is said by that, too.
    }
  }

  private write(
    path: string,
    token: string,
    isFree: (known: LeaseRecord | undefined) => boolean,
  ): Promise<void> {
    return this.database.run('readwrite', async (transaction) => {
      if (!isFree(await recordOf(transaction, path))) throw lockedError(path);
      const lease: LeaseRecord = { token, renewedAtUnixMs: Date.now() };
      await answered(transaction.objectStore('leases').put(lease, path));
    });
  }

  private giveUp(path: string, token: string): Promise<void> {
    return this.database.run('readwrite', async (transaction) => {
      const known = await recordOf(transaction, path);
      if (known?.token === token) await answered(transaction.objectStore('leases').delete(path));
    });
  }
}

function recordOf(transaction: IDBTransaction, path: string): Promise<LeaseRecord | undefined> {
  return answered(transaction.objectStore('leases').get(path));
}

/** Pages of one machine have one clock; where it was set back, a lease of the future is none. */
function isValid({ renewedAtUnixMs }: LeaseRecord): boolean {
  return Math.abs(Date.now() - renewedAtUnixMs) < LEASE_MS;
}
