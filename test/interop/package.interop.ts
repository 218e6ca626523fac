// The package as somebody gets it: packed, installed into an empty project, imported and called there.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assert, skip, test } from '../harness.ts';
import {
  exports,
  modules,
  name,
  node,
  ours,
  packed,
  programPeers,
  project,
  projectWith,
  run,
  subpathOf,
  subpaths,
  version,
} from './consumer/project.ts';

test('the package holds everything that it exports, and no sources', () => {
  const paths = new Set(packed.files.map((file) => `./${file.path}`));
  const promised = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
  );
  assert.equal(
    promised.filter((path) => !paths.has(path)),
    [],
  );
  assert.equal(
    [...paths].filter((path) => /^\.\/(src|assembly|test|bench|scripts)\//.test(path)),
    [],
  );
});

test('installing the package installs nothing else', () => {
  const installed = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'));
  assert.equal(Object.keys(installed.packages), [`node_modules/${name}`]);
});

test('every subpath resolves', () => {
  const printed = node(
    [],
    `import { readFileSync } from 'node:fs';
     const sizeOf = (subpath) => {
       try { return readFileSync(new URL(import.meta.resolve(subpath))).length; } catch (error) { return String(error); }
     };
     console.log(JSON.stringify(${JSON.stringify(subpaths)}.map((subpath) => [subpath, sizeOf(subpath)])));`,
  );
  const sizes: [string, number | string][] = JSON.parse(printed);
  assert.equal(
    sizes.filter(([, size]) => typeof size === 'string' || size === 0),
    [],
  );
  assert.is(sizes.length, subpaths.length);
});

/** What comes of importing an entry in a process that imported nothing before. */
interface Imported {
  readonly names: readonly string[];
  /** To what is global. */
  readonly added: number;
}

const imports = new Map<string, Imported>();

/** In one process each for all tests that ask. */
function imported(subpath: string, flags: readonly string[]): Imported {
  const key = [subpath, ...flags].join(' ');
  const known = imports.get(key);
  if (known !== undefined) return known;
  const printed = node(
    flags,
    `const before = Object.keys(globalThis).length;
     const names = Object.keys(await import('${subpath}'));
     console.log(JSON.stringify({ names, added: Object.keys(globalThis).length - before }));`,
  );
  const result: Imported = JSON.parse(printed);
  imports.set(key, result);
  return result;
}

for (const subpath of modules) {
  for (const flags of [[], ['--conditions=development']]) {
    test(`${[subpath, ...flags].join(' ')} is imported, and importing it does nothing`, () => {
      const { names, added } = imported(subpath, flags);
      assert.ok(names.length > 0);
      assert.is(added, 0);
      assert.not(names.includes('default'));
    });
  }
}

for (const flags of [[], ['--conditions=development']]) {
  test(`a value that is recorded can be read ${flags.join(' ')}`, () => {
    const printed = node(
      flags,
      `import { Histogram } from '${name}/histogram';
       const histogram = new Histogram();
       for (const durationSeconds of [0.25, 0.5, 1]) histogram.record(durationSeconds);
       console.log([histogram.count, histogram.sum, histogram.quantile(1)].join());`,
    );
    assert.is(printed.trim(), '3,1.75,1');
  });
}

const programFiles = readdirSync('test/interop/package').filter((file) => file.endsWith('.ts'));
const programSource = programFiles
  .map((file) => readFileSync(join('test/interop/package', file), 'utf8'))
  .join('\n');

for (const flags of [[], ['--conditions=development']]) {
  test(`a program that calls every export runs ${flags.join(' ')}`, async () => {
    const folder = programFolder();
    await build({
      entryPoints: [join(folder, 'main.ts')],
      outfile: join(folder, 'main.mjs'),
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      tsconfigRaw: {},
    });
    const results = JSON.parse(run(folder, process.execPath, [...flags, 'main.mjs']));
    const entries = Object.keys(exports).filter((key) => typeof exports[key] !== 'string');
    for (const entry of entries) {
      const { names } = imported(subpathOf(entry), flags);
      assert.equal(results[entry], Object.fromEntries(names.map((one) => [one, 'called'])), entry);
    }
  });
}

