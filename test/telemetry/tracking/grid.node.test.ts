// Every category of work has all its sides, and nobody carries a side that he does not use.
import { readdirSync, readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { createTelemetry } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { SourceCopy } from '../../source-copy.ts';

const SIDES = ['metrics.ts', 'tracker.ts', 'summary.ts', 'rules.ts'];

function categories(): string[] {
  const source = readFileSync('src/telemetry/context/categories.ts', 'utf8');
  const [, list = ''] = /CATEGORIES = \[(.*?)\]/s.exec(source) ?? [];
  return [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
}

test('every category has a folder with all its sides, and a section of the report', () => {
  const tracking = 'src/telemetry/tracking';
  const folders = readdirSync(tracking, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(categories().length >= 8);
  assert.equal(folders.map(({ name }) => name).sort(), categories().sort());
  const sections = readdirSync('src/report/sections');
  const missing = categories().flatMap((category) => {
    const files = readdirSync(`${tracking}/${category}`);
    return [
      ...SIDES.filter((side) => !files.includes(side)).map((side) => `${category}/${side}`),
      ...[`${category}.ts`].filter((section) => !sections.includes(section)),
    ];
  });
  assert.equal(missing, []);
});

test('a category without a row in each table does not compile', () => {
  using copy = new SourceCopy();
  copy.insert('src/telemetry/context/categories.ts', "  'http',\n", "  'forgotten',\n");
  const errors = copy.compile().filter((line) => line.includes("'forgotten'"));
  assert.equal([...new Set(errors.map((line) => line.split('(')[0]))].sort(), [
    'src/http/views/findings.ts',
    'src/report/parts.ts',
    'src/telemetry/analysis/analysis.ts',
    'src/telemetry/tracking/catalogue.ts',
    'src/telemetry/tracking/summaries.ts',
  ]);
});

/** What the page does not begin with, and the kernel, are not what this is about. */
const sourcesAlone: Plugin = {
  name: 'sources-alone',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'dynamic-import' || path.endsWith('.wasm') ? { path, external: true } : undefined,
    );
  },
};

/** The sources of which a bundle of these names holds anything. */
async function sourcesIn(names: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export { ${names} } from './src/index.ts';`, resolveDir: '.' },
    bundle: true,
    format: 'esm',
    outdir: '.cache/never-written',
    write: false,
    metafile: true,
    define: { DEVELOPMENT: 'false', KERNEL_NAMES: '{}', LIBRARY_VERSION: '"0"' },
    minifySyntax: true,
    plugins: [sourcesAlone],
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
}

const UNUSED = /\/(summary|summaries|rules)\.ts$|^src\/(report|telemetry\/(analysis|query))\//;

test('createTelemetry carries definitions and trackers, and no side that it does not use', async () => {
  const sources = await sourcesIn('createTelemetry');
  assert.ok(sources.includes('src/telemetry/tracking/dataset/metrics.ts'));
  assert.ok(sources.includes('src/telemetry/tracking/inference/tracker.ts'));
  assert.equal(
    sources.filter((path) => UNUSED.test(path)),
    [],
  );
  // That of storage is there, since `start` begins its operations too.
  assert.equal(
    sources.filter((path) => /\/tracking\/(stream|http|drift|continual)\//.test(path)),
    [],
  );
});

test('no label of a metric may be declared as one of the caller, though its metric is there from the first call only', () => {
  // What the library tells of itself is no work of the program.
  const row = /^\| `(?!inferometer_)\w+` \| (?:counter|gauge|histogram) \|[^|]*\|([^|]*)\|/gm;
  const rows = readFileSync('docs/metrics.md', 'utf8').matchAll(row);
  const labels = new Set([...rows].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []));
  assert.ok(labels.size > 20);
  const accepted = [...labels].filter((label) => {
    try {
      createTelemetry({ labelNames: [label] }).dispose();
      return true;
    } catch {
      return false;
    }
  });
  assert.equal(accepted, []);
});

test('a getter carries the summary of its category alone', async () => {
  const sources = (await sourcesIn('getStreamMetrics')).filter((path) => path.includes('/tracking/'));
  assert.equal(sources, ['src/telemetry/tracking/stream/summary.ts']);
  assert.ok((await sourcesIn('getFindings')).some((path) => path.endsWith('/storage/rules.ts')));
});
