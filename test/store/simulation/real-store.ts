// The store, as the simulation tries it.
import { openStore, type Store, type StoredPoint, type StoreReader } from 'inferometer/store';
import type { ReadBack } from './ledger.ts';
import type { Process } from './machine.ts';
import { readingBack } from './reading-back.ts';
import type { Subject, SubjectOptions } from './session.ts';

const RUN = 'run-';

/** A run of training by its id, and its curve. */
function runOf(id: number, takenAtUnixMs: number): Parameters<Store['appendRuns']>[0] {
  const identity = { modelId: 'glyphs', runId: `${RUN}${id}` };
  const times = { startedAtUnixMs: takenAtUnixMs, continuedAtUnixMs: takenAtUnixMs };
  const counts = { count: 1, rejected: 0, rejectedAtEnd: 0, mean: id, min: id, max: id };
  return {
    takenAtUnixMs,
    runs: [{ ...identity, ...times, parameters: {}, optimizerSteps: id }],
    curves: [{ ...identity, metric: 'loss', ...counts, epochs: [0], steps: [], values: [id] }],
  };
}

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

  appendRun(id: number, wallUnixMs: number, from: { readonly instance: string }): Promise<void> {
    return this.store.appendRuns(runOf(id, wallUnixMs), from);
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
export async function readBackOf(
  store: Pick<Store | StoreReader, 'view' | 'runs' | 'status'>,
): Promise<ReadBack> {
  const view = await store.view();
  try {
    const points: StoredPoint[] = [];
    for await (const batch of view.points(EVERYTHING)) points.push(...batch);
    const metrics = points.map(({ point, ...rest }) => ({ ...rest, series: [point] }));
    const { runs } = await store.runs();
    const ids = runs.map(({ runId }) => Number(runId.slice(RUN.length)));
    return readingBack(metrics, ids, store.status().damagedRecords);
  } finally {
    view.release();
  }
}
