/**
 * Small files of lines in a directory of a member, numbered in the order in which they were written; each is whole, by the checksum in
 * its name.
 */
import { crc32c, hex8 } from '../../crc32c.ts';
import type { Files } from '../files/files.ts';
import { writeSealed } from '../segments/index.ts';

const NAME = /^(\d{12,})-([0-9a-f]{8})\.jsonl$/;

export class CompanionFiles {
  private readonly files: Files;
  private readonly directory: string;
  /** The oldest first. */
  private names: string[] = [];
  private nextNumber = 1;

  constructor(files: Files, directory: string) {
    this.files = files;
    this.directory = directory;
  }

  get count(): number {
    return this.names.length;
  }

  /** What was written, the oldest first, without what is damaged. @throws FileError */
  async read(): Promise<string[]> {
    const { files, directory } = this;
    this.names = (await files.list(directory)).filter((name) => NAME.test(name)).sort();
    this.nextNumber = Math.max(this.nextNumber, 1 + Number.parseInt(this.names.at(-1) ?? '0', 10));
    const read: string[] = [];
    for (const name of this.names) {
      const bytes = await files.read(`${directory}/${name}`);
      if (hex8(crc32c(bytes)) === NAME.exec(name)?.[2]) read.push(new TextDecoder().decode(bytes));
    }
    return read;
  }

  /** @throws FileError */
  async write(lines: string): Promise<void> {
    const bytes = new TextEncoder().encode(lines);
    const write = async (file: { append(bytes: Uint8Array): Promise<void> }) => {
      await file.append(bytes);
      return this.nameFor(bytes);
    };
    this.names.push(await writeSealed(this.files, this.directory, write, 'writing'));
  }

  /** As `write`, before it returns. False where the files cannot. @throws FileError */
  writeSync(lines: string): boolean {
    const bytes = new TextEncoder().encode(lines);
    const name = this.nameFor(bytes);
    if (this.files.createSync?.(`${this.directory}/${name}`, bytes) !== true) return false;
    this.names.push(name);
    return true;
  }

  /** Writes a file in the place of all others. @throws FileError */
  async replace(lines: string): Promise<void> {
    const replaced = [...this.names];
    await this.write(lines);
    for (const name of replaced) await this.files.remove(`${this.directory}/${name}`);
    this.names = this.names.filter((name) => !replaced.includes(name));
  }

  private nameFor(bytes: Uint8Array): string {
    return `${`${this.nextNumber++}`.padStart(12, '0')}-${hex8(crc32c(bytes))}.jsonl`;
  }
}
