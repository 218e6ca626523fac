/** The telemetries that hand a store what they record, and the last moments in which they do. */
import { onEnding } from '../../runtime/index.ts';
import {
  type Component,
  componentOf,
  contextOf,
  sharedComponent,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import { Recording } from './recording.ts';
import { STORE_BYTES, STORE_DEGRADED, STORE_PENDING_BYTES } from './self-metrics.ts';
import type { RecordingTarget } from './target.ts';

export interface RecordingOptions {
  /** Whether the last interval is written when the process ends, or the page is hidden. */
  readonly writeOnExit: boolean;
  /** Whether it is, too, when a signal is about to end the process. */
  readonly writeOnSignals: boolean;
}

export class Recordings {
  private readonly store: RecordingTarget;
  private readonly running = new Set<Recording>();
  private readonly options: RecordingOptions;
  /** From when there is something to write: a process warns of many that listen to it. */
  private stopListening: (() => void) | undefined;

  constructor(store: RecordingTarget, options: RecordingOptions) {
    this.store = store;
    this.options = options;
  }

  /** Keeps what this telemetry records from now on; does nothing where it does so already. @throws TELEMETRY_ARGUMENT_KIND */
  attach(telemetry: object): void {
    const context = contextOf(telemetry as TelemetryHandle);
    const { recordings } = componentOf(context, Keeping, KEEPING);
    for (const some of [recordings, this.running]) {
      for (const recording of some) if (recording.isOver) some.delete(recording);
    }
    if ([...recordings].some(({ store }) => store === this.store)) return;
    const recording = new Recording(this.store, context);
    recordings.add(recording);
    this.running.add(recording);
    const { writeOnExit, writeOnSignals } = this.options;
    if (!writeOnExit) return;
    const ending = { idle: () => this.idle(), last: () => this.last() };
    this.stopListening ??= onEnding(ending, { signals: writeOnSignals });
  }

  /** Ends the intervals that go on, for the store to have them, and hands on nothing after them. */
  close(): void {
    this.stopListening?.();
    for (const recording of this.running) {
      recording.endInterval();
      recording.end();
    }
  }

  /** What belongs to intervals is written, if they stay. */
  async settle(): Promise<void> {
    const waiting = [...this.running].filter(({ isWaiting }) => isWaiting);
    if (waiting.length > 0 && (await this.store.flush()))
      await Promise.all(waiting.map((recording) => recording.settled()));
  }

  /** What takes its time keeps the process alive until it is done. */
  private idle(): void {
    this.endIntervals();
    this.store.flush().catch(() => {});
  }

  /** Whatever goes wrong now, the process ends as it would have. */
  private last(): void {
    try {
      this.endIntervals();
      if (this.store.flushSync()) for (const recording of this.running) recording.settleSync();
    } catch {}
  }

  private endIntervals(): void {
    for (const recording of this.running) recording.endInterval();
  }
}

/** What hands this telemetry's intervals to this store, or to the first one that keeps them; undefined where none does. */
export function recordingOf(context: TelemetryContext, of?: object): Recording | undefined {
  const keeping = sharedComponent(context, KEEPING) as Keeping | undefined;
  return [...(keeping?.recordings ?? [])].find(
    (recording) => !recording.isOver && (of === undefined || recording.store === of),
  );
}

const KEEPING = 'stores';

/** The stores of one telemetry. */
class Keeping implements Component {
  readonly recordings = new Set<Recording>();
  private readonly context: TelemetryContext;

  constructor(context: TelemetryContext) {
    this.context = context;
  }

  refresh(): void {
    let [degraded, bytes, pendingBytes] = [0, 0, 0];
    for (const recording of this.recordings) {
      if (recording.isOver) continue;
      const status = recording.store.status();
      recording.observe(status);
      degraded += status.degraded === undefined ? 0 : 1;
      bytes += status.bytes;
      pendingBytes += status.pendingBytes;
    }
    const { registry } = this.context;
    registry.of(STORE_DEGRADED).withLabelValues([]).set(degraded);
    registry.of(STORE_BYTES).withLabelValues([]).set(bytes);
    registry.of(STORE_PENDING_BYTES).withLabelValues([]).set(pendingBytes);
  }

  async flush(): Promise<boolean> {
    const running = [...this.recordings].filter(({ isOver }) => !isOver);
    for (const recording of running) recording.writeRuns();
    const flushed = await Promise.all(running.map(({ store }) => store.flush()));
    await Promise.all(running.filter((_, i) => flushed[i]).map((recording) => recording.settled()));
    return flushed.every(Boolean);
  }

  dispose(): void {
    for (const recording of this.recordings) recording.end();
    this.recordings.clear();
  }
}
