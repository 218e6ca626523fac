// Stores for tests: intervals by number, a machine that the test owns, files that fail when they are told to.
import type { Interval, MetricSnapshot } from 'inferometer/metrics';
import {
  type AppendableFile,
  FileError,
  type FileProblem,
  type Files,
  MemoryFiles,
  openStore,
  type Store,
  type StoreOptions,
} from 'inferometer/store';
import type { Machine } from '../telemetry/time.ts';

export const MINUTE_MS = 60_000;
export const BEGIN_UNIX_MS = Date.UTC(2026, 0, 1);

/** The minute of this number: a counter went up by it. */
export function minute(number: number, bytes = 0): Interval {
  const startedAtUnixMs = BEGIN_UNIX_MS + number * MINUTE_MS;
  const metric: MetricSnapshot = {
    instrument: {
      name: 'minutes_total',
      kind: 'counter',
      unit: '1',
      labels: ['filling'],
      category: 'custom',
    },
    fullName: 'minutes_total',
    series: [
      {
        labels: { filling: filling(number, bytes) },
        overflow: false,
        createdAtUnixMs: BEGIN_UNIX_MS,
        value: number,
      },
    ],
  };
  return {
    version: 2,
    sequence: number,
    startedAtUnixMs,
    endedAtUnixMs: startedAtUnixMs + MINUTE_MS,
    durationSeconds: 60,
    wallClockJumpSeconds: 0,
    metrics: [metric],
  };
}

/** Text that nothing makes shorter. */
function filling(seed: number, length: number): string {
  let state = seed + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 33 + (state >>> 26);
  };
  return Array.from({ length }, () => String.fromCharCode(next())).join('');
}

/** Which minutes a store has, in their order, each as often as it is there. */
export async function minutesIn(store: Pick<Store, 'query'>): Promise<number[]> {
  const rows = await store.query({ metric: 'minutes_total', stepSeconds: 60, groupBy: [] }).rows();
  return rows.flatMap(({ sum, startedAtUnixMs }) => {
    const number = (startedAtUnixMs - BEGIN_UNIX_MS) / MINUTE_MS;
    // A minute that is there twice has twice the sum.
    return sum === undefined || number === 0 ? [number] : Array<number>(sum / number).fill(number);
  });
}

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

/** On a machine that stands still, and is told when time passes. */
export async function openOn(machine: Machine, files: Files, options: StoreOptions = {}): Promise<Store> {
  return openStore({ files, clock: machine, timer: machine, ...options });
}

/** Lets everything that is not a timer run. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve));
}

/** Files in memory that fail at what they are told to, and count what they are asked for. */
export class FailingFiles implements Files {
  readonly place = 'failing';
  readonly calls: string[] = [];
  /** What fails, and how. */
  failing = new Map<'open' | 'append' | 'sync' | 'truncate' | 'lock' | 'remove' | 'rename', FileProblem>();
  /** Of an append that fails, so many bytes are there. */
  partialBytes = 0;
  private readonly files: MemoryFiles;

  constructor(files = new MemoryFiles()) {
    this.files = files;
  }

  list(directory: string) {
    return this.files.list(directory);
  }
  read(path: string, start?: number, end?: number) {
    return this.files.read(path, start, end);
  }
  size(path: string) {
    return this.files.size(path);
  }
  async open(path: string): Promise<AppendableFile> {
    this.fail('open', path);
    const file = await this.files.open(path);
    return {
      get size() {
        return file.size;
      },
      append: async (bytes) => {
        if (this.failing.has('append')) await file.append(bytes.subarray(0, this.partialBytes));
        this.fail('append', path);
        await file.append(bytes);
      },
      sync: async () => this.fail('sync', path),
      truncate: async (size) => {
        this.fail('truncate', path);
        await file.truncate(size);
      },
      close: () => file.close(),
    };
  }
  async rename(from: string, to: string) {
    this.fail('rename', from);
    await this.files.rename(from, to);
  }
  async remove(path: string) {
    this.fail('remove', path);
    await this.files.remove(path);
  }
  async syncDirectory(directory: string) {
    this.fail('sync', directory);
  }
  async lock(path: string) {
    this.fail('lock', path);
    return this.files.lock(path);
  }

  private fail(
    call: 'open' | 'append' | 'sync' | 'truncate' | 'lock' | 'remove' | 'rename',
    path: string,
  ): void {
    this.calls.push(`${call} ${path}`);
    const problem = this.failing.get(call);
    if (problem !== undefined) throw new FileError(problem, `no ${call} of "${path}". Wait.`);
  }
}
