// The store, as the simulation tries it.
import type { MetricSnapshot } from 'inferometer';
import { type Files, openStore, readStore, type Store, type StoreReader } from 'inferometer/store';
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

/** @param files what the store is handed in place of those of the machine: with a fault in them, say. */
export async function openRealStore(
  process: Process,
  options: SubjectOptions,
  files: Files = process,
): Promise<Subject> {
  const ports = { files, clock: process, timer: process, scheduler: process };
  const store = await openStore({ ...ports, ...options, writeOnExit: false });
  return new RealStore(store, readStore(ports));
}

class RealStore implements Subject {
  private readonly store: Store;
  /** As another process reads it, beside the writer. */
  private readonly reader: StoreReader;
  private reads = 0;

  constructor(store: Store, reader: StoreReader) {
    this.store = store;
    this.reader = reader;
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

  /** By each of the ways in turn. */
  async readBack(): Promise<ReadBack> {
    this.reads += 1;
    if (this.reads % 3 === 0) return readBackOf(this.store, pointsOfView);
    if (this.reads % 3 === 1) return readBackOf(this.store, pointsOfQuery);
    const read = await readBackOf(this.reader, pointsOfQuery);
    // What the writer has met and what the reader has: each knows some of it.
    return { ...read, lost: read.lost + this.store.status().damagedRecords };
  }
}

type Readable = Store | StoreReader;

/** Everything that a store, or a reader of one, gives. */
export async function readBackOf(store: Readable, pointsOf = pointsOfQuery): Promise<ReadBack> {
  const metrics = await pointsOf(store);
  const { runs } = await store.runs();
  const ids = runs.map(({ runId }) => Number(runId.slice(RUN.length)));
  return readingBack(metrics, ids, store.status().damagedRecords);
}

async function pointsOfQuery(store: Readable): Promise<MetricSnapshot[]> {
  const metrics: MetricSnapshot[] = [];
  for await (const step of store.query({}).points()) metrics.push(...step.metrics);
  return metrics;
}

/** As they lie there, before they are merged. */
async function pointsOfView(store: Readable): Promise<MetricSnapshot[]> {
  const view = await store.view();
  try {
    const metrics: MetricSnapshot[] = [];
    for await (const batch of view.points(EVERYTHING)) {
      for (const { point, ...rest } of batch) metrics.push({ ...rest, series: [point] });
    }
    return metrics;
  } finally {
    view.release();
  }
}
