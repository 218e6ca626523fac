import type { FetchHandler, Listen } from './listening.ts';

/** As much of Deno as is needed here. */
interface DenoServer {
  readonly addr: { readonly port: number };
  readonly finished: Promise<void>;
  unref(): void;
}

interface DenoServe {
  serve?(
    options: { port: number; hostname: string; signal: AbortSignal; onListen: () => void },
    handler: FetchHandler,
  ): DenoServer;
}

export function listenInDeno(): Listen | undefined {
  const deno = (globalThis as { Deno?: DenoServe }).Deno;
  if (typeof deno?.serve !== 'function') return undefined;
  const serve = deno.serve.bind(deno);
  return async (handler, { port, host, keepsAlive }) => {
    const closing = new AbortController();
    // Without onListen it says on the console where it listens.
    const server = serve({ port, hostname: host, signal: closing.signal, onListen: () => {} }, handler);
    if (!keepsAlive) server.unref();
    return {
      port: server.addr.port,
      stop: () => {
        closing.abort();
        return server.finished;
      },
    };
  };
}
