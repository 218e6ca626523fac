/**
 * A module that the platform has built in, by its name: in Node, Deno and Bun. Not an import: bundlers for pages fail
 * on the name of a module that pages do not have.
 *
 * @returns undefined where there is none, and in Node before 20.16.
 */
export function builtinModule<Module>(name: `node:${string}`): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.(name) as Module | undefined;
}

/** What it gives; undefined where the platform has it in name alone, and throws ERR_NOT_IMPLEMENTED, or asks first. */
export function attempted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
