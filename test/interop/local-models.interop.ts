// Models that run in the program itself, by the packages as they are published: onnxruntime-node and -web, transformers.js. What a
// program sees is the same with telemetry as without it, and what was recorded is what it did; nothing more is downloaded. Runs where
// it is asked for, since the packages are 500 MB: `npm run test:interop -- local-models`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { openPage, startChromium } from '../dashboard/browser.ts';
import { assert, skip, test } from '../harness.ts';
import { executableOf } from '../runners/executables.mjs';
import { installPackages } from './install.ts';
import { bundled, serveModels } from './local-models/serve.ts';

const FOLDER = 'test/interop/local-models';

interface Way {
  readonly name: string;
  readonly plain: unknown;
  readonly watched: unknown;
  readonly right: unknown;
  readonly recorded: unknown;
}

interface Onnx {
  readonly results: readonly Way[];
  readonly labels: Readonly<Record<string, string>>;
  readonly profile?: {
    readonly told: number;
    readonly kernels: number;
    readonly devices: Readonly<Record<string, number>>;
    readonly types: Readonly<Record<string, number>>;
  };
}

const RUNTIMES: Readonly<Record<string, readonly string[]>> = {
  Node: [process.execPath],
  Bun: [executableOf('bun')],
  Deno: [executableOf('deno'), 'run', '-A', '--node-modules-dir=manual'],
};

/** Its packages bring what they need: a script of onnxruntime-node would download CUDA. */
function install(): void {
  installPackages(FOLDER, 'onnxruntime-web', '--ignore-scripts');
}

function resultsOf<T>(runtime: string, program: string, ...more: readonly string[]): T {
  install();
  const [executable = '', ...args] = RUNTIMES[runtime] ?? [];
  if (!existsSync(executable)) skip(`${executable} is not here: npm ci`);
  const run = spawnSync(executable, [...args, `${FOLDER}/${program}`, ...more], {
    encoding: 'utf8',
    timeout: 240_000,
  });
  const printed = run.stdout.split('\n').find((line) => line.startsWith('RESULTS '));
  if (printed === undefined) throw new Error(`${run.stdout}${run.stderr}`);
  return JSON.parse(printed.slice('RESULTS '.length));
}

