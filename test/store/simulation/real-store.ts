// The store, as the simulation tries it.
import { openStore, type Store, type StoredPoint, type StoreReader } from 'inferometer/store';
import type { ReadBack } from './ledger.ts';
import type { Process } from './machine.ts';
import { readingBack } from './reading-back.ts';
import type { Subject, SubjectOptions } from './session.ts';

const EVERYTHING = {
  startUnixMs: -Infinity,
  endUnixMs: Infinity,
  isWanted: () => true,
  labels: {},
  members: undefined,
  signal: undefined,
};

export async function openRealStore(process: Process, options: SubjectOptions): Promise<Subject> {
  const ports = { files: process, clock: process, timer: process, scheduler: process, writeOnExit: false };
  return new RealStore(await openStore({ ...ports, ...options }));
}

class RealStore implements Subject {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  append(...given: Parameters<Store['append']>): Promise<void> {
    return this.store.append(...given);
  }

  flush(): Promise<boolean> {
    return this.store.flush();
  }

  maintain(): Promise<void> {
    return this.store.maintain();
  }

  get pendingBytes(): number {
    return this.store.status().pendingBytes;
  }

  close(): Promise<void> {
    return this.store.close();
  }

  readBack(): Promise<ReadBack> {
    return readBackOf(this.store);
  }
}

/** Everything that a store, or a reader of one, gives. */
export async function readBackOf(store: Pick<Store | StoreReader, 'view' | 'status'>): Promise<ReadBack> {
  const view = await store.view();
  try {
    const points: StoredPoint[] = [];
    for await (const batch of view.points(EVERYTHING)) points.push(...batch);
    const metrics = points.map(({ point, ...rest }) => ({ ...rest, series: [point] }));
    return readingBack(metrics, store.status().damagedRecords);
  } finally {
    view.release();
  }
}
