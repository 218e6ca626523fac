/** Where a request goes, as OpenTelemetry's `server.address` and `server.port` have it. */
export interface ServerAddress {
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

/** Of an address with its scheme; nothing of any other. */
export function serverOf(address: unknown): ServerAddress {
  const url = String(address);
  if (!URL.canParse(url)) return {};
  const { protocol, hostname, port } = new URL(url);
  const serverPort = port === '' ? DEFAULT_PORTS[protocol] : Number(port);
  return {
    serverAddress: hostname.replace(/^\[|\]$/g, ''),
    ...(serverPort !== undefined && { serverPort }),
  };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
