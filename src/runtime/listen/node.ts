import { builtinModule } from '../builtin.ts';
import { isWorkerd } from '../process.ts';
import type { Listen, Listening, ListenOptions } from './listening.ts';
import { type NodeListener, nodeListener } from './node-http.ts';

/** As much of node:http as is needed here. */
interface NodeHttp {
  createServer(limits: typeof LIMITS, listener: NodeListener): NodeServer;
}

/** A client has so long for its headers, and for the whole of its request: who sends a byte a minute is no client. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

interface NodeServer {
  on(event: 'connection', listener: (socket: { unref(): void }) => void): void;
  once(event: 'error', listener: (error: unknown) => void): void;
  off(event: 'error', listener: (error: unknown) => void): void;
  listen(port: number, host: string, listening: () => void): void;
  address(): { readonly port: number };
  unref(): void;
  close(closed: () => void): void;
  closeAllConnections(): void;
}

export function listenInNode(): Listen | undefined {
  const http = isWorkerd() ? undefined : builtinModule<NodeHttp>('node:http');
  if (http === undefined) return undefined;
  return (handler, options) => started(http.createServer(LIMITS, nodeListener(handler)), options);
}

function started(server: NodeServer, { port, host, keepsAlive }: ListenOptions): Promise<Listening> {
  if (!keepsAlive) {
    server.unref();
    server.on('connection', (socket) => socket.unref());
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ port: server.address().port, stop: () => stopped(server) });
    });
  });
}

function stopped(server: NodeServer): Promise<void> {
  return new Promise((resolve) => {
    // Told of an error too, if it was stopped before: then there is nothing left to do.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
