// The recipes of docs/edge.md as they are, in the real runtimes: what a receiver of remote write got is what was asked for.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { createTelemetry } from 'inferometer';
import { serve } from 'inferometer/http';
import { assert, test } from '../harness.ts';
import { counted, delta, KEY } from '../http/ingest/pages.ts';
import { listen, Receiver } from '../remote-write/receiver.ts';
import { executableOf } from '../runners/executables.mjs';
import { project } from './consumer/project.ts';
import { until } from './servers/server.ts';

const folder = join(project, 'edge');
mkdirSync(folder, { recursive: true });
for (const name of ['cloudflare.js', 'deno.js', 'pages.js'])
  copyFileSync(`test/interop/edge/${name}`, join(folder, name));

const COUNT = 'ipfs_aiml_inference_seconds';

/** How many inferences the receiver knows of. */
function inferencesAt(receiver: Receiver): number {
  return receiver
    .find(COUNT)
    .reduce((sum, { histograms }) => sum + Number(histograms.at(-1)?.countInt ?? 0), 0);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

interface Running {
  ask(path: string, init?: RequestInit): Promise<Response>;
  readonly said: () => string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Started when it answers. */
async function running(child: ChildProcess, port: number): Promise<Running> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const end = async () => {
    const gone = new Promise((done) => child.once('exit', done));
    if (child.exitCode === null && child.kill('SIGKILL')) await gone;
  };
  for (let attempt = 0; ; attempt++) {
    try {
      await (await ask('/began')).arrayBuffer();
      break;
    } catch (error) {
      if (child.exitCode === null && attempt < 200) {
        await new Promise((done) => setTimeout(done, 50));
        continue;
      }
      await end();
      throw new Error(`${(error as Error).message}\n${said}`);
    }
  }
  return { ask, said: () => said, [Symbol.asyncDispose]: end };
}

/** @param bindings what the worker finds in its `env` */
async function cloudflare(script: string, bindings: Readonly<Record<string, string>>): Promise<Running> {
  await build({
    entryPoints: [join(folder, script)],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['*.wasm'],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  copyFileSync('dist/kernel/simd.wasm', join(folder, 'kernel.wasm'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .main), (name = "internet", network = (allow = ["private", "public"]))],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
    );
    const main :Workerd.Worker = (
      modules = [
        (name = "worker", esModule = embed "worker.mjs"),
        (name = "inferometer/kernel.wasm", wasm = embed "kernel.wasm"),
      ],
      bindings = [${Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = "${text}")`)}],
      compatibilityDate = "2026-11-01",
    );`,
  );
  const child = spawn(executableOf('workerd'), ['serve', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running(child, port);
}

test('Cloudflare: a telemetry of module level begins with the first request, and each request is flushed', async () => {
  const receiver = new Receiver();
  const listening = await listen(receiver);
  try {
    await using worker = await cloudflare('cloudflare.js', { REMOTE_WRITE_URL: listening.url });
    const { startedAtUnixMs, nowUnixMs } = await (await worker.ask('/began')).json();
    assert.ok(startedAtUnixMs > Date.UTC(2026, 0, 1) && nowUnixMs - startedAtUnixMs < 60_000);
    // One after the other, some at once, and the last of a burst, which nobody comes after.
    assert.equal(await (await worker.ask('/')).json(), { label: 'a' });
    for (let i = 0; i < 4; i++) await (await worker.ask('/')).arrayBuffer();
    await Promise.all(Array.from({ length: 20 }, () => worker.ask('/').then((one) => one.arrayBuffer())));
    await until('25 inferences', async () => inferencesAt(receiver) === 25);
    assert.is((await worker.ask('/fail')).status, 500);
    const text = await (await worker.ask('/stream')).text();
    assert.is(text.split('\n').length, 6);
    const streams = 'ipfs_aiml_streams_total';
    await until('a stream', async () => receiver.values(streams, { ending: 'completed' })[0] === 1);
    const requests = () =>
      receiver
        .find('http_server_request_duration_seconds')
        .reduce((sum, { histograms }) => sum + Number(histograms.at(-1)?.countInt ?? 0), 0);
    // Those of the start, which may have been several, too.
    await until('all requests', async () => requests() >= 25 + 2 + 2);
    assert.equal(receiver.violations, []);
    assert.not.match(worker.said(), /different request|hung|never generate/i);
  } finally {
    await listening.close();
  }
});

test('Cloudflare: a request whose reader hangs up, and a receiver that is away, lose nothing', async () => {
  const receiver = new Receiver();
  const listening = await listen(receiver);
  let isAway = true;
  receiver.answer = () => (isAway ? new Response('away', { status: 503 }) : undefined);
  try {
    await using worker = await cloudflare('cloudflare.js', { REMOTE_WRITE_URL: listening.url });
    const leaving = new AbortController();
    const stream = await worker.ask('/stream', { signal: leaving.signal });
    await stream.body?.getReader().read();
    leaving.abort();
    for (let i = 0; i < 3; i++) await (await worker.ask('/')).arrayBuffer();
    await until('a second attempt', async () => receiver.attempts > 1);
    isAway = false;
    await new Promise((done) => setTimeout(done, 1100));
    await (await worker.ask('/')).arrayBuffer();
    await until('4 inferences', async () => inferencesAt(receiver) === 4);
    assert.not.match(worker.said(), /different request/i);
  } finally {
    await listening.close();
  }
});

test('Cloudflare: what pages send to their own origin is handed on, and counts once', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const origin = 'https://app.example';
  const server = await serve(telemetry, { port: 0, ingest: { keys: [KEY], origins: [origin] } });
  try {
    await using worker = await cloudflare('pages.js', { INGEST_URL: `${server.url}/ingest` });
    const deltas = [delta(0, (page) => page.counter({ name: 'hits_total', help: 'H.' }).withLabels().add(2))];
    const body = JSON.stringify({ key: KEY, page: 'page-0001', deltas });
    // As browsers send what stays on the origin of the page.
    const headers = { origin, 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain;charset=UTF-8' };
    for (const merged of [1, 0]) {
      const answer = await worker.ask('/telemetry', { method: 'POST', headers, body });
      assert.is(answer.status, 200);
      assert.is((await answer.json()).merged, merged);
    }
    assert.is(counted(telemetry, 'hits_total'), 2);
  } finally {
    await server.close();
    telemetry.dispose();
  }
});

test('Deno: deno serve, flushed while it serves', async () => {
  const receiver = new Receiver();
  const listening = await listen(receiver);
  try {
    const port = await freePort();
    const args = ['serve', '--no-lock', '--node-modules-dir=manual', '--host=127.0.0.1', `--port=${port}`];
    const allowed = ['--allow-net=127.0.0.1', '--allow-env'];
    const child = spawn(resolve(executableOf('deno')), [...args, ...allowed, join(folder, 'deno.js')], {
      cwd: folder,
      env: { ...process.env, REMOTE_WRITE_URL: listening.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await using server = await running(child, port);
    await until('an inference', async () => inferencesAt(receiver) >= 1);
    assert.equal(await (await server.ask('/')).json(), { label: 'a' });
    assert.equal(receiver.violations, []);
  } finally {
    await listening.close();
  }
});
