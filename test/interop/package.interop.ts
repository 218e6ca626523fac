// The package as somebody gets it: packed, installed into an empty project, imported and type-checked there.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

for (const [module, moduleResolution] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
]) {
  test(`a consumer type-checks with moduleResolution ${moduleResolution}`, () => {
    const lines = modules.map((subpath, i) => `import * as module${i} from '${subpath}';`);
    lines.push(
      `import { Histogram, type ExponentialSnapshot } from '${name}/histogram';`,
      'const histogram: Histogram = new Histogram({ scale: 5 });',
      'histogram.record(0.25, 2);',
      'const snapshot: ExponentialSnapshot = histogram.snapshot();',
      '// @ts-expect-error: a scale is a number',
      "new Histogram({ scale: '5' });",
      `export default [snapshot, ${modules.map((_, i) => `module${i}`).join(', ')}];`,
    );
    writeFileSync(join(project, 'consumer.ts'), lines.join('\n'));
    const lib = ['es2023', 'esnext.disposable', 'dom'];
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib,
      types: [],
      strict: true,
      noEmit: true,
    };
    write('tsconfig.json', { compilerOptions, files: ['consumer.ts'] });
    run(project, process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
  });
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
