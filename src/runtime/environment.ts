/** What the program was started with: its environment variables, and whose home it runs in. */
import { builtinModule } from './builtin.ts';

/** None in pages, and in workers of some hosts. */
export function environmentVariables(): Readonly<Record<string, string | undefined>> {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  return process?.env ?? {};
}

/** Undefined in pages, and in Node before 20.16. */
export function homeDirectory(): string | undefined {
  return builtinModule<{ homedir(): string }>('node:os')?.homedir();
}

/** A path as people write it: `~` at its beginning is the home of the user. Undefined where there is none. */
export function expandedPath(path: string): string | undefined {
  if (!/^~([/\\]|$)/.test(path)) return path;
  const home = homeDirectory();
  return home === undefined ? undefined : home + path.slice(1);
}
