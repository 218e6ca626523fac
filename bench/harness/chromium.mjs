/**
 * Chromium as a runtime. Every contender has a page in a browser context of its own, which Chromium keeps in a
 * process of its own. The pages are cross-origin isolated, where performance.now() is good to 5 µs, not 100.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { PATIENCE_MS } from './conversation.mjs';

const PAGE_HEADERS = {
  'content-type': 'text/html',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const SCRIPT_HEADERS = {
  'content-type': 'text/javascript',
  'cross-origin-resource-policy': 'same-origin',
};

/** @param {string} worker the bundle of worker/page.mjs; its chunks lie beside it. */
export async function openChromium(worker) {
  const { launchChromium } = await import('../../test/browser/launch.mjs');
  const browser = await launchChromium();
  const server = await serve(join(worker, '..'));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    version: browser.version(),
    converse: (words) => new PageConversation(browser, origin, words),
    close: async () => {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The same as a Conversation, with a page instead of a process. */
class PageConversation {
  constructor(browser, origin, words) {
    this.words = words;
    this.page = open(browser, origin);
    // A page that does not open is noticed at its answer.
    this.page.catch(() => {});
  }

  answer() {
    return this.call(async (words) => (await import('/page.mjs')).begin(words), this.words);
  }

  ask(line) {
    return this.call(async (asked) => (await import('/page.mjs')).ask(asked), line);
  }

  /** Runs a function in the page. @throws {Error} when the page has no answer. */
  async call(inPage, argument) {
    const page = await this.page;
    let patience;
    const silence = new Promise((_, reject) => {
      const complaint = new Error(`no answer in ${PATIENCE_MS / 1000} s`);
      patience = setTimeout(() => reject(complaint), PATIENCE_MS);
    });
    try {
      return await Promise.race([page.evaluate(inPage, argument), silence]);
    } finally {
      clearTimeout(patience);
    }
  }

  async end() {
    const page = await this.page.catch(() => undefined);
    await page?.context().close();
  }
}

async function open(browser, origin) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  return page;
}

/** Serves an empty page and the scripts of a folder on a free port of this machine. */
async function serve(folder) {
  const server = createServer(async ({ url }, response) => {
    if (url === '/') return response.writeHead(200, PAGE_HEADERS).end('<!doctype html>');
    try {
      const script = await readFile(join(folder, normalize(url)));
      response.writeHead(200, SCRIPT_HEADERS).end(script);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
