import type { FetchHandler, Listen } from './listening.ts';

/** As much of Bun as is needed here. */
interface BunServer {
  readonly port: number;
  stop(closeActiveConnections: boolean): Promise<void>;
  unref(): void;
}

interface BunServe {
  serve?(options: {
    port: number;
    hostname: string;
    fetch: FetchHandler;
    development: false;
    reusePort: false;
    idleTimeout: number;
  }): BunServer;
}

export function listenInBun(): Listen | undefined {
  const bun = (globalThis as { Bun?: BunServe }).Bun;
  if (typeof bun?.serve !== 'function') return undefined;
  const serve = bun.serve.bind(bun);
  return async (handler, { port, host, keepsAlive }) => {
    // In development it would answer errors with a page that shows the sources; otherwise it would, unless told,
    // share the port with any other server, and each would get some of the requests.
    const server = serve({
      ...{ port, hostname: host, fetch: handler, development: false, reusePort: false },
      // Unless told, it closes after ten seconds what is quiet: streams of events say something every fifteen.
      idleTimeout: 60,
    });
    if (!keepsAlive) server.unref();
    return { port: server.port, stop: async () => void (await server.stop(true)) };
  };
}
