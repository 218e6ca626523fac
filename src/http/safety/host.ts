/**
 * Which names the server answers to. A page of anybody's may make its own name point at 127.0.0.1 and read what is served
 * here as if it came from itself (DNS rebinding); the name that it asks for gives it away.
 */
import { Refusal } from '../answers/refusal.ts';

/** Whoever asks by these is on this machine, or was sent here by name. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export class HostCheck {
  private readonly allowed: ReadonlySet<string>;
  private readonly isOpen: boolean;

  /** @param hosts names or addresses, with or without a port: `telemetry.example`, `10.0.0.7:8000`; `*` for all */
  constructor(hosts: readonly string[]) {
    this.allowed = new Set([...LOOPBACK, ...hosts.map((host) => nameOf(host) ?? host)]);
    this.isOpen = hosts.includes('*');
  }

  /** The authority that was asked for, `localhost:8000`. @throws Refusal 403 */
  require(request: Request, url: URL): string {
    const host = request.headers.get('host') ?? url.host;
    const name = nameOf(host);
    if (name !== undefined && (this.isOpen || this.allowed.has(name))) return host;
    throw new Refusal(403, 'This host name is not served here. Name it in allowedHosts of the server.', {
      parameter: 'host',
    });
  }
}

/** In lower case, without port and without the dot of the root; undefined for what is no authority. */
function nameOf(authority: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(authority) ?? [];
  return name?.toLowerCase().replace(/\.$/, '');
}
