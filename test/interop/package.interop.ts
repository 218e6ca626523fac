// The package as somebody gets it: packed, installed into an empty project, imported and type-checked there.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assert, test } from '../harness.ts';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const root = process.cwd();
const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const subpaths = Object.keys(exports).map((key) => key.replace(/^\./, name));
const modules = Object.keys(exports)
  .filter((key) => typeof exports[key] !== 'string')
  .map((key) => key.replace(/^\./, name));

const project = mkdtempSync(join(tmpdir(), 'inferometer-package-'));
process.on('exit', () => rmSync(project, { recursive: true, force: true }));

const packed = pack();
write('package.json', { name: 'consumer', private: true, type: 'module' });
npm(project, 'install', '--no-audit', '--no-fund', join(project, packed.filename));

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

for (const subpath of subpaths) {
  test(`${subpath} resolves`, () => {
    node(
      [],
      `import { readFileSync } from 'node:fs';
      if (readFileSync(new URL(import.meta.resolve('${subpath}'))).length === 0) throw new Error('empty');`,
    );
  });
}

for (const subpath of modules) {
  for (const flags of [[], ['--conditions=development']]) {
    test(`${[subpath, ...flags].join(' ')} is imported, and importing it does nothing`, () => {
      const printed = node(
        flags,
        `const before = Object.keys(globalThis).length;
         const names = Object.keys(await import('${subpath}'));
         const added = Object.keys(globalThis).length - before;
         console.log(JSON.stringify({ hasNames: names.length > 0, added, hasDefault: names.includes('default') }));`,
      );
      assert.equal(JSON.parse(printed), { hasNames: true, added: 0, hasDefault: false });
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

/** What needs the types of a peer, and whose these are. All else needs none. */
const typePeers: Readonly<Record<string, string>> = { [`${name}/opentelemetry`]: '@opentelemetry/api' };

for (const [module, moduleResolution] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const) {
  test(`a consumer without peers type-checks with moduleResolution ${moduleResolution}`, () => {
    const free = modules.filter((subpath) => !(subpath in typePeers));
    typeCheck(project, module, moduleResolution, [
      ...free.map((subpath, i) => `import * as module${i} from '${subpath}';`),
      `import { Histogram, type ExponentialSnapshot } from '${name}/histogram';`,
      'const histogram: Histogram = new Histogram({ scale: 5 });',
      'histogram.record(0.25, 2);',
      'const snapshot: ExponentialSnapshot = histogram.snapshot();',
      '// @ts-expect-error: a scale is a number',
      "new Histogram({ scale: '5' });",
      `export default [snapshot, ${free.map((_, i) => `module${i}`).join(', ')}];`,
    ]);
  });

  for (const [subpath, peer] of Object.entries(typePeers)) {
    test(`${subpath} type-checks beside ${peer} alone with moduleResolution ${moduleResolution}`, () => {
      typeCheck(projectWith(peer), module, moduleResolution, [
        `import * as room from '${subpath}';`,
        `import * as peer from '${peer}';`,
        'export default [room, peer];',
      ]);
    });
  }
}

/** A project with the package and one peer in it, the one of this repository. */
function projectWith(peer: string): string {
  const folder = join(project, 'with', peer);
  const linked = join(folder, 'node_modules', peer);
  if (existsSync(linked)) return folder;
  mkdirSync(dirname(linked), { recursive: true });
  write(join('with', peer, 'package.json'), { name: 'consumer', private: true, type: 'module' });
  symlinkSync(join(root, 'node_modules', peer), linked, 'junction');
  // A copy: a link would look for the peer where it leads to.
  cpSync(join(project, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  return folder;
}

/** @throws with what the compiler says; it checks the declarations of packages too */
function typeCheck(folder: string, module: string, moduleResolution: string, lines: readonly string[]): void {
  writeFileSync(join(folder, 'consumer.ts'), lines.join('\n'));
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: [],
    strict: true,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  run(folder, process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
}

function pack(): Packed {
  const [packed] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', project));
  return packed;
}

function node(flags: readonly string[], script: string): string {
  return run(project, process.execPath, [...flags, '--input-type=module', '--eval', script]);
}

function npm(folder: string, ...args: string[]): string {
  return run(folder, 'npm', args);
}

/** What the program prints. @throws with all of its output when it fails */
function run(folder: string, program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

function write(file: string, content: unknown): void {
  writeFileSync(join(project, file), JSON.stringify(content));
}