test('the program names every type that an entry exports', () => {
  const unnamed = modules.flatMap((subpath) =>
    typesOf(subpath)
      .filter((type) => !new RegExp(`\\.${type}\\b`).test(programSource))
      .map((type) => `${subpath}: ${type}`),
  );
  assert.equal(unnamed, []);
});

test('require() takes every entry, where Node can require modules', () => {
  const { require_module: isAble } = process.features as { readonly require_module?: boolean };
  if (!isAble) skip('this Node cannot require modules: 20.19, 22.12 or newer can');
  const folder = projectWith('all', ours(...programPeers));
  writeFileSync(
    join(folder, 'consumer.cjs'),
    modules.map((subpath) => `if (Object.keys(require('${subpath}')).length === 0) throw 1;`).join('\n'),
  );
  run(folder, process.execPath, ['consumer.cjs']);
});

/** As Next.js and Vite load the package twice: two builds of one, or two folders. */
const COPIES: Readonly<Record<string, (folder: string) => string>> = {
  'the build for development beside that for production': (folder) =>
    join(folder, 'node_modules', name, 'dist/development/'),
  'the package in two folders': (folder) => {
    const other = join(folder, 'other', 'node_modules', name);
    cpSync(join(folder, 'node_modules', name), other, { recursive: true });
    return join(other, 'dist/');
  },
  'another version of the package': (folder) => {
    const other = join(folder, 'newer', 'node_modules', name);
    cpSync(join(folder, 'node_modules', name), other, { recursive: true });
    for (const file of readdirSync(join(other, 'dist'), { recursive: true }) as string[]) {
      if (!file.endsWith('.js')) continue;
      const path = join(other, 'dist', file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(version, '999.0.0'));
    }
    return join(other, 'dist/');
  },
};

/** What copies share that are of one version: parts of a telemetry that it has one of. */
const OF_ONE_VERSION: Readonly<Record<string, readonly string[]>> = {
  'another version of the package': [
    'known client twice',
    'what begins by the hooks of one copy is ended by those of the other',
    'what runs and what failed is told of both',
  ],
};

for (const [copies, distOf] of Object.entries(COPIES)) {
  test(`what one copy made is taken by the functions of another: ${copies}`, () => {
    const folder = projectWith('copies', ours(...programPeers, '@resvg/resvg-wasm'));
    for (const file of ['copies.mjs', 'taken.mjs'])
      cpSync(join('test/interop/consumer', file), join(folder, file));
    const entries = modules.map((subpath) => subpath.replace(name, '.'));
    const dist = pathToFileURL(distOf(folder)).href;
    const printed = run(folder, process.execPath, ['copies.mjs', dist, ...entries]);
    const { cases, unlisted, failed } = JSON.parse(printed.trim().split('\n').at(-1) as string);
    assert.ok(cases > 100, `${cases} cases`);
    assert.equal(unlisted, [], 'exports that no case hands something of another copy');
    assert.equal(
      Object.keys(failed).sort(),
      [...(OF_ONE_VERSION[copies] ?? [])].sort(),
      JSON.stringify(failed),
    );
  });
}

/** The program beside what it uses. */
function programFolder(): string {
  const folder = projectWith('all', ours(...programPeers));
  for (const file of programFiles) cpSync(join('test/interop/package', file), join(folder, file));
  return folder;
}

/** The types that an entry exports, by its declarations; classes are values, and called. */
function typesOf(subpath: string): string[] {
  const { types } = exports[subpath.replace(name, '.')] as { readonly types: string };
  const file = join(project, 'node_modules', name, types);
  const all = typesIn(file);
  if (all.length === 0 && subpath !== `${name}/remote-write`) throw new Error(`${subpath} has no types`);
  return all;
}

function typesIn(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const listed = [...source.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, isOfTypes, list = '']) =>
    list
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '' && (isOfTypes || item.startsWith('type ')))
      .map((item) => item.replace(/^type /, '').replace(/^.* as /, '')),
  );
  const starred = [...source.matchAll(/export type \* from '([^']*)'/g)].flatMap(([, from = '']) =>
    typesIn(join(dirname(file), from.replace(/\.ts$/, '.d.ts'))),
  );
  return [...listed, ...starred, ...declaredTypes(source)];
}

function declaredTypes(source: string): string[] {
  return [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, type]) => type as string);
}
