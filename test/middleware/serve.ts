// A real server for a fetch handler, where the runtime has one that a page's test could name: Deno and Bun.

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

type Handler = (request: Request) => Response | Promise<Response>;

interface Platforms {
  readonly Deno?: {
    serve(
      options: { port: number; hostname: string; onListen(): void },
      handler: Handler,
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  };
  readonly Bun?: {
    serve(options: { port: number; hostname: string; fetch: Handler }): {
      readonly port: number;
      stop(force: boolean): Promise<void>;
    };
  };
}

const { Deno, Bun } = globalThis as Platforms;

/** Not in Node, which serves by node:http, and not in pages, which serve nothing. */
export const canServe = Deno !== undefined || Bun !== undefined;

export function serve(handler: Handler): Served {
  const hostname = '127.0.0.1';
  if (Bun !== undefined) {
    const server = Bun.serve({ port: 0, hostname, fetch: handler });
    return { url: `http://${hostname}:${server.port}`, stop: () => server.stop(true) };
  }
  if (Deno === undefined) throw new Error('no server for fetch handlers here');
  const server = Deno.serve({ port: 0, hostname, onListen() {} }, handler);
  return { url: `http://${hostname}:${server.addr.port}`, stop: () => server.shutdown() };
}
