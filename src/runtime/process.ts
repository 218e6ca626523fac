/** What this process can say of itself. What a platform cannot tell, or tells as a constant, is not there. */
import { attempted, builtinModule } from './builtin.ts';

export interface ProcessReadings {
  /** Of Node, or the one that Deno and Bun say they are like: `v22.3.0`. */
  readonly version?: string;
  readonly startedAtUnixMs?: number;
  /** File descriptors that it may have open. */
  readonly maxOpenFiles?: number;
  readonly cpuSeconds?: () => CpuSeconds;
  readonly memoryBytes?: () => ProcessMemoryBytes;
  readonly heapBytes?: () => HeapBytes;
  /** V8's. */
  readonly heapSpaces?: () => readonly HeapSpace[];
  readonly openFiles?: () => number;
  /** The class of each handle, request and resource that the event loop waits for. */
  readonly activeHandles?: () => readonly string[];
  readonly activeRequests?: () => readonly string[];
  readonly activeResources?: () => readonly string[];
}

export interface CpuSeconds {
  readonly user: number;
  readonly system: number;
}

/** Of the operating system; the latter two in Linux alone. */
export interface ProcessMemoryBytes {
  readonly resident: number;
  readonly virtual?: number;
  readonly data?: number;
}

export interface HeapBytes {
  readonly total: number;
  readonly used: number;
  readonly external: number;
}

export interface HeapSpace {
  readonly name: string;
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
}

/** As much of Node's `process` as is needed here. */
interface NodeProcess {
  readonly version?: string;
  readonly platform?: string;
  readonly versions?: { readonly bun?: string };
  uptime?(): number;
  cpuUsage?(): { readonly user: number; readonly system: number };
  memoryUsage?(): {
    readonly rss: number;
    readonly heapTotal: number;
    readonly heapUsed: number;
    readonly external: number;
  };
  getActiveResourcesInfo?(): readonly string[];
  _getActiveHandles?(): readonly unknown[];
  _getActiveRequests?(): readonly unknown[];
}

interface NodeV8 {
  getHeapSpaceStatistics(): readonly {
    readonly space_name: string;
    readonly space_size: number;
    readonly space_used_size: number;
    readonly space_available_size: number;
  }[];
}

interface NodeFs {
  readFileSync(path: string, encoding: 'utf8'): string;
  readdirSync(path: string): readonly string[];
}

/** Node, Deno and Bun; undefined in pages and workers. */
export function processReadings(): ProcessReadings | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  if (typeof process?.memoryUsage !== 'function' || isWorkerd()) return undefined;
  // Bun's engine has no such spaces, and its lists of what is active are always empty.
  const node = process.versions?.bun === undefined ? process : undefined;
  const files = process.platform === 'linux' ? builtinModule<NodeFs>('node:fs') : undefined;
  const v8 = node && builtinModule<NodeV8>('node:v8');
  const readings = {
    version: process.version,
    startedAtUnixMs: process.uptime && Date.now() - process.uptime() * 1000,
    maxOpenFiles: files && attempted(() => openFileLimit(files)),
    cpuSeconds: process.cpuUsage && (() => cpuSecondsOf(process)),
    memoryBytes:
      working(files && (() => linuxMemory(files))) ?? (() => ({ resident: memoryOf(process).rss })),
    heapBytes: () => heapOf(process),
    heapSpaces: working(v8 && (() => v8.getHeapSpaceStatistics().map(heapSpaceOf))),
    // One of them is the list itself.
    openFiles: working(files && (() => files.readdirSync('/proc/self/fd').length - 1)),
    activeHandles: working(node?._getActiveHandles && (() => classesOf(node._getActiveHandles?.()))),
    activeRequests: working(node?._getActiveRequests && (() => classesOf(node._getActiveRequests?.()))),
    activeResources: working(node?.getActiveResourcesInfo && (() => node.getActiveResourcesInfo?.() ?? [])),
  };
  return Object.fromEntries(Object.entries(readings).filter(([, reading]) => reading !== undefined));
}

