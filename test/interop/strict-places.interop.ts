// Places where something is forbidden, or old: each ends in an error of ours, or as docs/runtimes.md says, and there goes on with what
// the error says to do.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assert, test } from '../harness.ts';
import { executableOf } from '../runners/executables.mjs';
import { engines, name, project } from './consumer/project.ts';
import { installPackages } from './install.ts';

const folder = join(project, 'strict');
mkdirSync(folder, { recursive: true });

/** What a bundler makes of a program, by name: one file, or several where what is imported on demand is a file of its own. */
async function bundled(
  contents: string,
  { external = [], splitting = false }: { external?: readonly string[]; splitting?: boolean } = {},
): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: project },
    outdir: 'out',
    entryNames: 'program',
    bundle: true,
    splitting,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    external: [...external],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}

async function oneFile(contents: string, external: readonly string[] = []): Promise<string> {
  return (await bundled(contents, { external })).get('program.js') as string;
}

const MAKE = `import { createTelemetry, getInferenceMetrics } from '${name}';`;
const COUNT = `telemetry.trackInference({ modelId: 'm' }, () => 1);
  const count = getInferenceMetrics(telemetry, 'm')?.latency?.count ?? 0;`;

/** Tracks at once, and tells what was counted of it once the kernel is there. */
const RECORD = `telemetry.trackInference({ modelId: 'm' }, () => 1);
  const counted = () => getInferenceMetrics(telemetry, 'm')?.latency?.count ?? 0;
  for (let turn = 0; turn < 200 && counted() === 0; turn++) await new Promise((done) => setTimeout(done, 10));
  const count = counted();`;
const KIND = `import { kernelKind } from '${name}/histogram';`;

interface Page {
  readonly title: string;
  /** How often the policy was violated. */
  readonly violations: number;
  /** Files that the page loaded beside its first. */
  readonly loaded: readonly string[];
}

/** What a page under this policy says in its title. Whatever is asked for that is none of its files is not there. */
async function pageUnder(policy: string, files: ReadonlyMap<string, string>, page = PAGE): Promise<Page> {
  const loaded: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    const script = path === 'watching.js' ? WATCHING : files.get(path);
    response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', path === '' ? 'text/html' : 'text/javascript');
    if (path !== '' && script === undefined) response.statusCode = 404;
    else if (script !== undefined && !['watching.js', 'program.js'].includes(path)) loaded.push(path);
    response.end(path === '' ? page : script);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const driver = (one: string) => import(pathToFileURL(`test/browser/${one}.mjs`).href);
  // Only then can what starts one be imported.
  (await driver('install')).installDriver();
  const { launchChromium } = await driver('launch');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    // Not waitForFunction(), which evaluates text in the page when the first look was too early: the policy forbids that.
    let title = '';
    for (let turn = 0; turn < 600 && title === ''; turn++) {
      if (turn > 0) await new Promise((done) => setTimeout(done, 50));
      title = await page.title();
    }
    return { title, violations: await page.evaluate('violations'), loaded };
  } finally {
    await browser.close();
    server.close();
  }
}

const WATCHING = `globalThis.violations = 0; addEventListener('securitypolicyviolation', () => { violations += 1; });`;
const PAGE =
  '<!doctype html><link rel="icon" href="data:,"><script src="watching.js"></script><script type="module" src="program.js"></script>';

/** Says in the title what was counted, by which kernel, or which error there was. */
const inPage = (atFirst: string, make: string, imports = '') => `${MAKE} ${KIND} ${imports}
  try { ${atFirst} const telemetry = ${make}; ${RECORD} document.title = 'counted ' + count + ' by ' + kernelKind(); }
  catch (error) { document.title = error.code + ' ' + error.message; }`;

const STRICT = "default-src 'none'; img-src data:; script-src 'self'";
const ALLOWED = `${STRICT} 'wasm-unsafe-eval'`;

test("a page without 'wasm-unsafe-eval' loads the kernel as JavaScript by itself, and only then", async () => {
  const program = inPage('', 'createTelemetry()');
  const split = await bundled(program, { splitting: true });
  const isKernel = (path: string) => /^kernel-js-/.test(path);
  const strict = await pageUnder(STRICT, split);
  assert.is(strict.title, 'counted 1 by js');
  assert.is(strict.loaded.filter(isKernel).length, 1);
  // Each of them may be reported somewhere.
  assert.ok(strict.violations >= 1 && strict.violations <= 2, `${strict.violations} violations`);
  const allowed = await pageUnder(ALLOWED, split);
  assert.is(allowed.title, 'counted 1 by wasm');
  assert.equal(allowed.loaded.filter(isKernel), []);
  assert.is(allowed.violations, 0);
  // A bundle of one file has it inside.
  const one = await bundled(program);
  assert.is((await pageUnder(STRICT, one)).title, 'counted 1 by js');
  assert.is((await pageUnder(ALLOWED, one)).title, 'counted 1 by wasm');
});

