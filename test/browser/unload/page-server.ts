// Serves a page with a script of its own, under a policy that is as strict as it goes.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';

export interface PageServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * @param script the source of the page's script
 * @param connectsTo where the page may send, beside its own origin
 * @param otherwise answers what is no file of the page
 */
export async function servePage(
  script: string,
  connectsTo: () => string,
  otherwise?: RequestListener,
): Promise<PageServer> {
  const files = await bundled(script);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const file = files.get(pathname);
    if (file === undefined && pathname !== '/' && otherwise !== undefined) {
      otherwise(request, response);
      return;
    }
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    // Nothing is compiled or evaluated.
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; connect-src 'self' ${connectsTo()}; img-src data:`,
    );
    response.end(
      file ?? '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    );
  });
  const port = await listening(server, 0);
  return { origin: `http://127.0.0.1:${port}`, close: () => stopped(server) };
}

export async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export async function stopped(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await closed;
}

/** By path: what is imported on demand is a file of its own, as bundlers make it. */
async function bundled(script: string): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { page: script },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: '/',
    write: false,
    // What is published, and not the sources that the tests' own configuration knows.
    tsconfigRaw: {},
    alias: { 'inferometer/browser': resolve('dist/browser/index.js') },
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}
