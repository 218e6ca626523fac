/** Files in memory: the reference that the others are held against, and where a page may keep no file. */
import { type AppendableFile, FileError, type FileLock, type Files } from './files.ts';

export class MemoryFiles implements Files {
  readonly place = 'memory';
  private readonly files = new Map<string, Content>();
  private readonly locks = new Set<string>();

  async list(directory: string): Promise<readonly string[]> {
    const start = directory === '' ? '' : `${directory}/`;
    const names = [...this.files.keys()].filter((path) => path.startsWith(start));
    return [...new Set(names.map((path) => path.slice(start.length).split('/')[0] as string))];
  }

  async read(path: string, start = 0, end = Infinity): Promise<Uint8Array> {
    const { bytes, size } = this.content(path);
    return bytes.slice(start, Math.min(end, size));
  }

  async size(path: string): Promise<number> {
    return this.content(path).size;
  }

  async open(path: string): Promise<AppendableFile> {
    const content = this.files.get(path) ?? new Content();
    this.files.set(path, content);
    return content;
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.content(from);
    this.files.delete(from);
    this.files.set(to, content);
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path);
  }

  async syncDirectory(): Promise<void> {}

  async lock(path: string): Promise<FileLock> {
    if (this.locks.has(path)) throw new FileError('locked', `"${path}" has a writer in this program`);
    this.locks.add(path);
    return { release: async () => void this.locks.delete(path) };
  }

  private content(path: string): Content {
    const content = this.files.get(path);
    if (content === undefined) throw new FileError('missing', `there is no "${path}"`);
    return content;
  }
}

class Content implements AppendableFile {
  bytes = new Uint8Array(0);
  size = 0;

  async append(bytes: Uint8Array): Promise<void> {
    const size = this.size + bytes.length;
    if (size > this.bytes.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(this.bytes.subarray(0, this.size));
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.size);
    this.size = size;
  }

  async sync(): Promise<void> {}

  async truncate(size: number): Promise<void> {
    this.size = Math.min(size, this.size);
  }

  async close(): Promise<void> {}
}
