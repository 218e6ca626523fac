import type { StoreView } from '../model.ts';

/** A writer seals and merges once a minute at most; more than a few are for readers that hardly get a turn. */
const ATTEMPTS = 10;

/** Reads a view as it is at one moment: at a later one where its files were merged by another process meanwhile. */
export async function readAtOneMoment<View extends Pick<StoreView, 'release'>, T>(
  open: () => Promise<View>,
  read: (view: View) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const view = await open();
    try {
      return await read(view);
    } catch (error) {
      const isChanged = (error as { readonly code?: unknown } | undefined)?.code === 'STORE_CHANGED';
      if (!isChanged || attempt === ATTEMPTS) throw error;
    } finally {
      view.release();
    }
  }
}
