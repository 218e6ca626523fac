// What is in the tarball: no file without a reader, maps that lead to the sources, the notices of all that is bundled, links that
// lead somewhere; and what the checkers of packages and JSR say of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { build } from 'esbuild';
import { assert, test } from '../harness.ts';
import { exports, modules, name, node, packed, project, run, tarball } from './consumer/project.ts';
import { installPackages } from './install.ts';

const installed = join(project, 'node_modules', name);
const files: readonly string[] = packed.files.map(({ path }) => path);
const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> };
const read = (path: string) => readFileSync(join(installed, path), 'utf8');

/** What npm shows, and what people look for in every package. */
const FOR_PEOPLE = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.md'];

/** Links out of the package, where the sources are: a release writes them with the address of the repository. */
const OF_THE_SOURCES =
  /^(ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$|^(assembly|bench|examples|test|src|scripts)(\/|$)/;

/** How the terms of a licence are told from others. */
const TERMS: Readonly<Record<string, RegExp>> = {
  'Apache-2.0': /Apache-2\.0/,
  MIT: /^Permission is hereby granted, free of charge/m,
  BSD: /Redistributions? (?:of source code|and use)/,
  ISC: /Permission to use, copy, modify, and\/or distribute/,
};

/** What a file names of the package, as paths of it. */
function namedIn(path: string): string[] {
  const text = read(path);
  const within = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, one = '']) => posix.join(posix.dirname(path), one));
  if (path.endsWith('.md')) return within(/\]\((?!https?:|#)([^)#\s]+)/g);
  if (path.endsWith('.d.ts')) {
    return within(/\b(?:from |import\()['"](\.[^'"]*)['"]/g).map((one) => one.replace(/\.ts$/, '.d.ts'));
  }
  if (!path.endsWith('.js')) return [];
  return [
    ...within(/\b(?:from |import |import\()"(\.[^"]*)"/g),
    ...within(/^\/\/# sourceMappingURL=(\S+)$/gm),
  ];
}

test('each file of the package is read by a program, a person or another file', () => {
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
  );
  const reached = new Set([...targets, ...Object.values(bin)].map((path) => posix.normalize(path)));
  for (const path of FOR_PEOPLE) reached.add(path);
  for (const path of reached) {
    if (!files.includes(path) && existsSync(path) && OF_THE_SOURCES.test(path)) continue;
    assert.ok(files.includes(path) || existsSync(join(installed, path)), `${path} is named, and not there`);
    if (files.includes(path)) for (const one of namedIn(path)) reached.add(one);
  }
  assert.equal(
    files.filter((path) => !reached.has(path)),
    [],
  );
});

test('source maps have every source, and a stack names them by file and line', () => {
  const maps = files.filter((path) => path.endsWith('.js.map'));
  const sources = new Set<string>();
  for (const path of maps) {
    const map = JSON.parse(read(path)) as { sources: string[]; sourcesContent: (string | null)[] };
    map.sources.forEach((source, i) => {
      const place = posix.join(posix.dirname(path), source);
      sources.add(place);
      if (place.startsWith('src/') && /\.tsx?$/.test(place)) {
        assert.is(map.sourcesContent[i], readFileSync(place, 'utf8'), `${path}: ${place}`);
      }
    });
  }
  assert.ok(sources.has('src/metrics/registry.ts'), 'the sources');
  const modulesWithout = files.filter(
    (path) => /^dist\/(?!development|types).*\.js$/.test(path) && !maps.includes(`${path}.map`),
  );
  for (const path of modulesWithout) {
    // The bundler's own, and those that only pass on what others export.
    if (/\/(rolldown-runtime|usingCtx)-/.test(path)) continue;
    assert.ok(
      read(path)
        .split('\n')
        .every((line) => /^(import|export|\/\/|#!|\s*$)/.test(line)),
      path,
    );
  }
  const stack = node(
    ['--enable-source-maps'],
    `import { createTelemetry } from '${name}';
     const telemetry = createTelemetry();
     try { telemetry.trackInference({ modelId: 'm', batch_size: 1 }, () => 1); } catch ({ stack }) { console.log(stack); }`,
  );
  const places = [...stack.matchAll(/\/(src\/[\w/.-]+\.ts):(\d+):\d+/g)].map(([, file, line]) => ({
    file: file as string,
    text: readFileSync(file as string, 'utf8').split('\n')[Number(line) - 1] as string,
  }));
  const textAt = (path: string) => places.find(({ file }) => file === path)?.text ?? `${path} is not named`;
  assert.match(textAt('src/errors.ts'), 'RangeError');
  assert.match(textAt('src/telemetry/telemetry.ts'), 'requireInferenceOptions');
});

test('the notices name each package that is bundled, and none that is not', async () => {
  const bundled = new Set<string>();
  const note = (path: string) => {
    const [, found] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path) ?? [];
    if (found !== undefined) bundled.add(found);
  };
  for (const path of files.filter((one) => one.endsWith('.js.map'))) {
    const { sources, sourcesContent } = JSON.parse(read(path));
    for (const source of sources) note(source);
    // A font is a text in a module.
    if (sourcesContent.some((text: string) => text.includes("from './open-sans.ttf'")))
      bundled.add('Open Sans');
  }
  const page = await build({
    absWorkingDir: resolve('src/dashboard/page'),
    entryPoints: ['main.tsx'],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    tsconfig: 'tsconfig.json',
    external: ['@uwdata/flechette'],
    logLevel: 'silent',
  });
  for (const path of Object.keys(page.metafile.inputs)) note(path);
  const notices = read('THIRD-PARTY-NOTICES.md');
  const sections = notices.split(/^## /m).slice(1);
  const headingOf = (section: string) => (section.split('\n')[0] as string).split(', ');
  const named = sections.flatMap(headingOf);
  assert.equal([...named].sort(), [...bundled].sort());
  for (const one of bundled) {
    if (one === 'Open Sans') continue;
    const { license } = JSON.parse(readFileSync(join('node_modules', one, 'package.json'), 'utf8'));
    const section = sections.find((text) => headingOf(text).includes(one)) as string;
    const [family] = String(license).match(/Apache-2\.0|MIT|BSD|ISC/) ?? [];
    assert.ok(family !== undefined && TERMS[family]?.test(section), `${one}: ${license}`);
  }
});

test('a release says where the repository is, and README leads there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-release-'));
  try {
    for (const path of ['package.json', 'README.md']) cpSync(path, join(folder, path));
    const address = 'https://example.org/owner/name';
    run(folder, process.execPath, [resolve('scripts/name-repository.mjs'), address, 'v1.2.3']);
    const { repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    assert.equal(repository, { type: 'git', url: `git+${address}.git` });
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
    const own = links.filter((link) => link.startsWith(`${address}/`));
    assert.ok(own.length > 40, `${own.length} links`);
    for (const link of links) assert.match(link, /^https?:/);
    for (const link of own) {
      const [, kind, path] = /^[^ ]*?\/(blob|raw)\/v1\.2\.3\/([^#]*)/.exec(link) ?? [];
      assert.is(kind, path?.endsWith('.png') ? 'raw' : 'blob', link);
      assert.ok(existsSync(path as string), link);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('publint and arethetypeswrong find nothing but that this is ESM', () => {
  const folder = 'test/interop/package-lint';
  installPackages(folder, 'publint');
  const found = JSON.parse(run(resolve(folder), process.execPath, ['lint.mjs', resolve(tarball)]));
  assert.equal(found.publint, []);
  assert.is(found.types, 'included');
  // `moduleResolution: node` knows no exports; require() is Node's to allow; the kernel is no module of TypeScript's.
  const expected = new Set(['NoResolution node10', 'CJSResolvesToESM node16-cjs']);
  const unexpected = found.problems.filter(
    ({ kind, entrypoint, resolutionKind }: Record<string, string>) =>
      entrypoint !== './kernel.wasm' && !expected.has(`${kind} ${resolutionKind}`),
  );
  assert.equal(unexpected, []);
});

test('the package for JSR has the same entries, and its dry run is clean', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-jsr-'));
  try {
    run(resolve('.'), process.execPath, ['scripts/jsr.mjs', folder]);
    const manifest = JSON.parse(readFileSync(join(folder, 'jsr.json'), 'utf8'));
    assert.equal(
      Object.keys(manifest.exports).map((entry) => entry.replace('.', name)),
      modules,
    );
    assert.is(manifest.version, JSON.parse(readFileSync('package.json', 'utf8')).version);
    const deno = resolve('node_modules/.bin/deno');
    const env = { ...process.env, NO_COLOR: '1' };
    const flags = ['publish', '--dry-run', '--allow-dirty'];
    const printed = execFileSync(deno, flags, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
    assert.not.match(printed, /error/i);
    const cwd = dirname(join(folder, 'dist/index.js'));
    const script =
      "import { Histogram } from './histogram/index.js'; const h = new Histogram(); h.record(1); console.log(h.count);";
    assert.is(execFileSync(deno, ['eval', script], { cwd, env, encoding: 'utf8' }).trim(), '1');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
