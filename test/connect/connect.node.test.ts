// What a program gets that has installed the library and nothing else, and what a page loads.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { assert, test } from '../harness.ts';

test('without peers: by name an error that says what to install, with auto a log line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inferometer-'));
  try {
    const installed = join(folder, 'node_modules/inferometer');
    await mkdir(installed, { recursive: true });
    await cp('dist', join(installed, 'dist'), { recursive: true });
    await cp('package.json', join(installed, 'package.json'));
    await writeFile(
      join(folder, 'main.mjs'),
      `import { createTelemetry } from 'inferometer';
      import { connect } from 'inferometer/connect';
      const lines = [];
      const write = (fields) => lines.push(fields.reason);
      const telemetry = createTelemetry({ logger: { debug: write, info: write, warn: write, error: write } });
      const { connected } = await connect(telemetry, 'auto');
      const messages = [];
      for (const request of [
        { prometheus: { client: {} } },
        { opentelemetry: { tracing: {} } },
        { opentelemetry: { setup: { serviceName: 'x' } } },
      ]) await connect(telemetry, request).catch((error) => messages.push(error.message));
      console.log(JSON.stringify({ connected, lines, messages }));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: folder });
    const { connected, lines, messages } = JSON.parse(stdout);
    assert.equal(connected, []);
    assert.is(lines.length, 2);
    assert.match(lines[0], /@opentelemetry\/api cannot be imported/);
    assert.match(lines[1], /npm install prom-client/);
    assert.is(messages.length, 3);
    assert.match(messages[0], /^PROMETHEUS_PEER_MISSING: .*npm install prom-client/);
    assert.match(messages[1], /^OPENTELEMETRY_PEER_MISSING: .*npm install @opentelemetry\/api/);
    assert.match(messages[2], /^OPENTELEMETRY_PEER_MISSING: .*npm install @opentelemetry\/api/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a bundle with code splitting loads no room before it is asked to connect', async () => {
  const { metafile, outputFiles } = await build({
    stdin: {
      contents:
        "export { createTelemetry } from './dist/index.js'; export { connect } from './dist/connect/index.js';",
      resolveDir: process.cwd(),
    },
    bundle: true,
    splitting: true,
    minify: true, // without it comments stay, and name what is not there
    format: 'esm',
    outdir: '.cache/never-written',
    write: false,
    metafile: true,
    packages: 'external',
    logLevel: 'error',
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path.split('/').at(-1), text]));
  const textOf = (path: string) => texts.get(path.split('/').at(-1)) ?? '';
  const first = staticGraph(metafile, '.cache/never-written/stdin.js');
  const later = Object.keys(metafile.outputs).filter((path) => !first.has(path));
  const rooms = ['# TYPE', 'STORE_LOCKED', 'OPENTELEMETRY_PEER_MISSING', 'PROMETHEUS_PEER_MISSING'];
  for (const trace of rooms) {
    assert.equal(
      [...first].filter((path) => textOf(path).includes(trace)),
      [],
      `${trace} is loaded at once`,
    );
    assert.ok(
      later.some((path) => textOf(path).includes(trace)),
      `${trace} is loaded never`,
    );
  }
});

test('a page that has createTelemetry alone loads the same with code splitting as without', async () => {
  const bundle = (splitting: boolean) =>
    build({
      stdin: { contents: "export { createTelemetry } from './dist/index.js';", resolveDir: process.cwd() },
      bundle: true,
      splitting,
      minify: true,
      format: 'esm',
      outdir: '.cache/never-written',
      write: false,
      metafile: true,
      logLevel: 'error',
    });
  const [{ metafile, outputFiles }, { outputFiles: whole }] = await Promise.all([
    bundle(true),
    bundle(false),
  ]);
  assert.is(staticGraph(metafile, '.cache/never-written/stdin.js').size, 1);
  const sizeOf = (files: typeof whole) =>
    files.find(({ path }) => path.endsWith('/stdin.js'))?.contents.length ?? Number.NaN;
  // Without splitting, the loader that only loadKernel() imports is in the one file, as a function that is never called.
  assert.ok(sizeOf(outputFiles) <= sizeOf(whole));
});

/** The outputs that a page loads with the entry: those that are imported by statements. */
function staticGraph(metafile: Metafile, entry: string, seen = new Set<string>()): Set<string> {
  seen.add(entry);
  for (const { path, kind, external } of metafile.outputs[entry]?.imports ?? []) {
    if (kind === 'import-statement' && !external && !seen.has(path)) staticGraph(metafile, path, seen);
  }
  return seen;
}
