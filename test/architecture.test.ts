// The import rules of ARCHITECTURE.md, held against the real imports.
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { assert, test } from './harness.ts';
import { readSources } from './source-imports.ts';

interface Room {
  /** Rooms, or single files of a room, that may be imported. A room may import itself and `errors`. */
  readonly rooms: readonly string[];
  /** Packages that may be named. Those that are not bundled are optional peers. */
  readonly packages?: RegExp;
}

const rooms: Record<string, Room> = {
  // Where the library is put together: it hands what the platform can do to the telemetry room.
  index: { rooms: ['telemetry', 'metrics', 'histogram', 'instrument', 'runtime', 'connect', 'ports'] },
  // Imported on demand alone, as are the rooms that it connects to.
  connect: { rooms: ['telemetry', 'prometheus', 'remote-write', 'opentelemetry', 'validate'] },
  errors: { rooms: [] },
  validate: { rooms: [] },
  ports: { rooms: [] },
  kernel: { rooms: [], packages: /^@assemblyscript\/loader$/ },
  histogram: { rooms: ['kernel'] },
  hdr: { rooms: ['histogram', 'runtime'], packages: /^fflate$/ },
  drift: { rooms: ['kernel', 'histogram'] },
  // Knows nothing of AI.
  metrics: { rooms: ['histogram', 'ports', 'validate'] },
  telemetry: { rooms: ['metrics', 'histogram', 'ports', 'validate'] },
  // Ways in.
  instrument: { rooms: ['telemetry', 'metrics', 'ports', 'validate'] },
  middleware: { rooms: ['telemetry', 'metrics', 'ports', 'validate'] },
  multiprocess: { rooms: ['telemetry', 'metrics', 'runtime', 'ports', 'validate'] },
  // Ways out. Quantiles and buckets are questions to the histogram room, whoever prints the answer.
  prometheus: {
    rooms: ['telemetry', 'metrics', 'histogram', 'multiprocess', 'runtime', 'ports', 'validate'],
    packages: /^(@bufbuild\/protobuf\/wire|prom-client|@prometheus-io\/client)$/,
  },
  'remote-write': {
    rooms: ['prometheus', 'telemetry', 'metrics', 'histogram', 'ports', 'validate'],
    packages: /^(@bufbuild\/protobuf\/wire|snappyjs)$/,
  },
  opentelemetry: {
    rooms: ['telemetry', 'metrics', 'histogram', 'ports', 'validate'],
    packages: /^@opentelemetry\//,
  },
  report: { rooms: ['telemetry', 'metrics', 'histogram'] },
  runtime: { rooms: ['ports'] },
};

/** What a way out may import that is exported by package.json and has no line above: see docs/extending.md. */
const wayOut: Room = { rooms: ['telemetry', 'metrics', 'histogram', 'ports', 'validate'] };
const { exports: published } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const subpath of Object.keys(published)) {
  const name = subpath.slice(2);
  if (existsSync(`src/${name}/index.ts`) && !(name in rooms)) rooms[name] = wayOut;
}

/** Bundled into dist/, so that nobody installs them. */
const bundled = ['@assemblyscript/loader', '@bufbuild/protobuf', 'fflate', 'snappyjs'];
/** Rooms that may know where they run. */
const platformRooms = ['runtime'];

const sources = readSources('tsconfig.json', 'src');
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
        roomOf(from) === name && !isKernelFile(to) && !allowed.some((place) => liesIn(to, place)),
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
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (importsOf.get(from) ?? []).some(
      (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
    );
  assert.equal(
    sources.map(({ path }) => path).filter((path) => reaches(path, path)),
    [],
  );
});

test('a package is named by the one room that is its own', () => {
  assert.equal(
    packageImports.filter(({ from, name }) => !rooms[roomOf(from)]?.packages?.test(name)),
    [],
  );
  // The writer of protocol buffers is bundled, and serves both formats of Prometheus.
  const shared = packageImports.filter(
    ({ from, name }) =>
      name !== '@bufbuild/protobuf/wire' &&
      packageImports.some((other) => other.name === name && roomOf(other.from) !== roomOf(from)),
  );
  assert.equal(shared, []);
});

test('the rooms form no circle, types included', () => {
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (rooms[from]?.rooms ?? []).some(
      (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
    );
  assert.equal(
    Object.keys(rooms).filter((room) => reaches(room, room)),
    [],
  );
});

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
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      [...(imported.get(from) ?? [])].some(
        (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
      );
    return [...imported.keys()].some((entry) => reaches(entry, entry));
  });
  assert.equal(circles, []);
});

test('inside telemetry, imports go down the storeys', () => {
  const storeys = ['context', 'operations', 'query', 'tracking', 'analysis', 'core.ts', 'telemetry.ts'];
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
    .filter(({ path }) => !platformRooms.includes(roomOf(path)))
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

/** src/telemetry/registry.ts lies in telemetry; src/index.ts and src/errors.ts are rooms of one file. */
function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

/** Whether a source file is a room, lies in it, or is the single file `room/file` of it. */
function liesIn(path: string, place: string): boolean {
  return place === '*' || path === `src/${place}.ts` || path.startsWith(`src/${place}/`);
}

function isKernelFile(path: string): boolean {
  return /^dist\/kernel\/[\w.]+\.wasm$/.test(path);
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
