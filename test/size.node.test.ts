// What a page downloads, held to the floors of the bench; `npm run bench -- size` shows it beside the peers.
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import floors from '../bench/floors.json' with { type: 'json' };
import { assert, test } from './harness.ts';

const ENTRIES = [
  ['inferometer/histogram', 'Histogram'],
  ['inferometer', 'createTelemetry'],
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

/** Bytes of a bundle of one name, minified and gzipped, the Wasm inside; as bench/harness/bundle.mjs weighs it. */
async function downloadBytes(subpath: string, name: string): Promise<number> {
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
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

for (const [subpath, name] of ENTRIES) {
  test(`${name} is no bigger than promised`, async () => {
    const floor = floors.find((one) => one.case === 'size' && one.contender === subpath);
    const bytes = await downloadBytes(subpath, name);
    assert.ok(bytes > 1000 && bytes <= (floor?.atMost ?? 0), `${bytes} bytes, promised ${floor?.atMost}`);
  });
}
