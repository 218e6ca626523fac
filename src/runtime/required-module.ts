/** Modules that are loaded at once, where a platform can. */
import { attempted, builtinModule } from './builtin.ts';

interface ModuleOfNode {
  createRequire(path: string): (name: string) => unknown;
}

/**
 * An installed module, as the program that runs finds it: in Node from 20.19 and 22.12 on, Deno and Bun. Not an import, which
 * would take a turn of the event loop.
 *
 * @returns undefined where there is none, or it cannot be had at once.
 */
export function requiredModule<Module>(name: string): Module | undefined {
  return attempted(() => {
    const { argv, cwd } = (globalThis as unknown as { process: { argv: string[]; cwd(): string } }).process;
    const program = argv[1] ?? `${cwd()}/program.js`;
    return builtinModule<ModuleOfNode>('node:module')?.createRequire(program)(name) as Module | undefined;
  });
}
