// Pages made by the bundlers that people use, as they are by default: none of them warns, whatever is imported, a page that has
// createTelemetry alone loads no more than docs/runtimes.md says, and Chromium runs it. Runs where it is asked for: `npm run test:interop -- bundlers`.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openPage, startChromium } from '../dashboard/browser.ts';
import { assert, test } from '../harness.ts';
import { modules, project } from './consumer/project.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/bundlers';

/** Bytes that a page loads at once, gzip -9. Ratchets: lower them when bundles get smaller. */
const FLOORS: Readonly<Record<string, number>> = {
  esbuild: 52_250,
  'esbuild, split': 43_450,
  vite: 43_550,
  webpack: 43_650,
  rspack: 43_550,
  rollup: 42_800,
};

interface Bundled {
  readonly outDir: string;
  readonly files: readonly string[];
  readonly warnings: readonly string[];
}

/** A new folder with the package and the bundlers in its node_modules. */
function consumer(): string {
  // Not `ci`: that refuses the lock file where an optional package of Vite, for Windows, cannot be had.
  installPackages(FOLDER, 'webpack', 'install', '--no-save');
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-bundlers-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  cpSync(join(project, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
  for (const name of ['webpack', 'rollup', 'vite', '@rspack', '@rollup']) {
    symlinkSync(resolve(FOLDER, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  symlinkSync(resolve('node_modules/esbuild'), join(folder, 'node_modules/esbuild'), 'junction');
  for (const name of ['bundle.mjs', 'page.mjs', 'reading.mjs'])
    cpSync(join(FOLDER, name), join(folder, name));
  return folder;
}

/** A program that imports every entry of the package, and leaves nothing of any out. */
const EVERYTHING = [
  ...modules.map((one, i) => `import * as entry${i} from '${one}';`),
  `globalThis.result = { exports: [${modules.map((_, i) => `entry${i}`)}].flatMap(Object.keys).length };`,
].join('\n');

for (const [bundler, floor] of Object.entries(FLOORS)) {
  test(`${bundler}: nothing is warned of, a page is no bigger than promised, and runs in Chromium`, async () => {
    const folder = consumer();
    try {
      const bundled = (entry: string): Bundled => {
        const args = ['bundle.mjs', bundler, entry];
        const printed = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
        return JSON.parse(printed.trim().split('\n').at(-1) as string);
      };
      writeFileSync(join(folder, 'everything.mjs'), EVERYTHING);
      const [page, reading, everything] = [
        bundled('page.mjs'),
        bundled('reading.mjs'),
        bundled('everything.mjs'),
      ];
      assert.equal([...page.warnings, ...reading.warnings, ...everything.warnings], []);
      assert.equal(await resultIn(page), { count: 100 });
      assert.ok(Number((await resultIn(everything)).exports) > 200);
      const { p99Seconds, p99, ...others } = await resultIn(reading);
      assert.equal(others, { count: 100, findings: true });
      assert.ok(Math.abs(Number(p99Seconds) / 0.099 - 1) < 0.011, String(p99Seconds));
      assert.ok(Math.abs(Number(p99) / 990 - 1) < 0.011, String(p99));
      const bytes = gzipSync(Buffer.concat(page.files.map((file) => readFileSync(file))), {
        level: 9,
      }).length;
      assert.ok(bytes <= floor, `${bytes} bytes, promised ${floor}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** What a page of Chromium makes of it under a strict policy, without an error or a warning on its console. */
async function resultIn({ outDir, files: [file = ''] }: Bundled): Promise<Record<string, unknown>> {
  const server = createServer((request, response) => {
    response.setHeader(
      'content-security-policy',
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:",
    );
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html');
      response.end(
        `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${relative(outDir, file)}"></script>`,
      );
      return;
    }
    response.setHeader('content-type', 'text/javascript');
    response.end(readFileSync(join(outDir, request.url ?? '')));
  }).listen(0, '127.0.0.1');
  const browser = await startChromium();
  try {
    if (!server.listening) await once(server, 'listening');
    const { page, faults } = await openPage(browser);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page
      .waitForFunction('globalThis.result !== undefined', undefined, { timeout: 10_000 })
      .catch(() => {});
    const result = await page.evaluate<Record<string, unknown> | undefined>('globalThis.result');
    assert.equal(faults, []);
    return result ?? {};
  } finally {
    await browser.close();
    server.close();
  }
}
