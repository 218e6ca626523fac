/** All parts of a store, each as it was at one moment. */
import type { Coverage, Selection, StoredPoint, StoredRuns, StoreView } from '../model.ts';

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
