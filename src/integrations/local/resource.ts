/** What the platform knows of a file that was fetched, without anybody having looked on. */

export interface FetchedResource {
  readonly sizeBytes: number;
  /** The network had no part in it. */
  readonly isCached: boolean;
}

interface ResourceTiming {
  readonly name: string;
  readonly startTime: number;
  readonly transferSize: number;
  readonly encodedBodySize: number;
  readonly decodedBodySize: number;
}

interface Platform {
  readonly location?: { readonly href: string };
  readonly performance?: {
    getEntriesByType?(type: string): readonly unknown[];
    getEntriesByName?(name: string, type: string): readonly unknown[];
  };
}

/** Platforms keep so many, and then no more. */
const KEPT_AT_MOST = 250;

/** Of a page or a worker; undefined elsewhere, and for a file of another origin that does not tell its size. */
export function fetchedResource(address: string): FetchedResource | undefined {
  const { location, performance } = globalThis as Platform;
  if (location === undefined || !URL.canParse(address, location.href)) return undefined;
  const { href } = new URL(address, location.href);
  const timing = performance?.getEntriesByName?.(href, 'resource').at(-1) as ResourceTiming | undefined;
  if (timing === undefined || timing.decodedBodySize === 0) return undefined;
  const { decodedBodySize, encodedBodySize, transferSize } = timing;
  return { sizeBytes: encodedBodySize || decodedBodySize, isCached: transferSize === 0 };
}

/** Whether a file of this ending was fetched since then; undefined where nobody can tell. */
export function wasFetched(ending: string, sinceMs: number): boolean | undefined {
  const timings = ((globalThis as Platform).performance?.getEntriesByType?.('resource') ??
    []) as readonly ResourceTiming[];
  // Some have the method, and never an entry.
  if (timings.length === 0 || timings.length >= KEPT_AT_MOST) return undefined;
  return timings.some(({ name, startTime }) => startTime >= sinceMs && isOfFile(name, ending));
}

function isOfFile(address: string, ending: string): boolean {
  const [path = ''] = address.split(/[?#]/, 1);
  return path.endsWith(ending);
}
