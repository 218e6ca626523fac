// AssemblyScript's loader is in the bundles of programs that call loadKernel, and in no other. The kernel as JavaScript is beside the
// bundles of all.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { assert, test } from '../harness.ts';

interface BundledFile {
  readonly name: string;
  readonly text: string;
}

/** What only the loader has, in what it does and in what it sets up when it is imported; no bundler shortens it. */
const LOADER = /__getArrayView|utf-16le/;

/** What only the kernel as JavaScript has. */
const JAVASCRIPT = /trap: invalid memory\.fill/;

const external = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).peerDependencies);

/** The files that these bundlers make of a module, the first of them the one that a page begins with. */
const bundlers: Readonly<Record<string, (source: string) => Promise<BundledFile[]>>> = {
  'esbuild, one file': (source) => esbuild(source, false),
  'esbuild, split': (source) => esbuild(source, true),
  rolldown: async (source) => {
    const bundle = await rolldown({
      input: 'program',
      external,
      plugins: [
        {
          name: 'program',
          resolveId: (id) => (id === 'program' ? `${process.cwd()}/program.js` : undefined),
          load: (id) => (id.endsWith('/program.js') ? source : undefined),
        },
      ],
    });
    const { output } = await bundle.generate({ format: 'esm' });
    return output.map((file) => ({
      name: basename(file.fileName),
      text: file.type === 'chunk' ? file.code : '',
    }));
  },
};

async function esbuild(contents: string, splitting: boolean): Promise<BundledFile[]> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    splitting,
    external,
    format: 'esm',
    outdir: 'out',
    write: false,
  });
  return outputFiles.map(({ path, text }) => ({ name: basename(path), text }));
}

/** The files that can be reached from the first: a bundler may write a file that nobody imports. */
function reached(files: readonly BundledFile[]): BundledFile[] {
  const found = files.slice(0, 1);
  for (const { text } of found) {
    found.push(...files.filter((file) => !found.includes(file) && text.includes(`/${file.name}`)));
  }
  return found;
}

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`${name}: who makes histograms and telemetry carries no loader`, async () => {
    const files = await bundle(`
      import { createTelemetry } from 'inferometer';
      import { Histogram } from 'inferometer/histogram';
      console.log(createTelemetry(), new Histogram());`);
    const carrying = reached(files).filter((file) => LOADER.test(file.text));
    assert.equal(
      carrying.map((file) => file.name),
      [],
    );
  });

  test(`${name}: who calls loadKernel finds the loader, in a file of its own where files are split`, async () => {
    const files = await bundle(`
      import { loadKernel } from 'inferometer/histogram';
      await loadKernel();`);
    const carrying = reached(files).filter((file) => LOADER.test(file.text));
    assert.is(carrying.length, 1);
    assert.is(carrying[0] === files[0], name === 'esbuild, one file');
  });

  test(`${name}: the kernel as JavaScript is a file of its own where files are split, and none that a page begins with`, async () => {
    const files = await bundle(`
      import { createTelemetry } from 'inferometer';
      console.log(createTelemetry());`);
    const carrying = reached(files).filter((file) => JAVASCRIPT.test(file.text));
    assert.is(carrying.length, 1);
    assert.is(carrying[0] === files[0], name === 'esbuild, one file');
    assert.match(
      (files[0] as BundledFile).text,
      name === 'esbuild, one file' ? '' : /import\(.\.\/kernel-js-/,
    );
  });
}
