// Chromium: one browser for all, and a fresh context, so a fresh page and fresh storage, for each test file.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { installDriver } from '../browser/install.mjs';
import { decodeEvent } from './events.mjs';
import { root } from './files.mjs';

/** @throws {Error} when there is no Chromium or it does not start */
export async function openChromium() {
  installDriver();
  const { launchChromium } = await import('../browser/launch.mjs');
  const browser = await launchChromium();
  const { server, origin } = await serve();
  return {
    version: browser.version(),
    run: (job) => runFile(browser, origin, job),
    close: async () => {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The same as `runFile` of a process, in a page, or in a dedicated worker of one. */
async function runFile(browser, origin, { bundle, inWorker, kernel, timeoutMs, onEvent }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.exposeFunction('overrideQuota', quotaOf(page, origin));
  let output = '';
  let timer;
  const ended = new Promise((resolve) => {
    timer = setTimeout(() => resolve(`did not end within ${timeoutMs / 1000} s`), timeoutMs);
    page.on('crash', () => resolve('crashed its page'));
    page.on('pageerror', (error) => {
      output += `${error.stack ?? error}\n`;
      resolve('threw outside its tests');
    });
    page.on('close', () => resolve('lost its browser'));
    page.on('console', (message) => {
      const event = decodeEvent(message.text());
      if (!event) output += `${message.text()}\n`;
      else onEvent(event);
      if (event?.type === 'end') resolve(undefined);
    });
    page
      .goto(`${origin}/`)
      .then(() =>
        page.evaluate(inWorker ? runInWorker : runInPage, {
          bundle: `/${basename(bundle)}`,
          kernel,
        }),
      )
      .catch((error) => {
        output += `${error.message}\n`;
        resolve('did not end in the page');
      });
  });
  const problem = await ended;
  clearTimeout(timer);
  await context.close();
  return { problem, output };
}

/** What a test calls as `overrideQuota(bytes)`: how much its origin may keep; null for what the browser gives. */
function quotaOf(page, origin) {
  let session;
  return async (quotaSize) => {
    // It lasts as long as the session.
    session ??= await page.context().newCDPSession(page);
    const quota = quotaSize === null ? {} : { quotaSize };
    await session.send('Storage.overrideQuotaForOrigin', { origin, ...quota });
  };
}

/** Runs in the page, so it uses nothing from around it. */
async function runInPage(job) {
  const { run } = await import('/in-page.mjs');
  await run(job);
}

/** Runs in the page, too. What the worker prints is the page's. */
async function runInWorker(job) {
  const worker = new Worker('/in-page.mjs', { type: 'module' });
  worker.postMessage(job);
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

/** Serves the bundles, the kernels, what runs them and an empty page on a free port of this machine. */
async function serve() {
  const server = createServer(async ({ url }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end('<!doctype html>');
    try {
      const body = await readFile(fileOf(url));
      response.setHeader('content-type', url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

function fileOf(url) {
  const name = basename(url);
  if (['events.mjs', 'in-page.mjs'].includes(name)) return join(root, 'test/runners', name);
  return join(root, name.endsWith('.wasm') ? 'dist/kernel' : '.cache/test/page', name);
}
