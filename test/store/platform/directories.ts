// Directories of their own for tests, in every runtime that has some.

export interface Builtins {
  readonly fs: {
    mkdtempSync(prefix: string): string;
    readdirSync(path: string): string[];
    readFileSync(path: string, encoding: 'utf8'): string;
    writeFileSync(path: string, content: string): void;
    utimesSync(path: string, accessed: Date, modified: Date): void;
    rmSync(path: string, options: { readonly recursive: true; readonly force: true }): void;
    chmodSync(path: string, mode: number): void;
  };
  readonly os: { tmpdir(): string };
}

/** Undefined in a page. */
export function builtins(): Builtins | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const fs = process?.getBuiltinModule?.('node:fs') as Builtins['fs'] | undefined;
  const os = process?.getBuiltinModule?.('node:os') as Builtins['os'] | undefined;
  return fs && os && { fs, os };
}

export function newDirectory({ fs, os }: Builtins): string {
  return fs.mkdtempSync(`${os.tmpdir()}/inferometer-store-`);
}
