import { builtinModule } from './builtin.ts';

interface NodeModule {
  createRequire(from: string): { resolve(specifier: string): string };
}

interface NodeFileSystem {
  readonly promises: { readFile(path: string): Promise<Uint8Array<ArrayBuffer>> };
}

/**
 * A file of an installed package, in Node, Deno and Bun.
 *
 * @param from the address of the module that it is looked for from: `import.meta.url`
 * @returns undefined where there are no files, or not this one
 */
export async function packageFile(
  specifier: string,
  from: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const path = builtinModule<NodeModule>('node:module')?.createRequire(from).resolve(specifier);
    if (path === undefined) return undefined;
    return await builtinModule<NodeFileSystem>('node:fs')?.promises.readFile(path);
  } catch {
    return undefined;
  }
}
