// The import rules of ARCHITECTURE.md, held against the real imports.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { assert, test } from './harness.ts';
import { readSources } from './source-imports.ts';

interface Room {
  /** Rooms that may be imported; every room may import its own files and `errors`. */
  readonly rooms: readonly string[];
  /** Packages that may be named. Those that are not bundled are optional peers. */
  readonly packages?: RegExp;
  /** Its doors, files of the room; `index` alone if left out. A room of one file is its own door. */
  readonly doors?: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  errors: { rooms: [] },
  validate: { rooms: [] },
  ports: { rooms: [] },
  retry: { rooms: [] },
  redirects: { rooms: [] },
  delivery: { rooms: ['ports', 'redirects', 'retry'] },
  base64: { rooms: [] },
  csv: { rooms: [] },
  crc32c: { rooms: [] },
  escape: { rooms: [] },
  // The four storeys.
  kernel: { rooms: ['runtime'], packages: /^@assemblyscript\/loader$/, doors: ['index', 'js/parts'] },
  histogram: { rooms: ['kernel', 'validate'], doors: ['index', 'inner'] },
  metrics: { rooms: ['histogram', 'ports', 'validate'], doors: ['index', 'inner'] },
  telemetry: { rooms: ['metrics', 'histogram', 'ports', 'validate'] },
  // Beside them: the kernel without Wasm, at hand; the surface of hdr-histogram-js.
  'kernel-js': { rooms: ['kernel', 'validate'] },
  hdr: { rooms: ['histogram', 'runtime', 'base64', 'validate'], packages: /^fflate$/ },
  // Ways in.
  instrument: { rooms: ['telemetry', 'metrics', 'ports', 'validate'] },
  middleware: { rooms: ['telemetry', 'metrics', 'ports', 'validate'] },
  // Pages: telemetry of their own, and what the page around inference feels.
  browser: {
    rooms: ['telemetry', 'metrics', 'histogram', 'runtime', 'base64', 'ports', 'retry', 'validate'],
  },
  // One file for each foreign library, which none of them imports: an entry each.
  integrations: { rooms: ['instrument', 'telemetry', 'metrics', 'runtime', 'ports', 'validate'], doors: [] },
  multiprocess: {
    rooms: ['telemetry', 'metrics', 'runtime', 'ports', 'validate'],
    doors: ['index', 'inner'],
  },
  // Where nothing runs between requests: what was recorded is handed on at the end of each.
  edge: { rooms: ['telemetry', 'metrics', 'retry', 'validate'] },
  'runtime-metrics': { rooms: ['telemetry', 'metrics', 'runtime'] },
  // Ways out. Quantiles and buckets are questions to the histogram room, whoever prints the answer.
  prometheus: {
    rooms: [
      ...['telemetry', 'metrics', 'histogram', 'multiprocess', 'runtime', 'ports', 'validate'],
      ...['base64', 'delivery', 'redirects', 'retry'],
    ],
    packages: /^(@bufbuild\/protobuf\/wire|prom-client|@prometheus-io\/client)$/,
    doors: ['index', 'inner'],
  },
  'remote-write': {
    rooms: [
      ...['prometheus', 'telemetry', 'metrics', 'histogram', 'ports', 'validate'],
      ...['delivery', 'redirects', 'retry'],
    ],
    packages: /^(@bufbuild\/protobuf\/wire|snappyjs)$/,
  },
  opentelemetry: {
    rooms: ['logging', 'telemetry', 'metrics', 'histogram', 'runtime', 'ports', 'validate'],
    packages: /^@opentelemetry\//,
    doors: ['index', 'inner', 'peerless'],
  },
  report: {
    rooms: [
      ...['experiments', 'chart', 'base64', 'escape'],
      ...['telemetry', 'metrics', 'histogram', 'runtime', 'validate'],
    ],
    doors: ['index', 'inner'],
  },
  // Durable history: what it answers is data points again.
  store: {
    rooms: ['telemetry', 'metrics', 'histogram', 'runtime', 'csv', 'ports', 'validate', 'crc32c'],
    packages: /^(hyparquet(-writer)?(\/src\/[\w-]+\.js)?|@uwdata\/flechette)$/,
    doors: ['index', 'inner'],
  },
  // Whether data are still what they were: detectors over the two-sample statistics of the histogram room.
  drift: { rooms: ['telemetry', 'metrics', 'histogram', 'ports', 'validate', 'crc32c'] },
  // What is said about what happens: loggers for telemetry, and one for the program itself.
  logging: { rooms: ['telemetry', 'runtime', 'ports', 'validate'], doors: ['index', 'inner'] },
  // What was promised, and what may be spent: counted from interval to interval, and at every request.
  objectives: { rooms: ['telemetry', 'metrics', 'multiprocess', 'ports', 'validate'] },
  // Runs and experiments: one way to log them to several places, and to compare them.
  experiments: {
    rooms: [
      'logging',
      'telemetry',
      'metrics',
      'histogram',
      'runtime',
      'ports',
      'delivery',
      'redirects',
      'retry',
      'validate',
      'crc32c',
    ],
    packages: /^@bufbuild\/protobuf\/wire$/,
    doors: ['index', 'inner'],
  },
  // Dashboards and rules for other programs, out of a generated table of all metrics: nothing of it records.
  monitoring: { rooms: ['validate'] },
  // What people look at. A chart is data over the answers of any history; its source is a type of its own.
  chart: {
    rooms: ['telemetry', 'metrics', 'histogram', 'runtime', 'base64', 'csv', 'escape', 'validate'],
    packages: /^d3-(array|scale|shape|time|time-format)$/,
    doors: ['index', 'inner', 'looks'],
  },
  // What is asked over HTTP: the contract as data, and who asks by it.
  api: { rooms: ['escape', 'ports', 'validate'], doors: ['index', 'types', 'wire'] },
  client: { rooms: ['api', 'ports', 'retry', 'validate'], packages: /^@uwdata\/flechette$/ },
  // The page that shows a telemetry, as files; what is under page/ runs in browsers alone.
  dashboard: { rooms: ['chart', 'client', 'ports'], packages: /^(preact(\/hooks)?|@preact\/signals|uplot)$/ },
  http: {
    rooms: [
      ...['api', 'report', 'chart', 'dashboard', 'prometheus', 'store', 'objectives'],
      ...['telemetry', 'metrics', 'runtime', 'base64', 'csv', 'ports', 'validate'],
    ],
    packages: /^hono\/tiny$/,
    doors: ['index', 'inner'],
  },
  runtime: { rooms: ['ports'] },
  environment: { rooms: ['runtime', 'validate'] },
  // Composition. The rooms that connecting connects to are imported on demand.
  connect: { rooms: ['telemetry', 'prometheus', 'remote-write', 'opentelemetry', 'store', 'validate'] },
  // The command: everything that people ask for at a terminal.
  cli: {
    rooms: [
      'index',
      'http',
      'client',
      'report',
      'chart',
      'store',
      'experiments',
      'monitoring',
      'hdr',
      'histogram',
      'metrics',
      'telemetry',
      'environment',
      'runtime',
      'base64',
      'csv',
      'validate',
    ],
    packages: /^@bomb\.sh\/tab$/,
  },
  index: {
    rooms: [
      'telemetry',
      'metrics',
      'histogram',
      'instrument',
      'logging',
      'runtime-metrics',
      'runtime',
      'environment',
      'ports',
    ],
  },
};

