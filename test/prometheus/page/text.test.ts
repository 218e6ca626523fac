import { createTelemetry, type MetricSnapshot, type TelemetrySnapshot } from 'inferometer';
import { bucketCounts, Histogram } from 'inferometer/histogram';
import { EXPOSITION_CONTENT_TYPE, expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { HOSTILE_VALUES } from '../hostile.ts';
import { familyOf, parseExposition } from '../parse-exposition.ts';

test('the content type names the format and its version', () => {
  assert.is(EXPOSITION_CONTENT_TYPE, 'text/plain; version=0.0.4; charset=utf-8');
});

test('an empty telemetry is an empty page', () => {
  using telemetry = createTelemetry();
  assert.is(expositionText(telemetry.snapshot()), '');
});

test('everything recorded is exposed, under the names of the source document', async () => {
  let now = 0;
  using telemetry = createTelemetry({ clock: { monotonicMs: () => now, wallUnixMs: () => 0 } });
  const about = { modelId: 'resnet', framework: 'onnx', modelSizeBytes: 4096 };
  telemetry.trackModelOperation({ operationType: 'model_load', ...about }, () => {
    now += 300;
  });
  await telemetry.trackInference({ modelId: 'resnet', batchSize: 4 }, async () => {
    now += 20;
  });
  telemetry.trackTrainingEpoch({ modelId: 'resnet', epoch: 0, numSamples: 100 }, () => {
    now += 2000;
  });
  telemetry.recordTrainingStats({ modelId: 'resnet', epoch: 0, loss: 0.25 });
  const families = parseExposition(expositionText(telemetry.snapshot()));
  const value = (name: string) => families.find((family) => family.name === name)?.samples[0];
  assert.equal(value('ipfs_aiml_model_size_bytes'), {
    name: 'ipfs_aiml_model_size_bytes',
    labels: { model_id: 'resnet', framework: 'onnx' },
    value: '4096',
  });
  assert.is(value('ipfs_aiml_inference_throughput')?.value, '200');
  assert.is(value('ipfs_aiml_training_samples_per_second')?.value, '50');
  assert.is(value('ipfs_aiml_training_loss')?.value, '0.25');
  const names = families.map(({ name, type }) => `${name} ${type}`);
  for (const name of ['model_load_seconds', 'inference_seconds', 'training_epoch_seconds']) {
    assert.ok(names.includes(`ipfs_aiml_${name} histogram`), name);
  }
  const operations = families.find(({ name }) => name === 'ipfs_aiml_operations_total');
  assert.is(operations?.type, 'counter');
  assert.equal(
    operations?.samples.map(({ labels, value: count }) => [labels.operation_type, labels.status, count]),
    [
      ['model_load', 'ok', '1'],
      ['inference', 'ok', '1'],
      ['training_epoch', 'ok', '1'],
    ],
  );
});

test('a histogram has cumulative buckets up to +Inf, its sum and its count', () => {
  using telemetry = createTelemetry();
  const inference = telemetry.inference({ modelId: 'm', batchSize: 2 });
  for (const seconds of [0.0001, 0.003, 0.003, 0.07, 100]) inference.record(seconds);
  const { samples } = familyOf(expositionText(telemetry.snapshot()), 'ipfs_aiml_inference_seconds');
  const series = { model_id: 'm', batch_size: '2' };
  const buckets = samples.filter(({ name }) => name.endsWith('_bucket'));
  assert.equal(Object.keys(buckets[0]?.labels ?? {}), ['model_id', 'batch_size', 'le']);
  assert.equal(Object.fromEntries(buckets.map(({ labels, value }) => [labels.le, Number(value)])), {
    '0.0005': 1,
    '0.001': 1,
    '0.0025': 1,
    '0.005': 3,
    '0.01': 3,
    '0.025': 3,
    '0.05': 3,
    '0.1': 4,
    '0.25': 4,
    '0.5': 4,
    '1': 4,
    '2.5': 4,
    '5': 4,
    '10': 4,
    '30': 4,
    '60': 4,
    '+Inf': 5,
  });
  assert.equal(samples.slice(-2), [
    {
      name: 'ipfs_aiml_inference_seconds_sum',
      labels: series,
      value: String(0.0001 + 0.003 + 0.003 + 0.07 + 100),
    },
    { name: 'ipfs_aiml_inference_seconds_count', labels: series, value: '5' },
  ]);
});

test('buckets are those of bucketCounts, whatever was recorded', () => {
  const bounds = [-1e3, -1, -1e-9, -5e-324, 0, 1e-300, 1e-9, 0.0625, 0.1, 1, 1 + 2 ** -52, 2, 1e3, 1e300];
  const recordings: Record<string, number[]> = {
    nothing: [],
    'one value on a bound': [0.1],
    'values on and beside the bounds': bounds.flatMap((bound) => [bound, bound * (1 + 1e-15), bound * 0.98]),
    'zeros and subnormals': [0, -0, 5e-324, 1, 1],
    'zeros from both sides': [-5e-324, 5e-324, 1],
    'only negative': [-5, -0.5, -1],
    'far apart': [1e-300, 1e300],
    'a spread of decades': Array.from({ length: 3000 }, (_, i) => 10 ** ((i % 613) / 51 - 6)),
  };
  for (const scale of [-4, 0, 3, 5, 8]) {
    for (const [what, values] of Object.entries(recordings)) {
      using histogram = new Histogram({ scale });
      histogram.recordMany(values);
      const snapshot = histogram.snapshot();
      const { samples } = familyOf(
        expositionText(
          snapshotOf({
            kind: 'histogram',
            bounds,
            series: [{ labels: {}, overflow: false, createdAtUnixMs: 0, histogram: snapshot }],
          }),
        ),
        'x',
      );
      assert.equal(
        samples.slice(0, bounds.length).map(({ value }) => Number(value)),
        bucketCounts(snapshot, bounds),
        `${what} at scale ${scale}`,
      );
    }
  }
});

test('numbers are the shortest that read back the same', () => {
  const numbers: [number, string][] = [
    [0.1, '0.1'],
    [1 / 3, '0.3333333333333333'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [-2.5, '-2.5'],
    [0, '0'],
    [2 ** 53, '9007199254740992'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ];
  for (const [number, written] of numbers) {
    const text = expositionText(
      snapshotOf({
        kind: 'gauge',
        series: [{ labels: {}, overflow: false, createdAtUnixMs: 0, value: number }],
      }),
    );
    assert.is(text, `# HELP x Help.\n# TYPE x gauge\nx ${written}\n`);
    if (Number.isFinite(number)) assert.is(Number(written), number);
  }
});

test('any label value survives', () => {
  using telemetry = createTelemetry({ labelLengthLimit: 10_000 });
  const metric = telemetry.gauge({
    name: 'own',
    help: 'Back\\slash\nand "line".',
    labels: ['first', 'second'],
  });
  HOSTILE_VALUES.forEach((value, i) => {
    metric.withLabels({ first: value, second: String(i) }).set(i);
  });
  const { help, samples } = familyOf(expositionText(telemetry.snapshot()), 'own');
  assert.is(help, 'Back\\slash\nand "line".');
  assert.equal(
    samples.map(({ labels }) => [labels.first, labels.second]),
    HOSTILE_VALUES.map((value, i) => [value, String(i)]),
  );
});

test('the series beyond the limit share one, which says so', () => {
  using telemetry = createTelemetry({ seriesLimit: 3 });
  for (let i = 0; i < 10; i++) telemetry.inference({ modelId: `m${i}`, batchSize: 1 }).record(0.01);
  const text = expositionText(telemetry.snapshot());
  const { samples } = familyOf(text, 'ipfs_aiml_inference_seconds');
  const counts = samples.filter(({ name }) => name.endsWith('_count'));
  assert.equal(
    counts.map(({ labels, value }) => [labels, value]),
    [
      ...['m0', 'm1', 'm2'].map((model_id) => [{ model_id, batch_size: '1' }, '1']),
      [{ otel_metric_overflow: 'true' }, '7'],
    ],
  );
  const { samples: overflows } = familyOf(text, 'inferometer_series_overflow_total');
  assert.ok(
    overflows.some(({ labels, value }) => labels.metric === 'ipfs_aiml_inference_seconds' && value === '7'),
  );
});

test('the order of families and series does not change from scrape to scrape', () => {
  using telemetry = createTelemetry();
  const record = (modelId: string) => telemetry.inference({ modelId, batchSize: 1 }).record(1);
  const order = () =>
    parseExposition(expositionText(telemetry.snapshot())).flatMap(({ name, samples }) =>
      samples.map(({ labels }) => `${name} ${labels.model_id}`),
    );
  for (const modelId of ['b', 'a', 'c']) record(modelId);
  const before = order();
  for (const modelId of ['c', 'a', 'a', 'b']) record(modelId);
  assert.equal(order(), before);
});

interface Hand {
  readonly kind: 'gauge' | 'histogram';
  readonly bounds?: readonly number[];
  readonly series: MetricSnapshot['series'];
}

/** A snapshot with one metric `x`, by hand: what telemetry itself would refuse can be in it. */
function snapshotOf({ kind, bounds, series }: Hand): TelemetrySnapshot {
  const instrument = { name: 'x', kind, unit: '1', help: 'Help.', labels: [], category: 'custom' } as const;
  const metric = {
    instrument: bounds ? { ...instrument, bucketBounds: bounds } : instrument,
    fullName: 'x',
    series,
  };
  return { version: 2, startedAtUnixMs: 0, takenAtUnixMs: 0, metrics: [metric], runs: [], curves: [] };
}
