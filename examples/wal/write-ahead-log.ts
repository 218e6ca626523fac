/**
 * A write-ahead log: what is to be done to a backend is on the disk before it is done, is tried again when it fails,
 * and is taken up again after a crash. It knows nothing of telemetry but the hooks that it calls.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { StorageHooks } from 'inferometer';
import type { Backend } from './backend.ts';
import { Health } from './health.ts';
import { Journal, type JournalEntry, type OperationType } from './journal.ts';

export interface LogOptions {
  readonly path: string;
  readonly backends: readonly Backend[];
  readonly hooks: StorageHooks;
  /** Attempts before an operation has failed; 4 if left out. */
  readonly maxAttempts?: number;
  /** Before the second attempt; twice as long before each further one; 5 if left out. */
  readonly retryDelayMs?: number;
}

export interface Request {
  readonly type: OperationType;
  readonly backend: string;
  readonly key: string;
  readonly content?: string;
}

type Operation = Extract<JournalEntry, { kind: 'operation' }>;

export class WriteAheadLog {
  private readonly options: LogOptions;
  private readonly journal: Journal;
  private readonly health = new Map<string, Health>();
  private readonly pending: Operation[] = [];
  private processing = 0;

  private constructor(options: LogOptions, journal: Journal) {
    this.options = options;
    this.journal = journal;
  }

  /** Takes up what an earlier run has not ended. */
  static async open(options: LogOptions): Promise<WriteAheadLog> {
    const { journal, entries } = await Journal.open(options.path);
    const log = new WriteAheadLog(options, journal);
    const ended = new Set(entries.flatMap((entry) => (entry.kind === 'end' ? [entry.id] : [])));
    for (const entry of entries) if (entry.kind === 'operation' && !ended.has(entry.id)) log.enqueue(entry);
    return log;
  }

  /** Resolves with the operation's id as soon as it cannot be lost any more. */
  async append(request: Request): Promise<string> {
    this.backend(request.backend);
    const operation: Operation = { kind: 'operation', id: randomUUID(), ...request };
    await this.journal.write(operation);
    this.enqueue(operation);
    return operation.id;
  }

  /** Works until nothing is pending, on so many operations at once. */
  async drain(workers = 4): Promise<void> {
    const work = async () => {
      for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift()) {
        await this.process(next);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private enqueue(operation: Operation): void {
    this.pending.push(operation);
    const { id: operationId, type: operationType, backend } = operation;
    this.options.hooks.operationStarted({ operationId, operationType, backend });
    this.tellQueueSizes();
  }

  private async process(operation: Operation): Promise<void> {
    const { hooks, maxAttempts = 4, retryDelayMs = 5 } = this.options;
    const { id: operationId } = operation;
    this.processing += 1;
    for (let attempt = 1; ; attempt++) {
      hooks.statusChanged({ operationId, status: 'processing' });
      this.tellQueueSizes();
      const succeeded = await this.attempt(operation);
      if (succeeded || attempt === maxAttempts) {
        const status = succeeded ? 'completed' : 'failed';
        await this.journal.write({ kind: 'end', id: operationId, status });
        hooks.statusChanged({ operationId, status });
        break;
      }
      hooks.operationRetried({ operationId });
      hooks.statusChanged({ operationId, status: 'pending' });
      await wait(retryDelayMs * 2 ** (attempt - 1));
    }
    this.processing -= 1;
    this.tellQueueSizes();
  }

  private async attempt({ type, backend: name, key, content = '' }: Operation): Promise<boolean> {
    const backend = this.backend(name);
    const succeeded = await backend[type](key, content).then(
      () => true,
      () => false,
    );
    const known = this.health.get(name) ?? new Health();
    this.health.set(name, known);
    const health = known.after(succeeded);
    if (health !== undefined) this.options.hooks.backendHealthChanged({ backend: name, health });
    return succeeded;
  }

  private backend(name: string): Backend {
    const backend = this.options.backends.find((one) => one.name === name);
    if (backend === undefined) throw new RangeError(`the log writes to no backend ${JSON.stringify(name)}`);
    return backend;
  }

  private tellQueueSizes(): void {
    const { hooks } = this.options;
    hooks.queueSizeChanged({ status: 'pending', size: this.pending.length });
    hooks.queueSizeChanged({ status: 'processing', size: this.processing });
  }
}
