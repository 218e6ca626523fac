/** The shapes of Node's modules that files need, so that nobody needs their types. */

/** As much of node:fs/promises as is needed here. */
export interface NodeFileSystem {
  readdir(path: string): Promise<string[]>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: string, options?: { readonly flag?: string }): Promise<void>;
  stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  open(path: string, flags: string): Promise<NodeFileHandle>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  link(existing: string, created: string): Promise<void>;
  readlink(path: string): Promise<string>;
  utimes(path: string, accessed: Date, modified: Date): Promise<void>;
  mkdir(path: string, options: { readonly recursive: true }): Promise<string | undefined>;
}

/** As much of node:fs as is needed here: the event loop waits for it. */
export interface NodeSyncFileSystem {
  mkdirSync(path: string, options: { readonly recursive: true }): unknown;
  openSync(path: string, flags: string): number;
  writeSync(file: number, data: Uint8Array, offset: number, length: number): number;
  fsyncSync(file: number): void;
  closeSync(file: number): void;
}

export interface NodeFileHandle {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  write(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: null,
  ): Promise<{ readonly bytesWritten: number }>;
  stat(): Promise<{ readonly size: number }>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}
