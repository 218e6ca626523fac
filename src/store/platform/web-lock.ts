/** Locks that pages and workers of one origin have for as long as they live. */
import { FileError, type FileLock } from '../files/files.ts';

/** A page that was left, or a worker that was ended, has its locks for some milliseconds more. */
const PATIENCE_MS = 1000;

/** Pages that came by plain http have none. */
export function hasWebLocks(): boolean {
  return globalThis.navigator?.locks !== undefined;
}

/** @throws FileError `locked` */
export function webLock(place: string, path: string): Promise<FileLock> {
  return new Promise((resolve, reject) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    let end: () => void = () => {};
    const request = navigator.locks.request(
      `inferometer ${place}/${path}`,
      { signal: patience.signal },
      () => {
        clearTimeout(timer);
        const release = async () => {
          end();
          await request.catch(() => {});
        };
        resolve({ release });
        return new Promise<void>((ended) => {
          end = ended;
        });
      },
    );
    request.catch((error: unknown) => reject(patience.signal.aborted ? lockedError(path) : error));
  });
}

export function lockedError(path: string): FileError {
  return new FileError(
    'locked',
    `"${path}" has a writer: another page or worker, or another store of this one. Give this one a member of its own: openStore({ path, member }).`,
  );
}
