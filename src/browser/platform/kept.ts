/** Whether an earlier page left something: asked without opening, and so without making, a database. */

/** Of `Elsewhere`. */
export const DATABASE = 'inferometer-page-intervals';

export async function isSomethingKept(): Promise<boolean> {
  try {
    // Where a browser cannot list them, it is looked into.
    const names = await indexedDB.databases?.();
    return names === undefined || names.some(({ name }) => name === DATABASE);
  } catch {
    return false;
  }
}
