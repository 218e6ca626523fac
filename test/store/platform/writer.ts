// A worker that opens a store, and appends minutes to it, one after another, until somebody ends it.
import { indexedDbFiles, openStore, opfsFiles } from 'inferometer/store';
import { Machine } from '../../telemetry/time.ts';
import { minute } from '../stores.ts';

/** What it is asked. */
export interface WriterTask {
  readonly kind: 'OPFS' | 'IndexedDB';
  readonly name: string;
  /** Of the first minute. */
  readonly begin: number;
  /** How many it appends, in groups of this size. */
  readonly count: number;
  readonly group: number;
  /** Of each minute, about. */
  readonly bytes: number;
  /** Of the journal, at which it is sealed. */
  readonly segmentBytes: number;
}

/** What it says. */
export type WriterEvent =
  | { readonly type: 'acknowledged'; readonly number: number }
  | { readonly type: 'done'; readonly problem: string | undefined; readonly isFlushed: boolean }
  | { readonly type: 'refused'; readonly code: string };

const say = (event: WriterEvent) => postMessage(event);

globalThis.onmessage = async ({ data }: MessageEvent<WriterTask>) => {
  const { kind, name, begin, count, group, bytes, segmentBytes } = data;
  const machine = new Machine();
  const files = kind === 'OPFS' ? opfsFiles(name) : indexedDbFiles(name);
  try {
    const store = await openStore({ files, clock: machine, timer: machine, segmentBytes });
    for (let number = begin; number < begin + count; number += group) {
      const appended = Array.from({ length: group }, async (_, i) => {
        await store.append(minute(number + i, bytes));
        say({ type: 'acknowledged', number: number + i });
      });
      await Promise.race([Promise.all(appended), waitUntil(() => store.status().degraded !== undefined)]);
      if (store.status().degraded !== undefined) break;
      await store.maintain();
    }
    const problem = store.status().degraded?.problem;
    say({ type: 'done', problem, isFlushed: await store.flush() });
    // What waits for room gets it when somebody asks.
    globalThis.onmessage = async () => {
      const isFlushed = await store.flush();
      say({ type: 'done', problem: store.status().degraded?.problem, isFlushed });
    };
  } catch (error) {
    say({ type: 'refused', code: (error as { code?: string }).code ?? String(error) });
  }
};

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
