/** What a journal finds when it is opened: records that are whole, and ends that were being written, which it cuts off. */
import type { StoreContext } from '../context.ts';
import { type Files, withOpenFile } from '../files/files.ts';
import type { JournalFile } from './journal-directory.ts';
import { firstSequenceOf, journalFilesIn, lossesIn, scanFiles } from './journal-files.ts';
import type { IndexedRecord } from './record-index.ts';
import type { ScannedFile } from './scan.ts';

export interface Recovered {
  /** By sequence, ascending; of one that was written twice the later. */
  readonly records: readonly IndexedRecord[];
  readonly files: readonly JournalFile[];
  /** The highest sequence of any record, also of one that is damaged. */
  readonly lastSequence: number;
}

/** Says what is damaged. @param sealedThrough records up to this sequence are not looked at. @throws FileError where files cannot be read */
export async function recoverJournal(
  files: Files,
  directory: string,
  context: StoreContext,
  sealedThrough: number,
): Promise<Recovered> {
  const scanned = await scanFiles(files, await journalFilesIn(files, directory), context.budget);
  for (const damage of lossesIn(scanned, directory, sealedThrough)) context.damaged(damage);
  for (const file of scanned) await cutTorn(files, context, file);
  const records = scanned.flatMap(({ path, entries }) =>
    entries
      .filter(({ sequence }) => sequence > sealedThrough)
      .map((entry) => ({ ...entry, path, payload: undefined })),
  );
  return {
    records: records.sort((a, b) => a.sequence - b.sequence),
    files: scanned.map(({ path, size: bytes, lastSequence }) => {
      return { path, bytes, lastSequence: Math.max(lastSequence, firstSequenceOf(path) - 1) };
    }),
    lastSequence: Math.max(sealedThrough, ...scanned.map(({ lastSequence }) => lastSequence)),
  };
}

/** Where that cannot be, it is as it was: no more is ever appended to the file. */
async function cutTorn(files: Files, context: StoreContext, { path, size, bad }: ScannedFile): Promise<void> {
  const torn = bad.at(-1);
  if (torn?.isTorn !== true || torn.end !== size) return;
  try {
    await withOpenFile(files, path, async (file) => {
      await file.truncate(torn.start);
      await file.sync();
    });
  } catch (error) {
    context.warn('cut', { path, error }, 'the torn end of a journal could not be cut off');
  }
}
