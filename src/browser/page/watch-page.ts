/** A page around its inferences: frames, long tasks, visibility. */

import type { OwnMetrics } from '../../metrics/index.ts';
import { type Component, componentOf, contextIn } from '../../telemetry/index.ts';
import { requireObject } from '../../validate.ts';
import { Frames } from './frames.ts';
import { LongTasks } from './long-tasks.ts';
import type { Signal } from './signal.ts';
import { Visibility } from './visibility.ts';

export interface PageWatch {
  /**
   * An inference of the model begins; call what it gives when it is over. Integrations do both: hand the watch to them as
   * their option `page`.
   */
  begin(modelId: string): () => void;
  /** Records what the browser has not told yet, and the time up to now. Readers of a telemetry need not call it. */
  flush(): void;
  stop(): void;
}

/**
 * Watches the page: how long inferences held up its main thread and how many frames they cost, long tasks and long
 * animation frames, and how long it was visible. In a worker, where there is no page, and in other runtimes it does
 * nothing. What it costs is an animation frame at a time while an inference runs.
 *
 * @param metrics a telemetry, what `withOwnMetrics()` gave for a page, or what `createMetrics()` gave. It stops when a telemetry is disposed of.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_METRIC_CONFLICT
 * @example
 * const page = watchPage(telemetry);
 * const InferenceSession = instrumentOnnx(telemetry, ort, { page });
 */
export function watchPage(metrics: OwnMetrics): PageWatch {
  requireObject('metrics', metrics);
  const { document } = globalThis as { document?: Document };
  if (document === undefined) return NO_PAGE;
  const frames = new Frames(metrics, document);
  const visibility = new Visibility(metrics, document, () => frames.hide());
  const watch = new Watch(frames, [frames, new LongTasks(metrics), visibility]);
  const instance = contextIn(metrics);
  if (instance !== undefined) componentOf(instance, PageWatches).all.add(watch);
  return watch;
}

const NO_PAGE: PageWatch = { begin: () => () => {}, flush() {}, stop() {} };

class Watch implements PageWatch {
  private readonly frames: Frames;
  private readonly signals: readonly Signal[];
  private isStopped = false;

  constructor(frames: Frames, signals: readonly Signal[]) {
    this.frames = frames;
    this.signals = signals;
  }

  begin(modelId: string): () => void {
    return this.isStopped ? () => {} : this.frames.begin(modelId);
  }

  flush(): void {
    if (this.isStopped) return;
    for (const signal of this.signals) signal.flush();
  }

  stop(): void {
    if (this.isStopped) return;
    this.flush();
    this.isStopped = true;
    for (const signal of this.signals) signal.stop();
  }
}

/** Those of an instance: asked before it is read, and stopped with it. */
class PageWatches implements Component {
  readonly all = new Set<Watch>();

  refresh(): void {
    for (const watch of this.all) watch.flush();
  }

  dispose(): void {
    for (const watch of this.all) watch.stop();
    this.all.clear();
  }
}
