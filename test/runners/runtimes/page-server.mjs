// What a test file in a browser is served: its bundle, the kernel and what runs them, on an origin of its own, so that it finds nothing
// that another file has kept. To the same server it says what happens.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../files.mjs';

const inside = (name) => join(root, 'test/runners/inside', name);

/**
 * @param {import('./index.mjs').Job} job
 * @param {import('./attend.mjs').Ear} ear
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFile({ bundle, kernel, context = 'page' }, ear) {
  const name = basename(bundle);
  const files = new Map([
    [`/${name}`, bundle],
    ['/page.mjs', inside('page.mjs')],
    ['/context.mjs', inside('context.mjs')],
    ...(isFile(kernel) ? [['/kernel.wasm', join(root, kernel)]] : []),
  ]);
  const texts = new Map([
    [
      '/',
      `<!doctype html><script type="module">import { start } from '/page.mjs'; start('${context}');</script>`,
    ],
    ['/start.mjs', startOf(name, isFile(kernel) ? '/kernel.wasm' : kernel)],
  ]);
  const hear = inOrder(ear.event);
  const tell = {
    '/event': (body) => hear(JSON.parse(body)),
    '/stray': (body) => ear.lose('threw outside its tests', body),
    '/failure': (body) => ear.lose('could not be started', body),
  };

  const server = createServer(async (request, response) => {
    const { url, method } = request;
    if (method === 'POST') {
      tell[url]?.(await text(request));
      return response.writeHead(204).end();
    }
    if (!texts.has(url) && !files.has(url)) return response.writeHead(404).end();
    response.setHeader('content-type', typeOf(url));
    response.end(texts.get(url) ?? (await readFile(files.get(url))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Imported by a page, or the script of a worker. All it imports is named here: service workers may not import later. */
function startOf(name, kernel) {
  return `import { run } from '/context.mjs';
import { main } from '/${name}';
run(main, ${JSON.stringify(kernel)});`;
}

function typeOf(url) {
  if (url === '/') return 'text/html; charset=utf-8';
  return url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript; charset=utf-8';
}

/** Events are numbered, since requests may overtake one another. */
function inOrder(onEvent) {
  const early = new Map();
  let next = 0;
  return ({ number, event }) => {
    early.set(number, event);
    for (; early.has(next); next++) {
      onEvent(early.get(next));
      early.delete(next);
    }
  };
}

/** Of Wasm; `js` is imported by its name. */
function isFile(kernel) {
  return kernel?.endsWith('.wasm') ?? false;
}
