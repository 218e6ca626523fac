// A program of Next.js: instrumentation and a route are bundles of their own, and the development server loads a module anew
// when it changes. By the recipe of docs/runtimes.md they have one telemetry. Runs where it is asked for: `npm run test:interop -- next`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, test } from '../harness.ts';
import { project } from './consumer/project.ts';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/next';
const NEXT = resolve(FOLDER, 'node_modules/next/dist/bin/next');
/** In there, so that it finds the packages; a copy, since the route is changed. */
const program = resolve(FOLDER, '.cache/program');

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/** Bytes of our code that a page of the browser loads at once, gzip -9, by Turbopack. A ratchet. */
const FLOOR = 44_500;

interface Answer {
  readonly revision: number;
  readonly inferences: number;
  readonly p99Seconds: number;
  readonly loads: number;
  readonly page: string;
}

function prepare(): void {
  installPackages(FOLDER, 'next');
  rmSync(program, { recursive: true, force: true });
  for (const name of ['app', 'telemetry.js', 'instrumentation.js', 'next.config.js', 'package.json']) {
    cpSync(join(FOLDER, name), join(program, name), { recursive: true });
  }
  cpSync(join(project, 'node_modules'), join(program, 'node_modules'), { recursive: true });
  cpSync('dist/kernel/simd.wasm', join(program, 'app/edge/kernel.wasm'));
}

/** Each bundler of Next.js. */
for (const flags of [[], ['--webpack']]) {
  // Next 16.4 calls its edge runtime deprecated, and does not find what its own webpack made of a route for it.
  const hasEdge = flags.length === 0;
  test(`next build ${flags.join(' ')}: nothing is warned of, and instrumentation and route have one telemetry`, async () => {
    prepare();
    if (!hasEdge) rmSync(join(program, 'app/edge'), { recursive: true });
    const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, 'build', ...flags], {
      cwd: program,
      env,
      encoding: 'utf8',
    });
    assert.is(status, 0, stdout + stderr);
    assert.not.match(stdout + stderr, /inferometer|warn/i);
    // webpack spreads the library over several files, which hold other things too.
    const bytes = loadedBytes();
    if (hasEdge) assert.ok(bytes > 20_000 && bytes <= FLOOR, `${bytes} bytes, promised ${FLOOR}`);
    await using server = await serve('start');
    assert.equal(countsOf(await server.ask()), { revision: 1, inferences: 1, loads: 1 });
    const answer = await server.ask();
    assert.equal(countsOf(answer), { revision: 1, inferences: 2, loads: 1 });
    assert.ok(answer.p99Seconds > 0 && answer.p99Seconds < 1);
    assert.match(answer.page, /^ipfs_aiml_inference_seconds_count\{.*model_id="glyphs".*\} 2$/m);
    await flushed(server, '/after');
    if (hasEdge) await flushed(server, '/edge');
  });
}

/** By the recipes of docs/edge.md each request is flushed behind its answer. */
async function flushed({ get }: Pick<Awaited<ReturnType<typeof serve>>, 'get'>, path: string): Promise<void> {
  assert.equal(await get(path), { inferences: 1, intervals: 0 });
  for (let tries = 0; tries < 50; tries++) {
    const { inferences, intervals } = (await get(path)) as { inferences: number; intervals: number };
    assert.is(inferences, tries + 2);
    if (intervals > 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`nothing was flushed by ${path}`);
}

test('next dev: a route that is loaded anew goes on with the telemetry that was there', async () => {
  prepare();
  await using server = await serve('dev');
  assert.equal(countsOf(await server.ask()), { revision: 1, inferences: 1, loads: 1 });
  const route = join(program, 'app/infer/route.js');
  writeFileSync(route, readFileSync(route, 'utf8').replace('REVISION = 1', 'REVISION = 2'));
  let answer = await server.ask();
  let asked = 2;
  for (; answer.revision === 1 && asked < 100; asked++) {
    await new Promise((done) => setTimeout(done, 100));
    answer = await server.ask();
  }
  assert.equal(countsOf(answer), { revision: 2, inferences: asked, loads: 1 });
});

/** Of the files for browsers that have the library in them; the JavaScript kernel, which is loaded where it is needed, is none. */
function loadedBytes(): number {
  const chunks = join(program, '.next/static/chunks');
  return readdirSync(chunks, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(chunks, path)))
    .filter((text) => text.includes('KERNEL_UNAVAILABLE'))
    .reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
}

function countsOf({ revision, inferences, loads }: Answer): object {
  return { revision, inferences, loads };
}

async function serve(command: 'start' | 'dev') {
  const port = await freePort();
  const args = [NEXT, command, '-H', '127.0.0.1', '-p', String(port)];
  const server = spawn(process.execPath, args, { cwd: program, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await ready(server);
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  return {
    get,
    ask: () => get('/infer') as Promise<Answer>,
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}

/** Resolves when the server says that it listens. @throws what it printed where it ends before */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout?.on('data', (chunk) => {
      text += chunk;
      if (/Ready in/.test(text)) resolve();
    });
    server.once('exit', () => reject(new Error(`next ended: ${text}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