/** Bundled into dist/, so that nobody installs them. */
const bundled = [
  '@assemblyscript/loader',
  '@bomb.sh/tab',
  '@bufbuild/protobuf',
  '@preact/signals',
  '@uwdata/flechette',
  'd3-array',
  'd3-scale',
  'd3-shape',
  'd3-time',
  'd3-time-format',
  'fflate',
  'hono',
  'hyparquet',
  'hyparquet-writer',
  'preact',
  'snappyjs',
  'uplot',
];
/** Tests of more than one folder, by symptom or by contract, of the examples and of what others make of us. */
const beside = [
  'contract',
  'regression',
  'examples',
  'interop',
  'faults',
  'store/simulation',
  'docs',
  'runners',
  'browser',
  'vectors',
].map((folder) => `test/${folder}/`);
/** Folders that may know where they run. */
const platformFolders = [
  'src/api/page/browser/',
  'src/browser/platform/',
  'src/runtime/',
  'src/store/platform/',
  'src/cli/platform/',
];

const sources = [
  ...readSources('tsconfig.json', 'src'),
  ...readSources('src/dashboard/page/tsconfig.json', 'src/dashboard/page'),
];
const tests = readSources('test/tsconfig.json', 'test');
const fileImports = sources.flatMap(({ path, files }) => files.map((to) => ({ from: path, to })));
const packageImports = sources.flatMap(({ path, packages }) =>
  packages.filter((name) => !isPlatformModule(name)).map((name) => ({ from: path, name })),
);

