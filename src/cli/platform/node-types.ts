/** As much of the process and its modules as is used here: Node's, and those of Deno and Bun under the same names. */

export interface NodeStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain?: boolean;
  readonly destroyed?: boolean;
  write(text: string | Uint8Array, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: { readonly code?: string }) => void): unknown;
  once(event: 'drain' | 'close', listener: () => void): unknown;
}

export type Signal = 'SIGINT' | 'SIGTERM';

export interface NodeProcess {
  readonly argv: readonly string[];
  readonly execPath: string;
  readonly execArgv?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  readonly version: string;
  readonly stdout: NodeStream;
  readonly stderr: NodeStream;
  exitCode?: number;
  exit(code: number): never;
  on(event: Signal, listener: () => void): unknown;
  off(event: Signal, listener: () => void): unknown;
}

export interface NodeFileHandle {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

export interface NodeStats {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

export interface NodeFiles {
  stat(path: string): Promise<NodeStats>;
  open(path: string, flags: 'r'): Promise<NodeFileHandle>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
  rm(path: string, options: { force: true }): Promise<void>;
}

export interface NodePath {
  resolve(...parts: string[]): string;
  relative(from: string, to: string): string;
  dirname(path: string): string;
  basename(path: string): string;
  extname(path: string): string;
}

export interface NodeChild {
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  kill(signal?: string): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: (code: number | null) => void): unknown;
}

export interface NodeChildProcess {
  spawn(
    command: string,
    args: readonly string[],
    options: { readonly stdio: readonly ['ignore', 'pipe', 'pipe']; readonly env?: object },
  ): NodeChild;
}
