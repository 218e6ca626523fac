/** What this program runs in, for whoever reads a report of it elsewhere: `Node.js 22.11.0 on linux x64`. */
export function runtimeName(): string {
  const { Deno, Bun, process, navigator } = globalThis as Globals;
  const { platform, arch, versions } = process ?? {};
  const on = platform === undefined ? '' : ` on ${platform} ${arch ?? ''}`.trimEnd();
  if (Deno?.version?.deno !== undefined) return `Deno ${Deno.version.deno}${on}`;
  if (Bun?.version !== undefined) return `Bun ${Bun.version}${on}`;
  if (versions?.node !== undefined) return `Node.js ${versions.node}${on}`;
  return navigator?.userAgent ?? 'unknown';
}

interface Globals {
  readonly Deno?: { readonly version?: { readonly deno?: string } };
  readonly Bun?: { readonly version?: string };
  readonly process?: {
    readonly platform?: string;
    readonly arch?: string;
    readonly versions?: { readonly node?: string };
  };
  readonly navigator?: { readonly userAgent?: string };
}
