/** A file that is there as a whole under its name, or not at all. */
import { type AppendableFile, FileError, type Files, withOpenFile } from '../files/files.ts';
import { TEMPORARY } from './names.ts';

/**
 * Written under another name, synced, renamed; then the directory is synced. Where that fails, nothing of it counts: what
 * may be there under its name holds no more than what was to be written.
 *
 * @param write returns the name that the file is to have in the directory
 * @param meanwhile what it is called until then, `.tmp` after it; one for each that writes to the directory at a time
 * @returns that name
 */
export async function writeSealed(
  files: Files,
  directory: string,
  write: (file: AppendableFile) => Promise<string>,
  meanwhile = 'sealing',
): Promise<string> {
  const temporary = `${directory}/${meanwhile}${TEMPORARY}`;
  try {
    const name = await withOpenFile(files, temporary, async (file) => {
      if (file.size > 0) await file.truncate(0);
      const written = await write(file);
      await file.sync();
      return written;
    });
    await files.rename(temporary, `${directory}/${name}`);
    await files.syncDirectory(directory);
    return name;
  } catch (error) {
    // A disk that is full gets back what was taken; whatever else was wrong is told by the first error.
    await files.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Whether it is not there any more. */
export function isMissing(error: unknown): boolean {
  return error instanceof FileError && error.problem === 'missing';
}
