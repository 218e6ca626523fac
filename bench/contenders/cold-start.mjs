/** From nothing to the first answer: of a function in a fresh process of Node, and of a worker in a fresh workerd. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Milliseconds from the import of the library to the end of the first inference that is tracked, flushed. */
export async function firstInvocation() {
  const startedMs = performance.now();
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry();
  await telemetry.trackInference({ modelId: 'm' }, async () => 1);
  await telemetry.flush();
  return performance.now() - startedMs;
}

const HANDLER = `(request) => new Response('ok')`;

/** The module of a worker: bare, or with telemetry as docs/edge.md has it. */
const WORKERS = {
  bare: `export default { fetch: ${HANDLER} };`,
  telemetry: `import { createTelemetry } from 'inferometer';
    import { flushAfter } from 'inferometer/edge';
    import { loadKernel } from 'inferometer/histogram';
    import kernel from 'inferometer/kernel.wasm';
    await loadKernel(kernel);
    const telemetry = createTelemetry();
    const infer = (request) => telemetry.trackInference({ modelId: 'm' }, () => new Response('ok'));
    export default { fetch: flushAfter(telemetry, infer) };`,
};

/** Milliseconds from the start of workerd to the whole first answer. @param {keyof typeof WORKERS} name */
export async function firstAnswer(name) {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-cold-start-'));
  try {
    const { build } = await import('esbuild');
    // CommonJS with a name `default`: its path.
    const { default: workerd } = await import('workerd');
    await build({
      stdin: { contents: WORKERS[name], resolveDir: resolve('..') },
      outfile: join(folder, 'worker.mjs'),
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      external: ['*.wasm'],
      logLevel: 'silent',
    });
    copyFileSync(resolve('../dist/kernel/simd.wasm'), join(folder, 'kernel.wasm'));
    const port = await freePort();
    writeFileSync(join(folder, 'config.capnp'), configuration(port));
    const startedMs = performance.now();
    const child = spawn(workerd.default, ['serve', join(folder, 'config.capnp')], { stdio: 'ignore' });
    try {
      for (;;) {
        const isAnswered = await answered(port);
        if (isAnswered) return performance.now() - startedMs;
        if (child.exitCode !== null) throw new Error('workerd ended');
      }
    } finally {
      child.kill('SIGKILL');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configuration(port) {
  return `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .main)],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
    );
    const main :Workerd.Worker = (
      modules = [
        (name = "worker", esModule = embed "worker.mjs"),
        (name = "inferometer/kernel.wasm", wasm = embed "kernel.wasm"),
      ],
      compatibilityDate = "2026-11-01",
    );`;
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** False where nobody listens yet: asked again after a millisecond. */
function answered(port) {
  return new Promise((done) => {
    const asking = request({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.resume().on('end', () => done(true));
    });
    asking.on('error', () => setTimeout(() => done(false), 1));
    asking.end();
  });
}
