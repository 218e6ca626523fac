// What a page downloads, held to the floors of the bench; `npm run bench -- size` shows it beside the peers. And how many files
// an import reads.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import floors from '../bench/floors.json' with { type: 'json' };
import { assert, test } from './harness.ts';

const ENTRIES = [
  ['inferometer/histogram', 'Histogram'],
  ['inferometer', 'createTelemetry'],
  ['inferometer/browser', 'createPageTelemetry'],
] as const;

/** What is imported on demand is not downloaded with the page. */
const onDemand: Plugin = {
  name: 'on-demand',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** A bundle of one name, minified, the Wasm inside; as bench/harness/bundle.mjs makes it. */
async function bundled(subpath: string, name: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${name} } from '${subpath}';`, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    plugins: [onDemand],
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

for (const [subpath, name] of ENTRIES) {
  test(`${name} is no bigger than promised`, async () => {
    const floor = floors.find((one) => one.case === 'size' && one.contender === subpath);
    const bytes = gzipSync(await bundled(subpath, name), { level: 9 }).length;
    assert.ok(bytes > 1000 && bytes <= (floor?.atMost ?? 0), `${bytes} bytes, promised ${floor?.atMost}`);
  });
}

test('a bundle of createTelemetry has nothing of what nobody asked for', async () => {
  const text = new TextDecoder().decode(await bundled('inferometer', 'createTelemetry'));
  assert.match(text, 'inference_seconds');
  // Of collectRuntimeMetrics, getFindings, the event functions, telemetryEnvironment.
  for (const foreign of ['nodejs_', 'is slow', 'Training started', 'IPFS_KIT'])
    assert.not.match(text, foreign);
});

test('a bundle of createPageTelemetry has nothing of what few pages want, nor of the kernel', async () => {
  const text = new TextDecoder().decode(await bundled('inferometer/browser', 'createPageTelemetry'));
  assert.match(text, 'inference_seconds');
  // Of withOwnMetrics, otlpReceiver, trackStream, the queue beyond the page, spans and prices, datasets.
  for (const foreign of [
    ...['See CustomMetric', 'resourceMetrics', 'streams_total', 'createObjectStore', 'spanDescriptor'],
    ...['token_cost_total', 'dataset_load', 'WebAssembly'],
  ])
    assert.not.match(text, foreign);
});

/** The files of dist/ that an entry reads when it is imported, with their texts. */
function filesOf(entry: string, files = new Map<string, string>()): ReadonlyMap<string, string> {
  if (files.has(entry)) return files;
  const text = readFileSync(entry, 'utf8');
  files.set(entry, text);
  for (const [, path = ''] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g))
    filesOf(join(dirname(entry), path), files);
  return files;
}

test('importing reads few files, each of which costs Node half a millisecond', () => {
  for (const [entry, most] of [
    ['dist/histogram/index.js', 2],
    ['dist/metrics/index.js', 3],
    ['dist/index.js', 12],
  ] as const) {
    const { size } = filesOf(entry);
    assert.ok(size > 1 && size <= most, `${entry} reads ${size} files`);
  }
});

test('the Wasm of the kernel is in a file once', () => {
  const files = filesOf('dist/histogram/index.js');
  const texts = [...files.values()].flatMap((text) => text.match(/"[^"\n]{4000,}"/g) ?? []);
  assert.ok(texts.length > 2);
  assert.is(new Set(texts).size, texts.length);
});