test('every source file lies in a room', () => {
  assert.ok(sources.length > 0);
  const paths = sources.map(({ path }) => path);
  assert.equal(
    paths.filter((path) => !(roomOf(path) in rooms)),
    [],
  );
});

for (const [name, room] of Object.entries(rooms)) {
  test(`${name} imports ${room.rooms.join(', ') || 'no other room'}`, () => {
    const allowed = [name, 'errors', ...room.rooms];
    const forbidden = fileImports.filter(
      ({ from, to }) =>
        roomOf(from) === name && !isBuiltFile(to) && !allowed.some((place) => liesIn(to, place)),
    );
    assert.equal(forbidden, []);
  });
}

test('only the kernel room names a kernel file', () => {
  assert.equal(
    fileImports.filter(({ from, to }) => isKernelFile(to) && roomOf(from) !== 'kernel'),
    [],
  );
});

test('no file imports itself by a detour', () => {
  const importsOf = new Map(sources.map(({ path, files }) => [path, files]));
  assert.equal(
    sources.map(({ path }) => path).filter((path) => reaches(importsOf, path, path)),
    [],
  );
});

test('a package is named by the one room that is its own', () => {
  assert.equal(
    packageImports.filter(({ from, name }) => !rooms[roomOf(from)]?.packages?.test(name)),
    [],
  );
  // The writer of protocol buffers is bundled, and serves both formats of Prometheus and event files; a store writes Arrow, and a client
  // reads it.
  const shared = packageImports.filter(
    ({ from, name }) =>
      !['@bufbuild/protobuf/wire', '@uwdata/flechette'].includes(name) &&
      packageImports.some((other) => other.name === name && roomOf(other.from) !== roomOf(from)),
  );
  assert.equal(shared, []);
});

for (const name of Object.keys(rooms)) {
  test(`${name} is entered by its doors`, () => {
    const doors = (rooms[name]?.doors ?? ['index']).map((door) => `src/${name}/${door}.ts`);
    const intruders = fileImports.filter(
      ({ from, to }) =>
        roomOf(from) !== name && liesIn(to, name) && to !== `src/${name}.ts` && !doors.includes(to),
    );
    assert.equal(intruders, []);
  });
}

test('the folders and files of a folder form no circle, types included', () => {
  const folders = new Set<string>();
  for (const { path } of sources) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  assert.ok(folders.has('src/telemetry/tracking/stream'));
  const circles = [...folders].filter((folder) => {
    const entryOf = (path: string) =>
      path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined;
    const imported = new Map<string, Set<string>>();
    for (const { from, to } of fileImports) {
      const [importer, other] = [entryOf(from), entryOf(to)];
      if (importer === undefined || other === undefined || importer === other) continue;
      imported.set(importer, (imported.get(importer) ?? new Set()).add(other));
    }
    return [...imported.keys()].some((entry) => reaches(imported, entry, entry));
  });
  assert.equal(circles, []);
});