test('the modules of the package do so without a bundler', async () => {
  const dist = join(project, 'node_modules', name, 'dist');
  const files = new Map<string, string>([['program.js', inPage('', 'createTelemetry()')]]);
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (/^(chunks\/|histogram\/|index)[^/]*\.js$/.test(path))
      files.set(path, readFileSync(join(dist, path), 'utf8'));
  }
  const imports = JSON.stringify({
    imports: { [name]: '/index.js', [`${name}/histogram`]: '/histogram/index.js' },
  });
  const hash = createHash('sha256').update(imports).digest('base64');
  const page = PAGE.replace('<script type', `<script type="importmap">${imports}</script><script type`);
  const { title, loaded } = await pageUnder(`${STRICT} 'sha256-${hash}'`, files, page);
  assert.is(title, 'counted 1 by js');
  // Of its code one file; another, of a line, names that.
  const kernel = loaded.filter((path) => /\/kernel-js-/.test(path));
  assert.is(kernel.filter((path) => (files.get(path) ?? '').length > 200).length, 1);
  assert.ok(kernel.length <= 2 && !kernel.some((path) => /-parts-/.test(path)), kernel.join(' '));
});

test('under such a policy a histogram says what helps where the kernel is not there yet, and each of that helps', async () => {
  const made = (atFirst: string, imports = '') =>
    `import { Histogram, kernelKind, loadKernel } from '${name}/histogram'; ${imports}
    try { ${atFirst} const histogram = new Histogram(); histogram.record(1); document.title = histogram.count + ' by ' + kernelKind(); }
    catch (error) { document.title = error.code + ' ' + error.message; }`;
  const under = async (program: string, policy = STRICT) =>
    (await pageUnder(policy, await bundled(program))).title;
  assert.match(
    await under(made('')),
    /^KERNEL_UNAVAILABLE .*await loadKernel\(\).*provideJsKernel\(\) of "inferometer\/kernel-js".*'wasm-unsafe-eval' in the page's script-src/,
  );
  assert.is(await under(made('await loadKernel();')), '1 by js');
  const atHand = `import { provideJsKernel } from '${name}/kernel-js';`;
  assert.is(await under(made('provideJsKernel();', atHand)), '1 by js');
  assert.is(await under(made(''), ALLOWED), '1 by wasm');
  assert.is(
    await under(inPage('', 'createTelemetry({ enabled: false })').replace(RECORD, COUNT)),
    'counted 0 by undefined',
  );
});

test('where that kernel was left out of a bundle, telemetry goes on, says so, and counts what is lost', async () => {
  const program = `import { createTelemetry, getInferenceMetrics } from '${name}'; ${KIND}
    const lines = [];
    const log = (fields) => lines.push(fields);
    const telemetry = createTelemetry({ logger: { debug: log, info: log, warn: log, error: log } });
    const answer = telemetry.trackInference({ modelId: 'm' }, () => 1);
    const said = () => lines.find(({ event_type }) => event_type === 'kernel')?.kernel;
    for (let turn = 0; turn < 200 && !said(); turn++) await new Promise((done) => setTimeout(done, 10));
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    telemetry.collector.flush();
    const lost = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'inferometer_recordings_refused_total')?.series;
    createTelemetry({ logLevel: 'silent' }).dispose();
    document.title = [answer, said(), lost?.map(({ labels, value }) => labels.reason + '=' + (value > 1))].join(' ');`;
  const files = await bundled(program, { external: ['./kernel-js-*'] });
  assert.match(files.get('program.js') ?? '', 'import("./kernel-js-');
  assert.is((await pageUnder(STRICT, files)).title, '1 none no_kernel_memory=true');
  const counting = await bundled(inPage('', 'createTelemetry()'), { external: ['./kernel-js-*'] });
  assert.is((await pageUnder(ALLOWED, counting)).title, 'counted 1 by wasm');
});

let ports = 0;