function requireRight(ways: readonly Way[], least: number): void {
  assert.ok(ways.length >= least, `${ways.length} ways`);
  for (const { name, plain, watched, right, recorded } of ways) {
    assert.equal(watched, plain, `${name}: what the program saw`);
    assert.equal(recorded, right, `${name}: what was recorded`);
  }
}

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime}, onnxruntime-node: sessions are as before, and recorded once`, () => {
    const { results, labels, profile } = resultsOf<Onnx>(runtime, 'read-onnx.mjs', 'onnxruntime-node');
    requireRight(results, 8);
    assert.equal([labels.requested_device, labels.device, labels.fallback], ['cpu', 'cpu', 'none']);
    assert.ok((profile?.kernels ?? 0) > 0);
    assert.is(profile?.told, profile?.kernels);
    assert.equal(profile?.devices, { cpu: profile?.kernels });
  });

  test(`${runtime}, onnxruntime-web: sessions are as before, and recorded once`, () => {
    const { results, labels } = resultsOf<Onnx>(runtime, 'read-onnx.mjs', 'onnxruntime-web');
    requireRight(results, 8);
    assert.equal([labels.requested_device, labels.device, labels.fallback], ['wasm', 'wasm', 'none']);
  });
}

interface Download {
  readonly asked: readonly string[];
  readonly told: readonly string[];
}

interface Hub {
  readonly results: readonly Way[];
  readonly downloads: Readonly<Record<string, { readonly plain: Download; readonly watched: Download }>>;
  readonly download: {
    readonly done: readonly { readonly modelId: string; readonly ratio: number; readonly files: number }[];
    readonly isRising: boolean;
    readonly files: Readonly<Record<string, number>>;
    readonly bytes: Readonly<Record<string, number>>;
    readonly seconds: number;
    readonly sizeBytes: number;
  };
}

for (const runtime of Object.keys(RUNTIMES)) {
  test(`${runtime}, transformers.js: pipelines are as before, recorded once, and nothing more is downloaded`, () => {
    const { results, downloads, download } = resultsOf<Hub>(runtime, 'read-transformers.mjs');
    requireRight(results, 8);
    for (const [name, { plain, watched }] of Object.entries(downloads)) {
      assert.ok(plain.asked.length > 3, JSON.stringify(plain));
      assert.equal(watched, plain, name);
    }
    assert.ok((downloads['with a callback']?.plain.told.length ?? 0) > 10);
    assert.is(download.isRising, true);
    assert.is(download.seconds, 2);
    assert.ok(download.done.every(({ ratio }) => ratio === 1));
    const all = Object.values(download.bytes).reduce((sum, bytes) => sum + bytes, 0);
    assert.is(all, 2 * download.sizeBytes);
    // The first time nothing was in the cache, the second time all of it.
    if (runtime === 'Node')
      assert.equal(download.bytes, { miss: download.sizeBytes, hit: download.sizeBytes });
  });
}

test('WebLLM without a GPU: it refuses as before, and that is recorded', () => {
  requireRight(resultsOf<readonly Way[]>('Node', 'read-web-llm.mjs'), 6);
});

interface Placed {
  readonly results: readonly Way[];
  readonly hasWebGpu: boolean;
  readonly placed: {
    readonly labels: Readonly<Record<string, string>>;
    readonly runs: readonly Readonly<Record<string, string>>[];
    readonly bytes: { readonly value: number; readonly labels: Readonly<Record<string, string>> };
    readonly held: number;
  };
}

test('Chromium, onnxruntime-web: as before, recorded once, with what it runs on', async () => {
  install();
  const { server, origin } = await serveModels({ '/page-onnx.js': await bundled('page-onnx.mjs') });
  const browser = await startChromium();
  try {
    const { page, faults } = await openPage(browser);
    await page.goto(`${origin}/page/page-onnx.js`);
    await page
      .waitForFunction('globalThis.result !== undefined', undefined, { timeout: 60_000 })
      .catch(() => {});
    const result = await page.evaluate<Placed | undefined>('globalThis.result');
    if (result === undefined) throw new Error(faults.join('\n'));
    requireRight(result.results, 8);
    const { labels, runs, bytes, held } = result.placed;
    assert.is(labels.requested_device, 'webgpu');
    assert.is(labels.browser, 'Chrome');
    if (!result.hasWebGpu) assert.equal([labels.device, labels.fallback], ['wasm', 'webgpu_unsupported']);
    assert.equal(
      runs.map(({ device, run }) => [device, run]),
      [
        [labels.device, 'first'],
        [labels.device, 'warm'],
      ],
    );
    assert.ok(bytes.value > 100, String(bytes.value));
    assert.is(held, 3);
  } finally {
    await browser.close();
    server.close();
  }
});

test('Chromium: web vitals are recorded as the package says them, each once', async () => {
  install();
  const { server, origin } = await serveModels({ '/page-vitals.js': await bundled('page-vitals.mjs') });
  const browser = await startChromium();
  try {
    const { page } = await openPage(browser);
    await page.goto(`${origin}/page/page-vitals.js`);
    await page.waitForFunction("document.querySelector('button') !== null");
    // The largest paint is final when somebody does something.
    await page.locator('button').click();
    await page.waitForFunction("globalThis.recorded().said.includes('LCP')", undefined, { timeout: 10_000 });
    const { said, recorded } = await page.evaluate<{ said: string[]; recorded: string[] }>(
      'globalThis.recorded()',
    );
    assert.equal(recorded, said);
    assert.ok(
      ['FCP', 'LCP', 'TTFB'].every((name) => said.includes(name)),
      said.join(),
    );
  } finally {
    await browser.close();
    server.close();
  }
});
