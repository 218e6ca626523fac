// Pages with what they import, as one origin: their scripts, onnxruntime's files, and models.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const FOLDER = 'test/interop/local-models';
const ORT = `${FOLDER}/node_modules/onnxruntime-web/dist`;

/** One script of these sources, by the name that they are asked for. */
export async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, file)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    conditions: ['onnxruntime-web-use-extern-wasm'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text as string;
}

export async function serveModels(scripts: Readonly<Record<string, string>>): Promise<{
  readonly origin: string;
  readonly server: Server;
}> {
  const { denseModel } = await import(pathToFileURL(join(FOLDER, 'onnx-model.mjs')).href);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, body: string | Uint8Array) => {
      response.setHeader('content-type', type);
      // What SharedArrayBuffer asks for, and precise clocks.
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
      response.end(body);
    };
    const script = scripts[pathname];
    if (script !== undefined) return send('text/javascript', script);
    if (pathname === '/dense.onnx') {
      const [size, layers] = ['size', 'layers'].map((name) => Number(searchParams.get(name) ?? Number.NaN));
      const model = size ? denseModel(size, layers) : denseModel();
      return send('application/octet-stream', model);
    }
    const file = join(ORT, pathname.replace('/ort/', ''));
    if (pathname.startsWith('/ort/') && !pathname.includes('..') && existsSync(file)) {
      return send(file.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', readFileSync(file));
    }
    if (!pathname.startsWith('/page/')) return response.writeHead(404).end();
    const name = pathname.slice('/page/'.length);
    return send(
      'text/html',
      `<!doctype html><title>${name}</title><script type="module" src="/${name}"></script>`,
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