/** The reading, where it works: Deno asks for permission, and a platform may say that it does not implement it. */
function working<T>(read: (() => T) | undefined): (() => T) | undefined {
  return read !== undefined && attempted(read) !== undefined ? read : undefined;
}

function memoryOf(process: NodeProcess) {
  return (process.memoryUsage as NonNullable<NodeProcess['memoryUsage']>)();
}

function heapOf(process: NodeProcess): HeapBytes {
  const { heapTotal: total, heapUsed: used, external } = memoryOf(process);
  return { total, used, external };
}

function cpuSecondsOf(process: NodeProcess): CpuSeconds {
  const { user = 0, system = 0 } = process.cpuUsage?.() ?? {};
  return { user: user / 1e6, system: system / 1e6 };
}

/** Pages of procfs are made when they are read: no disk is waited for. */
function linuxMemory(files: NodeFs): ProcessMemoryBytes {
  const status = files.readFileSync('/proc/self/status', 'utf8');
  const bytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { resident: bytes('VmRSS'), virtual: bytes('VmSize'), data: bytes('VmData') };
}

/** Undefined where there is no limit. */
function openFileLimit(files: NodeFs): number | undefined {
  const limits = files.readFileSync('/proc/self/limits', 'utf8');
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? undefined : Number(soft);
}

function heapSpaceOf(space: ReturnType<NodeV8['getHeapSpaceStatistics']>[number]): HeapSpace {
  return {
    name: space.space_name.replace(/_space$/, ''),
    totalBytes: space.space_size,
    usedBytes: space.space_used_size,
    availableBytes: space.space_available_size,
  };
}

function classesOf(objects: readonly unknown[] = []): string[] {
  return objects.flatMap((one) => (one as object | null | undefined)?.constructor?.name ?? []);
}

/** What this program runs in, for whoever reads a report of it elsewhere: `Node.js 22.11.0 on linux x64`. */
export function runtimeName(): string {
  const { Deno, Bun, process, navigator } = globalThis as RuntimeGlobals;
  const { platform, arch, versions } = process ?? {};
  const on = platform === undefined ? '' : ` on ${platform} ${arch ?? ''}`.trimEnd();
  if (Deno?.version?.deno !== undefined) return `Deno ${Deno.version.deno}${on}`;
  if (Bun?.version !== undefined) return `Bun ${Bun.version}${on}`;
  if (isWorkerd()) return 'workerd';
  if (versions?.node !== undefined) return `Node.js ${versions.node}${on}`;
  return navigator?.userAgent === undefined ? 'unknown' : browserName(navigator.userAgent);
}

/** It has modules of Node's, and gives a version of Node's, but is none, and listens on no port. */
export function isWorkerd(): boolean {
  return (globalThis as RuntimeGlobals).navigator?.userAgent === 'Cloudflare-Workers';
}

/** As user agents name themselves, those that name others too first; Safari's version is that of `Version`. */
const BROWSERS = [
  ['Edge', 'Edg'],
  ['Opera', 'OPR'],
  ['Firefox', 'Firefox'],
  ['Chrome', '(?:Headless)?Chrome'],
  ['Safari', 'Version'],
] as const;

/** `Chrome 147.0.7727.0`; the user agent itself where it is of no browser. */
function browserName(userAgent: string): string {
  for (const [name, product] of BROWSERS) {
    const version = new RegExp(`${product}/([\\d.]+)`).exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent;
}

interface RuntimeGlobals {
  readonly Deno?: { readonly version?: { readonly deno?: string } };
  readonly Bun?: { readonly version?: string };
  readonly process?: {
    readonly platform?: string;
    readonly arch?: string;
    readonly versions?: { readonly node?: string };
  };
  readonly navigator?: { readonly userAgent?: string };
}
