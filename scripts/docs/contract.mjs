// docs/contract.md: every capability that the source documents ask for, with the tests that hold it, read from the names
// of the tests: `A inference: latency by batch size` is about the capability `inference` of section A.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['test/contract', 'test/examples/demo', 'test/examples/wal'];

/** `test('A inference: what holds', ...`; in a loop over ways, the name of the way is left out. */
const TEST = /^ *test\(['`]([A-E]) ([^:'`]+): (?:\$\{name\}: )?(.+)['`], /gm;

/** What the documents of the Python kit ask for, by section. */
const SECTIONS = {
  A: [
    'AI/ML telemetry',
    [
      'set-up',
      'model operation',
      'inference',
      'training epoch, stats',
      'dataset operation',
      'distributed operation',
      'worker utilization',
      'reading',
      'results',
      'Prometheus names',
      'span attributes',
      'context propagation',
      'error handling',
      'sampling',
      'metrics server, example',
    ],
  ],
  B: [
    'AI/ML metrics',
    [
      'configuration',
      'model getter',
      'inference getter',
      'training getter',
      'dataset getter',
      'distributed getter',
      'comprehensive report',
      'analysis',
      'recommendations',
      'formatted report',
    ],
  ],
  C: [
    'High-level API',
    [
      'telemetry',
      'prometheus',
      'tracing',
      'get metrics',
      'metrics endpoint',
      'spans',
      'tracing middleware',
      'auto-instrumentation',
      'example',
    ],
  ],
  D: [
    'REST API',
    [
      'metrics',
      'realtime',
      'report',
      'visualization',
      'config',
      'metric types',
      'aggregations',
      'environment',
      'WAL hooks',
      'storage',
    ],
  ],
  E: ['Observability', ['model metrics', 'tracing', 'data drift']],
};

const HEAD = `# The contract, row by row

What the documents of the Python kit ask for, and the tests that hold it: each starts at the public API and reads the
result where a user would. How its calls, options and metrics are called here is in
[coming-from-ipfs-kit.md](coming-from-ipfs-kit.md).

This page is generated from the names of the tests, by \`npm run docs\`; a capability without a test fails it.
`;

export function contractPage() {
  const tests = testsByCapability();
  const sections = Object.entries(SECTIONS).map(([letter, [title, capabilities]]) => {
    const rows = capabilities.flatMap((capability) => rowsOf(tests, letter, capability));
    return [
      `## ${letter}. ${title}\n`,
      '| capability | what holds | test |',
      '|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  const unknown = [...tests.keys()];
  if (unknown.length > 0) throw new Error(`No row of docs/contract.md is called ${unknown.join(', ')}.`);
  return [HEAD, ...sections].join('\n');
}

function rowsOf(tests, letter, capability) {
  const key = `${letter} ${capability}`;
  const found = tests.get(key);
  if (found === undefined) throw new Error(`No test is named "${key}: ...".`);
  tests.delete(key);
  return found.map(
    ({ holds, path }, i) =>
      `| ${i === 0 ? capability : ''} | ${holds} | [${path.split('/').at(-1)}](../${path}) |`,
  );
}

/** `A inference` -> what its tests hold, in the order of files and lines. */
function testsByCapability() {
  const found = new Map();
  for (const path of FOLDERS.flatMap(testFilesIn)) {
    const names = readFileSync(join(root, path), 'utf8').matchAll(TEST);
    for (const [, letter, capability, holds] of names) {
      const key = `${letter} ${capability}`;
      found.set(key, [...(found.get(key) ?? []), { holds: holds.replaceAll('|', '\\|'), path }]);
    }
  }
  return found;
}

function testFilesIn(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => `${folder}/${name}`);
}
