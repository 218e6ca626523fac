/** Long tasks and long animation frames of a page, as the browser tells of them; Chromium does. */
import type { OwnMetrics } from '../../metrics/index.ts';
import { HELD_SECONDS, type Signal } from './signal.ts';

const LONG_TASK = {
  name: 'page_long_task_seconds',
  help: 'Tasks that held the main thread of the page for more than 50 ms.',
  unit: 'seconds',
  bucketBounds: HELD_SECONDS,
} as const;
const LONG_FRAME = {
  name: 'page_long_frame_seconds',
  help: 'Animation frames that took the page more than 50 ms, from the first task to what was painted.',
  unit: 'seconds',
  bucketBounds: HELD_SECONDS,
} as const;
const LONG_FRAME_BLOCKING = {
  name: 'page_long_frame_blocking_seconds',
  help: 'What of a long animation frame kept the page from answering: its tasks beyond 50 ms each.',
  unit: 'seconds',
  bucketBounds: HELD_SECONDS,
} as const;

interface LongEntry {
  readonly entryType: string;
  readonly duration: number;
  readonly blockingDuration?: number;
}

type LongEntryType = 'longtask' | 'long-animation-frame';

export class LongTasks implements Signal {
  private readonly observer: PerformanceObserver | undefined;
  private readonly take: Readonly<Record<LongEntryType, (entry: LongEntry) => void>>;

  constructor(metrics: OwnMetrics) {
    const seconds = (definition: typeof LONG_TASK | typeof LONG_FRAME | typeof LONG_FRAME_BLOCKING) =>
      metrics.histogram(definition).withLabels();
    const [tasks, frames, blocking] = [LONG_TASK, LONG_FRAME, LONG_FRAME_BLOCKING].map(seconds);
    this.take = {
      longtask: ({ duration }) => tasks?.record(duration / 1000),
      'long-animation-frame': ({ duration, blockingDuration = 0 }) => {
        frames?.record(duration / 1000);
        blocking?.record(blockingDuration / 1000);
      },
    };
    const known = globalThis.PerformanceObserver?.supportedEntryTypes ?? [];
    const types = Object.keys(this.take).filter((type) => known.includes(type));
    if (types.length === 0) return;
    this.observer = new PerformanceObserver((entries) => this.takeAll(entries.getEntries()));
    // Those before it was there, too.
    for (const type of types) this.observer.observe({ type, buffered: true });
  }

  flush(): void {
    this.takeAll(this.observer?.takeRecords() ?? []);
  }

  stop(): void {
    this.observer?.disconnect();
  }

  private takeAll(entries: readonly LongEntry[]): void {
    for (const entry of entries) this.take[entry.entryType as LongEntryType](entry);
  }
}
