/**
 * Whether inferences hold up the page: frames that came late, or not at all, while one ran. Asked of the page by
 * requestAnimationFrame, which every browser has, and only while an inference runs.
 */
import type { OwnMetrics } from '../../metrics/index.ts';
import { HELD_SECONDS, type Signal } from './signal.ts';

const MAIN_THREAD_HELD = {
  name: 'inference_main_thread_held_seconds',
  help: 'Time of an inference in which the page could not answer: the parts of gaps between its frames that exceed 50 ms.',
  unit: 'seconds',
  labels: ['model_id'],
  bucketBounds: HELD_SECONDS,
} as const;
const FRAMES = {
  name: 'inference_frames_total',
  help: 'Frames of the page while inferences ran: those that were shown, and those for which there was no time.',
  labels: ['model_id', 'result'],
} as const;

/** What people notice (RAIL): an answer later than that is late. */
const NOTICED_MS = 50;
/** Of screens that refresh 60 times a second; of faster ones the shortest gap says it. */
const USUAL_FRAME_MS = 1000 / 60;
/** Faster than any screen: two frames that are told in one go. */
const LEAST_FRAME_MS = 4;

interface Inference {
  readonly modelId: string;
  readonly startedMs: number;
  /** Infinity while it runs. */
  endedMs: number;
  heldMs: number;
  shown: number;
  dropped: number;
}

export class Frames implements Signal {
  private readonly metrics: OwnMetrics;
  private readonly page: Document;
  private readonly running = new Set<Inference>();
  /** Up to when gaps are taken. */
  private lastMs = 0;
  /** When the browser began its last frame; NaN where none was asked for before. */
  private frameStartedMs = Number.NaN;
  private frameMs = USUAL_FRAME_MS;
  private request = 0;

  constructor(metrics: OwnMetrics, page: Document) {
    this.metrics = metrics;
    this.page = page;
    // So that they are there, and a conflict of names is told now.
    metrics.histogram(MAIN_THREAD_HELD);
    metrics.counter(FRAMES);
  }

  begin(modelId: string): () => void {
    // A page that nobody sees has no frames.
    if (this.page.visibilityState === 'hidden') return () => {};
    const startedMs = performance.now();
    const inference: Inference = { modelId, startedMs, endedMs: Infinity, heldMs: 0, shown: 0, dropped: 0 };
    this.running.add(inference);
    if (this.request === 0) {
      this.lastMs = startedMs;
      this.frameStartedMs = Number.NaN;
      this.request = requestAnimationFrame(this.frame);
    }
    return () => {
      // It is recorded with the next frame, for which it may have left no time.
      inference.endedMs = Math.min(inference.endedMs, performance.now());
    };
  }

  /** The page is hidden: there are no frames from now on. */
  hide(): void {
    cancelAnimationFrame(this.request);
    this.request = 0;
    this.running.clear();
  }

  flush(): void {}

  stop(): void {
    this.hide();
  }

  private readonly frame = (frameStartedMs: number): void => {
    const nowMs = performance.now();
    const sinceLastMs = frameStartedMs - this.frameStartedMs;
    if (sinceLastMs >= LEAST_FRAME_MS) this.frameMs = Math.min(this.frameMs, sinceLastMs);
    this.frameStartedMs = frameStartedMs;
    for (const inference of [...this.running]) {
      this.addGap(inference, this.lastMs, nowMs);
      if (inference.endedMs > nowMs) continue;
      this.running.delete(inference);
      this.record(inference);
    }
    this.lastMs = nowMs;
    this.request = this.running.size > 0 ? requestAnimationFrame(this.frame) : 0;
  };

  /** What of the gap was the inference's: another one may have begun, or ended, in the midst of it. */
  private addGap(inference: Inference, fromMs: number, toMs: number): void {
    const gapMs = toMs - fromMs;
    const sharedMs = Math.min(toMs, inference.endedMs) - Math.max(fromMs, inference.startedMs);
    if (sharedMs <= 0) return;
    inference.shown += 1;
    inference.dropped += Math.max(0, Math.round(sharedMs / this.frameMs) - 1);
    if (gapMs > NOTICED_MS) inference.heldMs += Math.max(0, Math.min(sharedMs, gapMs - NOTICED_MS));
  }

  private record({ modelId, heldMs, shown, dropped }: Inference): void {
    const labels = { model_id: modelId };
    this.metrics
      .histogram(MAIN_THREAD_HELD)
      .withLabels(labels)
      .record(heldMs / 1000);
    const frames = this.metrics.counter(FRAMES);
    if (shown > 0) frames.withLabels({ ...labels, result: 'shown' }).add(shown);
    if (dropped > 0) frames.withLabels({ ...labels, result: 'dropped' }).add(dropped);
  }
}
