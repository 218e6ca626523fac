// Places where something is forbidden, or old: each ends in an error of ours, or as docs/runtimes.md says, and there goes on with what
// the error says to do.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assert, test } from '../harness.ts';
import { executableOf } from '../runners/executables.mjs';
import { engines, name, project } from './consumer/project.ts';
import { installPackages } from './install.ts';

const folder = join(project, 'strict');
mkdirSync(folder, { recursive: true });

/** One file with all of the package that it uses, as pages and workers get it. */
async function bundled(contents: string, external: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    external: [...external],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  return outputFiles[0]?.text as string;
}

const MAKE = `import { createTelemetry, getInferenceMetrics } from '${name}';`;
const COUNT = `telemetry.trackInference({ modelId: 'm' }, () => 1);
  const count = getInferenceMetrics(telemetry, 'm')?.latency?.count ?? 0;`;

/** What a page under this policy says in its title. */
async function titleUnder(policy: string, options: string): Promise<string> {
  const script = await bundled(`${MAKE}
    try { const telemetry = createTelemetry(${options}); ${COUNT} document.title = 'counted ' + count; }
    catch (error) { document.title = error.code + ' ' + error.message; }`);
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<script type="module" src="page.js"></script>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const modules = ['install', 'launch'].map((one) => import(pathToFileURL(`test/browser/${one}.mjs`).href));
  const [{ installDriver }, { launchChromium }] = await Promise.all(modules);
  installDriver();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('document.title !== ""');
    return await page.title();
  } finally {
    await browser.close();
    server.close();
  }
}

