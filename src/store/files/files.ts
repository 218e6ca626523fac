/**
 * What the store asks of a file system: so little that a directory, a page's private file system, a database of a page,
 * a list in memory and a simulated disk that fails at every call can all be one.
 *
 * Paths are relative to the place that was opened, with forward slashes. A file is written from its beginning to its end
 * and never changed; a name is given to another file by `rename` alone. So what lies under a name is whole, or is the end
 * of a file that was being appended to.
 */
import { InferometerError } from '../../errors.ts';

/** Why a file system refused, as far as the store acts upon it. */
export type FileProblem = 'missing' | 'locked' | 'full' | 'read_only' | 'other';

const CODES: Readonly<Record<FileProblem, string>> = {
  missing: 'STORE_FILE_MISSING',
  locked: 'STORE_LOCKED',
  full: 'STORE_DISK_FULL',
  read_only: 'STORE_READ_ONLY',
  other: 'STORE_FILE',
};

/** What every method of `Files` rejects with. */
export class FileError extends InferometerError {
  readonly problem: FileProblem;

  /** @param message with the remedy. */
  constructor(problem: FileProblem, message: string, options?: ErrorOptions) {
    super(CODES[problem], message, options);
    this.problem = problem;
  }

  /** Errors of the library that are of no file are none, though its errors are told across copies of it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof InferometerError && 'problem' in value;
  }
}

/** A file is closed before it is renamed, removed, or another one gets its name. */
export interface Files {
  /** Where it is, for messages: a directory, `opfs:telemetry`, `indexeddb:telemetry`, `memory`. */
  readonly place: string;
  /** Names of files and directories in a directory, in no order; none where there is no such directory. */
  list(directory: string): Promise<readonly string[]>;
  /** Bytes from `start` to `end`, fewer where the file ends before; all of it if both are left out. Rejects if missing. */
  read(path: string, start?: number, end?: number): Promise<Uint8Array>;
  /** In bytes. Rejects if missing. */
  size(path: string): Promise<number>;
  /** Opens a file for appending; makes it, and its directories, where they are missing. */
  open(path: string): Promise<AppendableFile>;
  /**
   * Makes a file of these bytes that stays after a loss of power, before it returns: for the last moment of a process.
   * False where a file has this name. Left out where nothing can be done at once.
   *
   * @throws FileError
   */
  createSync?(path: string, bytes: Uint8Array): boolean;
  /** Gives a file another name, at once, and makes its directories; a file that had this name is gone. */
  rename(from: string, to: string): Promise<void>;
  /** Does nothing where there is no such file. */
  remove(path: string): Promise<void>;
  /** Removes a directory that holds nothing, and no other. Left out where a directory is but a part of names. */
  removeDirectory?(directory: string): Promise<void>;
  /** Resolves when files that were made, renamed or removed in this directory are so after a loss of power, too. */
  syncDirectory(directory: string): Promise<void>;
  /**
   * Takes what one writer can have at a time; what a writer that is gone has left behind is taken over.
   *
   * Rejects with the problem `locked`, and a message that says by whom, while another has it.
   */
  lock(path: string): Promise<FileLock>;
}

export interface AppendableFile {
  /** In bytes: what was there when it was opened, and what was appended. */
  readonly size: number;
  /** All of it, or it rejects: then any part of it may be there, and `truncate` takes that away. */
  append(bytes: Uint8Array): Promise<void>;
  /**
   * Resolves when everything appended so far stays after a loss of power. Once it rejected, nothing is known of what was
   * appended since it last resolved, whatever later calls say: that is written again, to another file.
   */
  sync(): Promise<void>;
  /** Cuts it to so many bytes; one that has no more stays as it is. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

export interface FileLock {
  /** Never rejects. */
  release(): Promise<void>;
}

/** Opens a file for as long as it is used; what cannot be used is closed, too. */
export async function withOpenFile<T>(
  files: Files,
  path: string,
  use: (file: AppendableFile) => Promise<T>,
): Promise<T> {
  const file = await files.open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
