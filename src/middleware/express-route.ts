/**
 * Which route of Express answers a request. Express says where a router is mounted only as the raw path (`baseUrl` is
 * `/users/42`, not `/users/:id`), and takes it back when an error leaves the router; so both properties are watched
 * while they are set.
 */
import { isOfKind } from '../errors.ts';

/** What Express 4 and 5 write on a request. */
interface ExpressRequest {
  baseUrl?: string;
  params?: Readonly<Record<string, string | readonly string[]>>;
  route?: { readonly path?: unknown } | undefined;
}

/** Follows the request from now on; the result tells the pattern of the last route that was entered, if any was. */
export function seenRoute(request: ExpressRequest): () => string | undefined {
  const patterns = new Map<string, string | undefined>([[request.baseUrl ?? '', request.baseUrl ?? '']]);
  let pattern: string | undefined;
  const mounted = (base: unknown, before: unknown) => {
    if (typeof base !== 'string' || patterns.has(base)) return;
    const outer = patterns.get(String(before ?? ''));
    const inner = base.startsWith(String(before ?? ''))
      ? mountPattern(base.slice(String(before ?? '').length), request.params ?? {})
      : undefined;
    patterns.set(base, outer === undefined || inner === undefined ? undefined : outer + inner);
  };
  watchProperty(request, 'baseUrl', mounted);
  watchProperty(request, 'route', (route) => {
    const base = patterns.get(request.baseUrl ?? '');
    const path = routePath((route as ExpressRequest['route'])?.path);
    pattern = base === undefined || path === undefined ? undefined : joined(base, path);
  });
  return () => pattern;
}

/** `/users/42` with the parameter id is `/users/:id`; undefined if a parameter is not found in whole segments. */
function mountPattern(path: string, params: NonNullable<ExpressRequest['params']>): string | undefined {
  const segments = path.split('/');
  const plain = segments.map(decoded);
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    const parts = typeof value === 'string' ? value.split('/') : value;
    const at = plain.findIndex((_, i) => parts.every((part, j) => plain[i + j] === part));
    if (at === -1) return undefined;
    segments.splice(at, parts.length, typeof value === 'string' ? `:${name}` : `*${name}`);
    plain.splice(at, parts.length, '\0');
  }
  return segments.join('/');
}

/** What a route was defined with: a string, an expression, or several of them. */
function routePath(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  if (isOfKind(path, 'RegExp')) return path.source;
  return Array.isArray(path) ? path.map(routePath).join('|') : undefined;
}

function joined(base: string, path: string): string {
  return path === '/' && base !== '' ? base : base + path;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The same property, which tells when it is set. */
function watchProperty(target: object, name: string, told: (value: unknown, before: unknown) => void): void {
  let current: unknown = (target as Record<string, unknown>)[name];
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: name in target,
    get: () => current,
    set(value: unknown) {
      told(value, current);
      current = value;
    },
  });
}
