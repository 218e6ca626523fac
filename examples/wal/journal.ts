/** The file of the log: a line for each thing that happened, written before it is acted on. */
import { type FileHandle, open, readFile } from 'node:fs/promises';

export type OperationType = 'add' | 'get' | 'remove';

export type JournalEntry =
  | {
      readonly kind: 'operation';
      readonly id: string;
      readonly type: OperationType;
      readonly backend: string;
      readonly key: string;
      readonly content?: string;
    }
  | { readonly kind: 'end'; readonly id: string; readonly status: 'completed' | 'failed' };

export class Journal {
  private readonly file: FileHandle;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  /** Also returns what an earlier run has left in the file. */
  static async open(path: string): Promise<{ journal: Journal; entries: JournalEntry[] }> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    // A last line without its newline was cut off while it was written: it never happened.
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JournalEntry);
    const file = await open(path, 'a');
    await file.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
    return { journal: new Journal(file), entries };
  }

  /** Resolves when the entry is on the disk. */
  async write(entry: JournalEntry): Promise<void> {
    await this.file.appendFile(`${JSON.stringify(entry)}\n`);
    await this.file.datasync();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
