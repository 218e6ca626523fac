#!/usr/bin/env node
// Takes the pictures of pages that README.md and docs/ show, docs/pictures/<page>-<ground>.png, of a server that has
// something to show: npm start -- --server, some minutes, then
//
//   node scripts/screenshots.mjs http://127.0.0.1:8000 [dashboard] [report] [api]
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [server, ...wanted] = process.argv.slice(2);
if (server === undefined)
  throw new Error('Say which server: node scripts/screenshots.mjs http://127.0.0.1:8000');

/** Each shows its most telling part; what is not painted yet is waited for. */
const PAGES = {
  dashboard: {
    path: '/#overview?last=5m',
    isReady: () =>
      document.querySelectorAll('.finding').length > 0 &&
      ['latency-heatmap', 'throughput', 'in-flight'].every((id) =>
        document.querySelector(`[data-chart="${id}"] canvas`),
      ),
  },
  report: { path: '/aiml-report#inference', isReady: () => document.readyState === 'complete' },
  api: {
    path: '/api#getChart',
    isReady: () => {
      const answer = document.querySelector('#getChart .answer');
      if (answer?.hidden) document.querySelector('#getChart .send')?.click();
      return answer?.querySelector('.code') != null;
    },
  },
};
const VIEWPORT = { width: 1280, height: 800 };

const browserFolder = pathToFileURL(join(root, 'test/browser/')).href;
const { installDriver } = await import(`${browserFolder}install.mjs`);
installDriver();
const { launchChromium } = await import(`${browserFolder}launch.mjs`);
const browser = await launchChromium();
try {
  for (const [name, { path, isReady }] of Object.entries(PAGES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport: VIEWPORT, colorScheme });
      const page = await context.newPage();
      await page.goto(new URL(path, server).href);
      await page.waitForFunction(isReady, undefined, { timeout: 60_000, polling: 500 });
      // What comes with the next beat, and whatever moves.
      await page.waitForTimeout(2500);
      const file = join(root, `docs/pictures/${name}-${colorScheme}.png`);
      await page.screenshot({ path: file });
      process.stdout.write(`${name}-${colorScheme}.png, ${Math.round(statSync(file).size / 1024)} KiB\n`);
      await context.close();
    }
  }
} finally {
  await browser.close();
}