test("a page without 'wasm-unsafe-eval' is told so, and what it is told helps", async () => {
  const strict = "default-src 'none'; script-src 'self'";
  const said = await titleUnder(strict, '');
  assert.match(said, /^KERNEL_UNAVAILABLE .*'wasm-unsafe-eval' in the page's script-src.*enabled: false/);
  assert.is(await titleUnder(`${strict} 'wasm-unsafe-eval'`, ''), 'counted 1');
  assert.is(await titleUnder(strict, '{ enabled: false }'), 'counted 0');
});

let ports = 0;

/** What a worker of this compatibility date answers, or what it said when it could not start. */
async function answerOf(worker: string, compatibilityDate: string): Promise<string> {
  ports += 1;
  const port = await freePort();
  const own = join(folder, `worker-${ports}`);
  mkdirSync(own);
  writeFileSync(join(own, 'worker.mjs'), await bundled(worker, ['kernel.wasm']));
  copyFileSync('dist/kernel/simd.wasm', join(own, 'kernel.wasm'));
  writeFileSync(
    join(own, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .main)],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
    );
    const main :Workerd.Worker = (
      modules = [(name = "worker", esModule = embed "worker.mjs"), (name = "kernel.wasm", wasm = embed "kernel.wasm")],
      compatibilityDate = "${compatibilityDate}",
    );`,
  );
  const child: ChildProcess = spawn(executableOf('workerd'), ['serve', join(own, 'config.capnp')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  try {
    for (let attempt = 0; attempt < 200; attempt++) {
      try {
        return await (await fetch(`http://127.0.0.1:${port}/`)).text();
      } catch {
        if (child.exitCode !== null) break;
        await new Promise((done) => setTimeout(done, 100));
      }
    }
    return said;
  } finally {
    child.kill();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const KERNEL = `import { loadKernel } from '${name}/histogram'; import kernel from 'kernel.wasm'; await loadKernel(kernel);`;

const worker = (atOnce: string, inHandler: string) => `${MAKE} ${atOnce}
  const say = (error) => new Response(error.code + ' ' + error.message);
  export default { async fetch() { try { ${inHandler} return new Response('counted ' + count); } catch (error) { return say(error); } } };`;

const NOW = '2026-11-01';
const HANDED_IN = `${KERNEL} const telemetry = createTelemetry({ timer: { after: () => () => {} } });`;

test('workerd: what is forbidden at module level is said, and what is said helps', async () => {
  const inHandler = `const telemetry = createTelemetry(); ${COUNT}`;
  assert.match(
    await answerOf(worker('', inHandler), NOW),
    /^KERNEL_UNAVAILABLE .*await loadKernel\(module\)/,
  );
  assert.is(await answerOf(worker(KERNEL, inHandler), NOW), 'counted 1');
  // There are no timers at module level; edge.interop.ts has what ends intervals instead.
  const atOnce = `${KERNEL} const telemetry = createTelemetry();`;
  assert.is(await answerOf(worker(atOnce, COUNT), NOW), 'counted 1');
  assert.is(await answerOf(worker(HANDED_IN, COUNT), NOW), 'counted 1');
  const disabled = 'const telemetry = createTelemetry({ enabled: false });';
  assert.is(await answerOf(worker(disabled, COUNT), NOW), 'counted 0');
});

test('workerd: a compatibility date that is too old is said, and the one that is named helps', async () => {
  for (const date of ['2021-11-03', '2025-05-04']) {
    const said = await answerOf(worker(KERNEL, `const telemetry = createTelemetry(); ${COUNT}`), date);
    assert.match(said, /^RUNTIME_UNSUPPORTED .*compatibility_date to 2025-05-05/, date);
  }
  assert.is(await answerOf(worker(HANDED_IN, COUNT), '2025-05-05'), 'counted 1');
});

/** What a program prints in this Node, its errors by code. */
function printed(program: string, flags: readonly string[], runtime = process.execPath): string {
  const file = join(project, 'strict.mjs');
  writeFileSync(
    file,
    `process.on('uncaughtException', (error) => { console.log(error.code, error.message); process.exit(1); });\n${program}`,
  );
  const { stdout, stderr } = spawnSync(runtime, [...flags, file], { encoding: 'utf8' });
  return stdout.trim() || stderr;
}

test('node --jitless has no Wasm, and says what goes on without', () => {
  const make = (options: string) =>
    `const { createTelemetry, getInferenceMetrics } = await import('${name}'); const telemetry = createTelemetry(${options}); ${COUNT} console.log('counted', count);`;
  assert.match(printed(make(''), ['--jitless']), /^KERNEL_UNAVAILABLE .*enabled: false/);
  assert.is(printed(make('{ enabled: false }'), ['--jitless']), 'counted 0');
});

test('CommonJS where require() of ESM is off: import() is what helps', () => {
  const file = join(project, 'strict.cjs');
  const run = (program: string) => {
    writeFileSync(file, program);
    // Node without the flag cannot require() anyway.
    const has = process.allowedNodeEnvironmentFlags.has('--no-experimental-require-module');
    const flags = has ? ['--no-experimental-require-module'] : [];
    return spawnSync(process.execPath, [...flags, file], { encoding: 'utf8' });
  };
  assert.match(run(`require('${name}')`).stderr, 'ERR_REQUIRE_ESM');
  const helped = run(
    `import('${name}').then(({ createTelemetry, getInferenceMetrics }) => { const telemetry = createTelemetry(); ${COUNT} console.log('counted', count); process.exit(); })`,
  );
  assert.is(helped.stdout.trim(), 'counted 1');
});

test('Node under the minimum records, and says what it lacks', () => {
  const old = 'test/interop/strict-places';
  installPackages(old, 'node/bin');
  const node = resolve(old, 'node_modules/node/bin/node');
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  assert.is(stdout.trim(), 'v20.9.0');
  assert.is(engines.node, '>=20.16');
  const make = `${MAKE} const telemetry = createTelemetry(); ${COUNT}`;
  assert.is(printed(`${make} console.log('counted', count); process.exit();`, [], node), 'counted 1');
  const serving = `${MAKE} import { startMetricsServer } from '${name}/prometheus'; await startMetricsServer(createTelemetry(), { port: 0 });`;
  assert.match(printed(serving, [], node), /^RUNTIME_CANNOT_LISTEN .*20\.16/);
  const storing = `import { openStore } from '${name}/store'; await openStore({ path: './never' });`;
  assert.match(printed(storing, [], node), /^STORE_PLATFORM .*20\.16/);
});

test('what docs/runtimes.md says of these places is what was tried', () => {
  const page = readFileSync('docs/runtimes.md', 'utf8');
  for (const said of [
    'KERNEL_UNAVAILABLE',
    'RUNTIME_UNSUPPORTED',
    'RUNTIME_CANNOT_LISTEN',
    'STORE_PLATFORM',
    'ERR_REQUIRE_ESM',
  ]) {
    assert.match(page, said);
  }
});
