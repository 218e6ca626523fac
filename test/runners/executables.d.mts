export type PackagedRuntime = 'deno' | 'bun' | 'workerd' | 'node22' | 'node24' | 'node26';
export function executablesOf(runtime: PackagedRuntime, root?: string): string[];
export function executableOf(runtime: PackagedRuntime): string;