test('inside telemetry, imports go down the storeys', () => {
  const storeys = [
    'context',
    'operations',
    'query',
    'tracking',
    'analysis',
    'core.ts',
    'telemetry.ts',
    'index.ts',
  ];
  const storeyOf = (path: string) =>
    path.startsWith('src/telemetry/') ? storeys.indexOf(path.split('/')[2] as string) : undefined;
  assert.equal(
    sources.map(({ path }) => path).filter((path) => storeyOf(path) === -1),
    [],
  );
  const upwards = fileImports.filter(({ from, to }) => {
    const [lower, higher] = [storeyOf(from), storeyOf(to)];
    return lower !== undefined && higher !== undefined && higher > lower;
  });
  assert.equal(upwards, []);
});

test('no level of a folder holds more than a reader takes in', () => {
  const files = new Map<string, number>();
  for (const { path } of sources) files.set(dirname(path), (files.get(dirname(path)) ?? 0) + 1);
  assert.equal(
    [...files].filter(([, count]) => count > 16),
    [],
  );
});

test('a test lies where its source lies', () => {
  const folders = new Set(sources.map(({ path }) => dirname(path)));
  const isMirrored = (path: string) =>
    folders.has(dirname(path).replace(/^test/, 'src')) || beside.some((folder) => path.startsWith(folder));
  assert.equal(
    tests.map(({ path }) => path).filter((path) => !isMirrored(path)),
    [],
  );
});

test('the rooms form no circle, types included', () => {
  const importsOf = new Map(Object.entries(rooms).map(([name, room]) => [name, room.rooms]));
  assert.equal(
    Object.keys(rooms).filter((name) => reaches(importsOf, name, name)),
    [],
  );
});

test('a package that is not bundled is an optional peer', () => {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const required = packageImports
    .map(({ name }) => packageNameOf(name))
    .filter(
      (name) =>
        !bundled.includes(name) && !(name in peerDependencies && peerDependenciesMeta[name]?.optional),
    );
  assert.equal(required, []);
});

test('only the runtime room names a platform', () => {
  const elsewhere = sources
    .filter(({ path }) => !platformFolders.some((folder) => path.startsWith(folder)))
    .map(({ path, packages, platformGlobals }) => ({
      path,
      names: [...packages.filter(isPlatformModule), ...platformGlobals],
    }))
    .filter(({ names }) => names.length > 0);
  assert.equal(elsewhere, []);
});

test('tests import the library by its public names', () => {
  const intruders = tests.filter(({ files }) => files.some((file) => /^(src|dist|assembly)\//.test(file)));
  assert.equal(
    intruders.map(({ path }) => path),
    [],
  );
});

test('uvu is known to the harness only', () => {
  const knowing = tests.filter(({ packages }) => packages.some((name) => packageNameOf(name) === 'uvu'));
  assert.equal(
    knowing.map(({ path }) => path),
    ['test/harness.ts'],
  );
});

/** Whether one leads to the other by one step or more. */
function reaches(
  nextOf: ReadonlyMap<string, Iterable<string>>,
  from: string,
  goal: string,
  seen = new Set<string>(),
): boolean {
  return [...(nextOf.get(from) ?? [])].some(
    (next) => next === goal || (!seen.has(next) && reaches(nextOf, next, goal, seen.add(next))),
  );
}

/** src/telemetry/registry.ts lies in telemetry; src/index.ts and src/errors.ts are rooms of one file. */
function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

/** Whether a source file is a room, lies in it, or is the single file `room/file` of it. */
function liesIn(path: string, place: string): boolean {
  return place === '*' || path === `src/${place}.ts` || path.startsWith(`src/${place}/`);
}

function isKernelFile(path: string): boolean {
  return /^dist\/kernel\/[\w.]+\.(wasm|wasm2js\.js)$/.test(path);
}

/** What the build makes of sources, for one room each: the kernel, the files of the dashboard and of the API page. */
function isBuiltFile(path: string): boolean {
  return isKernelFile(path) || ['dist/dashboard/assets.json', 'dist/api/page.json'].includes(path);
}

function isPlatformModule(specifier: string): boolean {
  return /^(node|bun|deno):/.test(specifier) || builtinModules.includes(specifier);
}

/** `@scope/name/sub` and `name/sub` without what is inside the package. */
function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
