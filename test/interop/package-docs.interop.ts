// The blocks of code in README and docs, in a project that has the package as it is published: checked, and run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { assert, test } from '../harness.ts';
import { type Block, isOfOthers, moduleOf, readBlocks } from './consumer/blocks.ts';
import { typeCheck, versions } from './consumer/compiler.ts';
import { modules, ours, programPeers, projectWith, run } from './consumer/project.ts';
import { installPackages } from './install.ts';

const NAMES = 'test/interop/consumer/names.ts';
const CLIENTS = 'test/interop/ai-clients';
const LOGGERS = 'test/interop/loggers';

/** What cannot run here, and why. All of it is checked. */
const NOT_RUN: Readonly<Record<string, RegExp>> = {
  'imports a file of Wasm, as bundlers and workers do': /from '.*\.wasm(\?module)?'/,
  'loads the kernel, before which nothing may be there': /await loadKernel\(\);/,
  'is a route of Next.js, as next.interop.ts has': /from 'next\/server'/,
  'is a worker of somebody': /shareSnapshots\(telemetry, process\)/,
  'asks a server of MLflow, which mlflow.interop.ts does': /mlflow\.findRuns/,
  'asks OpenAI, for whom ai-clients.interop.ts stands in': /client = .*new OpenAI\(\)[\s\S]*await client\./,
  'asks a model, as integrations.interop.ts does':
    /instrumentOpenAI\(.*new OpenAI|instrumentFetch\(telemetry, fetch\)/,
  'is a page of a browser': /member: 'page'/,
  'imports what runs models, or stores things, which local-models.interop.ts and storage-clients.interop.ts do':
    /from '(onnxruntime-(web|node)|@huggingface\/transformers|@mlc-ai\/web-llm|@tensorflow\/tfjs|@aws-sdk\/client-s3|blockstore-fs|bullmq|web-vitals)'|transformers\.Auto|navigator\.gpu/,
  'is for Deno, or for Bun': /\b(Deno|Bun)\./,
  'is the primary process of a cluster, and a worker of it': /from 'node:cluster'/,
};

/** Not installed: what they export is anything. */
const FOREIGN = [
  ...[
    'onnxruntime-web',
    'onnxruntime-node',
    '@huggingface/transformers',
    '@mlc-ai/web-llm',
    '@tensorflow/tfjs',
  ],
  ...['@aws-sdk/client-s3', 'blockstore-fs', 'helia', 'bullmq', 'web-vitals'],
];

const blocks = readBlocks().filter((block) => !isOfOthers(block));
const [, listed = ''] = readFileSync(NAMES, 'utf8').split('export const names = {');
const provided = [...listed.matchAll(/^ {2}(\w+)(?::|,$)/gm)].map(([, name]) => name as string);

test('there are blocks, and most of them run', () => {
  assert.ok(blocks.length > 90, `${blocks.length} blocks`);
  assert.ok(blocks.filter(isRun).length > 85, `${blocks.filter(isRun).length} run`);
});

for (const version of versions) {
  test(`TypeScript ${version}: the blocks of README and docs type-check`, () => {
    const folder = blockFolder();
    const files = blocks.filter(({ isTypeScript }) => isTypeScript).map(({ id }) => `${id}.ts`);
    for (const block of blocks) writeFileSync(join(folder, `${block.id}.ts`), moduleOf(block));
    writeFileSync(join(folder, 'names.ts'), readFileSync(NAMES));
    writeFileSync(join(folder, 'ambient.d.ts'), ambient());
    const lib = ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'];
    typeCheck(folder, { version, lib, types: ['node'], files: ['ambient.d.ts', ...files] });
  });
}

/** By block: `ran`, or what it threw. All run in one process, one after another. */
let results: Promise<Record<string, string>> | undefined;

for (const page of new Set(blocks.filter(isRun).map((block) => block.page))) {
  test(`the blocks of ${page} run`, async () => {
    results ??= runBlocks(blocks.filter(isRun));
    const all = await results;
    const ofPage = blocks.filter((block) => block.page === page && isRun(block));
    assert.equal(
      ofPage.map(({ at, id }) => `${at} ${all[id]}`),
      ofPage.map(({ at }) => `${at} ran`),
    );
  });
}

async function runBlocks(all: readonly Block[]): Promise<Record<string, string>> {
  const folder = blockFolder();
  const cwd = join(folder, 'run');
  mkdirSync(cwd, { recursive: true });
  for (const block of all) writeFileSync(join(folder, `${block.id}.run.ts`), harmless(block));
  await build({
    absWorkingDir: folder,
    entryPoints: [
      { in: join(process.cwd(), NAMES), out: 'names' },
      ...all.map(({ id }) => ({ in: `${id}.run.ts`, out: `${id}.run` })),
    ],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    packages: 'external',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  writeFileSync(join(folder, 'run-blocks.mjs'), RUNNER);
  const { stdout, stderr } = spawnSync(process.execPath, ['../run-blocks.mjs', ...all.map(({ id }) => id)], {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, OPENAI_API_KEY: 'none', WORKER_ID: '1' },
  });
  const printed = stdout.split('\n').find((line) => line.startsWith('RESULTS '));
  if (printed === undefined) throw new Error(stderr);
  return JSON.parse(printed.slice('RESULTS '.length));
}

function isRun({ code }: Block): boolean {
  return !Object.values(NOT_RUN).some((pattern) => pattern.test(code));
}

/** As it stands, but for what it would share with other programs on the machine: ports, and folders of the block before. */
function harmless(block: Block): string {
  return moduleOf(block)
    .replace(/\bport: \d+/g, 'port: 0')
    .replace('{ configPath }', '{ configPath, port: 0 }')
    .replace(/\.listen\(\d+/g, '.listen(0')
    .replace(/'http:\/\/127\.0\.0\.1:8000'/g, 'globalThis.url')
    .replace(/'http:\/\/127\.0\.0\.1:\d+/g, "'http://127.0.0.1:1")
    .replace(/path: '[^']*'/g, `path: './${block.id}'`);
}

/** Imports the blocks one after another; one that goes on without an end has not failed. Servers end with the process. */
const RUNNER = `
const { names: { Deno, Bun, ...names } } = await import('./names.mjs');
Object.assign(globalThis, await exported());
const results = {};
const prometheus = await import('prom-client');
let failure;
process.on('unhandledRejection', (error) => { failure ??= error; });
process.on('uncaughtException', (error) => { failure ??= error; });
const log = console.log;
console.log = console.warn = () => {};
for (const id of process.argv.slice(2)) {
  failure = undefined;
  try {
    const goesOn = new Promise((resolve) => setTimeout(resolve, 2000));
    const run = async () => (await import('./' + id + '.run.mjs')).block?.();
    await Promise.race([run(), goesOn]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    prometheus.default.register.clear();
    results[id] = failure === undefined ? 'ran' : String(failure?.stack ?? failure);
  } catch (error) {
    results[id] = String(error?.stack ?? error);
  }
}
log('RESULTS ' + JSON.stringify(results));
process.exit();
async function exported() {
  const all = await Promise.all(${JSON.stringify(modules)}.reverse().map((subpath) => import(subpath)));
  return Object.assign({}, ...all, names);
}
`;

/** Names of the library that a block before has imported, and those of the program around it. */
function ambient(): string {
  const listing = `const names = async (subpath) => [subpath, Object.keys(await import(subpath))];
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(modules)}.map(names))));`;
  const listed = run(blockFolder(), process.execPath, ['--input-type=module', '--eval', listing]);
  const exported = new Map<string, string>();
  for (const [subpath, names] of JSON.parse(listed) as [string, string[]][]) {
    for (const name of names) if (!exported.has(name)) exported.set(name, subpath);
  }
  return [
    ...[...exported].map(([name, from]) => `declare const ${name}: typeof import('${from}').${name};`),
    ...provided
      .filter((name) => name !== 'prompt')
      .map((name) => `declare const ${name}: (typeof import('./names.ts'))['names']['${name}'];`),
    'interface Answer { readonly parts: AsyncIterable<unknown> }',
    'interface Feeds { readonly input: { readonly dims: readonly number[] } }',
    ...FOREIGN.map((name) => `declare module '${name}';`),
    'declare const transformers: any;',
    'interface Navigator { readonly gpu: any }',
    "declare module '*.wasm' { const module: WebAssembly.Module; export default module; }",
    '',
  ].join('\n');
}

function blockFolder(): string {
  installPackages(CLIENTS, '@anthropic-ai/sdk', '--ignore-scripts');
  installPackages(LOGGERS, 'pino');
  return projectWith('docs', {
    ...ours(
      ...programPeers,
      ...['exporter-logs-otlp-http', 'exporter-metrics-otlp-proto', 'exporter-trace-otlp-http'].map(
        (one) => `@opentelemetry/${one}`,
      ),
      '@resvg/resvg-wasm',
    ),
    openai: `${CLIENTS}/node_modules/openai-6`,
    pino: `${LOGGERS}/node_modules/pino`,
  });
}
