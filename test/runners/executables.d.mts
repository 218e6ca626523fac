export function executablesOf(runtime: 'deno' | 'bun', root?: string): string[];
export function executableOf(runtime: 'deno' | 'bun'): string;
