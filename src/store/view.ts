/** What is asked of a store: all its parts, each as it was at one moment. */
import type { Coverage, PointSource, Selection, StoredPoint, StoredRuns } from './model.ts';

/** A part, or all of them, at one moment. */
export interface StoreView extends PointSource {
  /** Oldest first: what comes later of a run replaces what came before. */
  runs(): AsyncIterable<StoredRuns>;
  /** Files that it reads may be removed from now on. */
  release(): void;
}

/** One after another; none of them has what another one has. */
export class JoinedView implements StoreView {
  private readonly views: readonly StoreView[];

  constructor(views: readonly StoreView[]) {
    this.views = views;
  }

  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    for (const view of this.views) yield* view.points(selection);
  }

  async *coverage(selection: Selection): AsyncGenerator<readonly Coverage[]> {
    for (const view of this.views) yield* view.coverage(selection);
  }

  async *runs(): AsyncGenerator<StoredRuns> {
    for (const view of this.views) yield* view.runs();
  }

  release(): void {
    for (const view of this.views) view.release();
  }
}
