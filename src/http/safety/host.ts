/**
 * Which names the server answers to. A page of anybody's may make its own name point at 127.0.0.1 and read what is served
 * here as if it came from itself (DNS rebinding); the name that it asks for gives it away.
 */
import { refusal } from '../answers/refusal.ts';

/** Whoever asks by these is on this machine, or was sent here by name. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export class HostCheck {
  private readonly allowed: ReadonlySet<string>;
  private readonly isEverything: boolean;
  private readonly areAddressesAllowed: boolean;

  /**
   * @param hosts names or addresses, with or without a port: `telemetry.example`, `10.0.0.7:8000`; `*` for all
   * @param areAddressesAllowed where every interface is listened on: no page of anybody's is found by an address of ours
   */
  constructor(hosts: readonly string[], areAddressesAllowed = false) {
    this.areAddressesAllowed = areAddressesAllowed;
    this.allowed = new Set([...LOOPBACK, ...hosts.map((host) => nameOf(host) ?? host)]);
    this.isEverything = hosts.includes('*');
  }

  /** The authority that was asked for, `localhost:8000`. @throws ApiError with 403 */
  require(request: Request, url: URL): string {
    const host = request.headers.get('host') ?? url.host;
    const name = nameOf(host);
    if (name !== undefined && this.isAllowed(name)) return host;
    throw refusal(403, 'This host name is not served here. Name it in allowedHosts of the server.', {
      parameter: 'host',
    });
  }

  private isAllowed(name: string): boolean {
    return this.isEverything || this.allowed.has(name) || (this.areAddressesAllowed && isAddress(name));
  }
}

function isAddress(name: string): boolean {
  return name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}

/** In lower case, without port and without the dot of the root; undefined for what is no authority. */
function nameOf(authority: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(authority) ?? [];
  return name?.toLowerCase().replace(/\.$/, '');
}
