/** Reading a store at one moment: at a later one where its files were merged by another process meanwhile. */
import type { StoreView } from './model.ts';

/** A writer seals and merges once a minute at most; more than a few are for readers that hardly get a turn. */
export const READ_ATTEMPTS = 10;

/**
 * Does it again for as long as what it reads is merged meanwhile.
 *
 * @param changed called before each further attempt
 */
export async function again<T>(
  read: () => Promise<T>,
  attempts: number,
  changed: () => void = () => {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const isChanged = (error as { readonly code?: unknown } | undefined)?.code === 'STORE_CHANGED';
      if (!isChanged || attempt === attempts) throw error;
      changed();
    }
  }
}

export function readAtOneMoment<View extends Pick<StoreView, 'release'>, T>(
  open: () => Promise<View>,
  read: (view: View) => Promise<T>,
): Promise<T> {
  return again(async () => {
    const view = await open();
    try {
      return await read(view);
    } finally {
      view.release();
    }
  }, READ_ATTEMPTS);
}