/** What a worker of this compatibility date answers, or what it said when it could not start. */
async function answerOf(worker: string, compatibilityDate: string): Promise<string> {
  ports += 1;
  const port = await freePort();
  const own = join(folder, `worker-${ports}`);
  mkdirSync(own);
  writeFileSync(join(own, 'worker.mjs'), await oneFile(worker, ['kernel.wasm']));
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
/** From the day after, code that runs at module level may compile Wasm: the flag allow_eval_during_startup. */
const BEFORE_EVAL = '2025-05-31';
const HANDED_IN = `${KERNEL} const telemetry = createTelemetry({ timer: { after: () => () => {} } });`;

test('workerd: where no module is handed in the kernel is JavaScript, but for what module level may compile', async () => {
  const inHandler = `const telemetry = createTelemetry(); ${RECORD}`;
  const kind = "return new Response('counted ' + count + ' by ' + kernelKind());";
  assert.is(await answerOf(worker(KIND, `${inHandler} ${kind}`), NOW), 'counted 1 by js');
  const atLevel = `${KIND} const telemetry = createTelemetry({ timer: { after: () => () => {} } });`;
  const atHand = `import { provideJsKernel } from '${name}/kernel-js'; provideJsKernel(); ${atLevel}`;
  for (const [date, expected] of [
    [BEFORE_EVAL, 'counted 1 by js'],
    [NOW, 'counted 1 by wasm'],
  ] as const) {
    assert.is(await answerOf(worker(atLevel, `${RECORD} ${kind}`), date), expected, date);
    assert.is(await answerOf(worker(atHand, `${COUNT} ${kind}`), date), expected, date);
  }
  assert.is(await answerOf(worker(`${KERNEL} ${KIND}`, `${inHandler} ${kind}`), NOW), 'counted 1 by wasm');
});

test('workerd: where module level has made the kernel, every layout is there in requests', async () => {
  const all = `import { ExplicitHistogram, HdrHistogram, Histogram, kernelKind, loadKernel, Summary } from '${name}/histogram';
    import { kolmogorovSmirnovTest } from '${name}/drift';`;
  const make = `const made = [new HdrHistogram(), new ExplicitHistogram({ bounds: [2, 4] }), new Summary(), new Histogram()];
    for (const one of made) one.recordMany([1, 2, 3, 4]);
    const { statistic } = kolmogorovSmirnovTest([1, 2, 3], [1, 2, 3]);
    const count = made.map((one) => one.sum).join() + ' ' + statistic + ' by ' + kernelKind();`;
  const telemetry = `${all} const telemetry = createTelemetry();`;
  const expected = 'counted 10,10,10,10 0 by wasm';
  assert.is(await answerOf(worker(telemetry, make), NOW), expected);
  assert.is(await answerOf(worker(telemetry, `await loadKernel(); ${make}`), NOW), expected);
  assert.is(await answerOf(worker(`${all} await loadKernel();`, make), NOW), expected);
  assert.is(
    await answerOf(worker(telemetry, `await loadKernel(); ${make}`), BEFORE_EVAL),
    'counted 10,10,10,10 0 by js',
  );
});

test('workerd: at module level a telemetry is made as ever', async () => {
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

const [deno, bun] = (['deno', 'bun'] as const).map(executableOf) as [string, string];

test('Node, Deno and Bun without Wasm have the kernel as JavaScript at once', () => {
  const quiet =
    "{ logger: { debug() {}, info() {}, warn: ({ kernel }) => console.log('kernel', kernel), error() {} } }";
  const program = `
    const { createTelemetry, getInferenceMetrics } = await import('${name}');
    const { HdrHistogram, kernelKind } = await import('${name}/histogram');
    const telemetry = createTelemetry(${quiet}); ${COUNT}
    const hdr = new HdrHistogram(); hdr.record(7);
    console.log(typeof WebAssembly, 'counted', count + hdr.count, 'by', kernelKind());
    await null; telemetry.dispose();`;
  const expected = 'undefined counted 2 by js\nkernel js';
  assert.is(printed(program, ['--jitless']), expected);
  assert.is(
    printed(program, ['run', '-A', '--no-lock', '--node-modules-dir=manual', '--v8-flags=--jitless'], deno),
    expected,
  );
  process.env.BUN_JSC_useWasm = '0';
  try {
    assert.match(printed(program, ['--no-install'], bun), expected);
  } finally {
    delete process.env.BUN_JSC_useWasm;
  }
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
