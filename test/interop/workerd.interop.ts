// The handler in workerd, the runtime of Cloudflare Workers: the same suite as everywhere else, each file in a worker of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import workerd from 'workerd';
import { assert, type TestEvent, test } from '../harness.ts';

const NAMES = ['hostile', 'history', 'reports', 'storage', 'safety', 'events', 'png'];
const folder = mkdtempSync(join(tmpdir(), 'inferometer-workerd-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Validators compile code, which workers may not: what answers look like is held in the other runtimes. */
const withoutValidators = {
  name: 'without-validators',
  setup(bundler: import('esbuild').PluginBuild) {
    bundler.onLoad({ filter: /test[\\/]api[\\/]validated\.ts$/ }, () => ({
      contents: 'export const validated = (handler) => handler;',
    }));
  },
};

async function bundle(): Promise<void> {
  await build({
    entryPoints: ['test/interop/workerd/worker.ts'],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    // The package by its own name, not its sources.
    tsconfigRaw: {},
    target: 'es2022',
    define: { DEVELOPMENT: 'false' },
    external: ['kernel.wasm', 'resvg.wasm'],
    plugins: [withoutValidators],
    logLevel: 'silent',
  });
  copyFileSync('dist/kernel/simd.wasm', join(folder, 'kernel.wasm'));
  copyFileSync('node_modules/@resvg/resvg-wasm/index_bg.wasm', join(folder, 'resvg.wasm'));
}

function configuration(port: number): string {
  return `
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .main)],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
    );
    const main :Workerd.Worker = (
      modules = [(name = "worker", esModule = embed "worker.mjs"), (name = "kernel.wasm", wasm = embed "kernel.wasm"),
        (name = "resvg.wasm", wasm = embed "resvg.wasm")],
      compatibilityDate = "2026-11-01",
    );`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One worker for each file: they share nothing. */
async function eventsOf(name: string): Promise<readonly TestEvent[]> {
  const port = await freePort();
  const file = join(folder, `${name}.capnp`);
  writeFileSync(file, configuration(port));
  const child: ChildProcess = spawn(workerd.default, ['serve', file], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/${name}`);
        const text = await response.text();
        if (!response.ok) throw new Error(`${text}\n${said}`);
        return JSON.parse(text);
      } catch (error) {
        const isRefused = error instanceof TypeError && child.exitCode === null && attempt < 100;
        if (!isRefused) throw new Error(`${(error as Error).message}\n${said}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    child.kill();
  }
}

test('the handler is one bundle that workerd takes', async () => {
  await bundle();
});

for (const name of NAMES) {
  test(`the suite ${name} passes in workerd`, async () => {
    const events = await eventsOf(name);
    const failed = events.flatMap((event) =>
      event.type === 'fail' ? [`${event.name}: ${event.failure.message}`] : [],
    );
    assert.equal(failed, []);
    assert.ok(events.filter(({ type }) => type === 'pass').length >= 3);
    assert.is(events.at(-1)?.type, 'end');
  });
}
