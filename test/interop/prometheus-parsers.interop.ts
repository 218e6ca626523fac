// What others' parsers make of our expositions: those of the Python client, which are the strictest, and promtool.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry, type Telemetry, trackStorageOperation } from 'inferometer';
import { assert, skip, test } from '../harness.ts';
import { HOSTILE_VALUES } from '../prometheus/hostile.ts';
import { ACCEPT, bodyText } from '../prometheus/read-body.ts';

interface Family {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: string;
    readonly exemplar: Readonly<Record<string, string>> | null;
  }[];
}

const PACKAGE = 'prometheus_client';
const SPAN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

let site: string | undefined;

/** Where the Python client is; installed for this run alone. */
function pythonClient(): string {
  if (site !== undefined) return site;
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-python-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { status } = spawnSync('python3', ['-m', 'pip', 'install', '-q', '--target', folder, PACKAGE]);
  if (status !== 0 || !existsSync(join(folder, PACKAGE)))
    skip(`${PACKAGE} for Python cannot be installed here: python3 -m pip install ${PACKAGE}`);
  site = folder;
  return folder;
}

function parsed(format: 'text' | 'openmetrics', page: string): Family[] {
  const { status, stdout, stderr } = spawnSync('python3', ['test/interop/prometheus/parse.py', format], {
    input: page,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONPATH: pythonClient() },
  });
  assert.is(status, 0, stderr.slice(-2000));
  return JSON.parse(stdout);
}

/** Every kind of metric, with whatever label values have been a problem to somebody. */
function hostile(): Telemetry {
  const telemetry = createTelemetry({
    labelLengthLimit: 10_000,
    prefix: '',
    traceContext: { active: () => SPAN },
  });
  const about = { help: 'All "kinds" of\\ \n text, 日本語.', labels: ['first', 'second'] };
  const counter = telemetry.counter({ ...about, name: 'own_total' });
  const gauge = telemetry.gauge({ ...about, name: 'own_bytes', unit: 'bytes' });
  const wait = telemetry.histogram({
    ...about,
    name: 'own_seconds',
    unit: 'seconds',
    bucketBounds: [1e-9, 0.00001, 0.25, 1, 10, 1e6, 1e21],
  });
  HOSTILE_VALUES.forEach((first, i) => {
    const labels = { first, second: `${i}` };
    counter.withLabels(labels).add(i + 0.5);
    gauge.withLabels(labels).set(-i);
    wait.withLabels(labels).record(i / 7);
  });
  telemetry
    .histogram({ name: 'signed', help: '', bucketBounds: [-1, 1] })
    .withLabels()
    .record(-3);
  telemetry.inference({ modelId: 'resnet', batchSize: 8 }).record(0.02);
  trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, () => 0);
  return telemetry;
}

for (const [format, accept] of [
  ['text', ACCEPT.text],
  ['openmetrics', ACCEPT.openMetrics],
] as const) {
  test(`the ${format} parser of the Python client reads every label value, help and number`, async () => {
    using telemetry = hostile();
    const families = parsed(format, await bodyText(telemetry, { accept }));
    const of = (name: string) => {
      const family = families.find((one) => one.name === name);
      if (family === undefined) throw new Error(`no ${name} in ${families.map((one) => one.name)}`);
      return family;
    };
    const expected = HOSTILE_VALUES.map((value, i) => [value, `${i}`]);
    const labelsOf = (name: string, suffix: string) =>
      of(name)
        .samples.filter((sample) => sample.name === name + suffix)
        .map(({ labels }) => [labels.first, labels.second]);
    assert.equal(labelsOf('own', '_total'), expected);
    assert.equal(labelsOf('own_bytes', ''), expected);
    assert.equal(labelsOf('own_seconds', '_count'), expected);
    for (const name of ['own', 'own_bytes', 'own_seconds'])
      assert.is(of(name).help, 'All "kinds" of\\ \n text, 日本語.');
    const values = of('own').samples.filter(({ name }) => name === 'own_total');
    assert.equal(
      values.map(({ value }) => Number(value)),
      HOSTILE_VALUES.map((_, i) => i + 0.5),
    );
    assert.equal(
      [of('own').type, of('own_bytes').type, of('own_seconds').type],
      ['counter', 'gauge', 'histogram'],
    );
    if (format === 'text') return;
    assert.equal([of('own_bytes').unit, of('own_seconds').unit], ['bytes', 'seconds']);
    const exemplars = of('inference_seconds').samples.flatMap(({ exemplar }) =>
      exemplar === null ? [] : [exemplar],
    );
    assert.equal(exemplars, [{ trace_id: SPAN.traceId, span_id: SPAN.spanId }]);
    assert.ok(values.every(({ exemplar }) => exemplar?.trace_id === SPAN.traceId));
  });
}

test('promtool finds nothing to complain about in the names of the catalogue', async () => {
  if (spawnSync('promtool', ['--version']).error && process.getuid?.() === 0) {
    spawnSync('apt-get', ['update']);
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'prometheus']);
  }
  if (spawnSync('promtool', ['--version']).error) skip('promtool is not here: apt install prometheus');
  using telemetry = createTelemetry();
  await telemetry.trackInference({ modelId: 'resnet', batchSize: 8 }, async () => 0);
  const about = { modelId: 'resnet', framework: 'onnx', modelSizeBytes: 4096 };
  telemetry.trackModelOperation({ operationType: 'model_load', ...about }, () => 0);
  telemetry.trackTrainingEpoch({ modelId: 'resnet', epoch: 0, numSamples: 100 }, () => 0);
  trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, () => 0);
  telemetry.trackDistributedOperation({ operationType: 'task_distribution', numWorkers: 2 }, () => 0);
  telemetry.start('inference', { modelId: 'resnet' }).child('warm-up').fail();
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: await bodyText(telemetry),
    encoding: 'utf8',
  });
  assert.is(`${stdout}${stderr}`, '');
  assert.is(status, 0);
});
