import { createTelemetry } from 'inferometer';
import { buildReport, generateMetricsReport, type ReportFormat, renderReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { ordinaryRun, recorded } from './recorded.ts';

const PERCENTILES = [50, 99];
const FORMATS: readonly ReportFormat[] = ['markdown', 'text'];

test('the report has the sections of the source document, the summary first', () => {
  const { title, sections, schemaVersion } = buildReport(ordinaryRun().snapshot());
  assert.is(title, 'AI/ML Performance Report');
  assert.is(schemaVersion, 1);
  assert.equal(
    sections.map(({ heading }) => heading),
    ['Summary', 'Model Loading', 'Inference', 'Training', 'Failures', 'Recommendations'],
  );
});

test('markdown is what you get if you name no format', () => {
  const telemetry = ordinaryRun();
  assert.is(generateMetricsReport(telemetry), generateMetricsReport(telemetry, { format: 'markdown' }));
  assert.match(generateMetricsReport(telemetry), /^# AI\/ML Performance Report\n\n## Summary\n/);
});

test('the figures of an ordinary run are in the report', () => {
  const report = generateMetricsReport(ordinaryRun(), { format: 'text' });
  const line = (start: RegExp) => report.split('\n').find((one) => start.test(one)) ?? '';
  const cells = (start: RegExp) => line(start).split(/ {2,}/);
  assert.match(report, /^Observed: +2\.91 s$/m);
  assert.match(report, /^Range: +2026-01-02 03:04:05 to 03:04:07 UTC$/m);
  assert.equal(cells(/^resnet +onnxruntime/), ['resnet', 'onnxruntime', '50 MiB']);
  assert.equal(cells(/^resnet +load/).slice(0, 4), ['resnet', 'load', '1', '1.25 s']);
  assert.equal(cells(/^inference +10/), ['inference', '10', '1', '0', '0', '90.9 %']);
  assert.equal(cells(/^inference +1 +5 /).at(-1), '62.5 /s');
  assert.equal(cells(/^inference +8 +5 /).at(-1), '500 /s');
  assert.equal(cells(/^resnet +3 /), ['resnet', '3', '2,000 /s', 'high', '2', '0.5', '0.75', '90 %']);
  assert.equal(cells(/^resnet +loss/), ['resnet', 'loss', '2', '0.5', '0.5', '2', '█▃▁']);
});

test('the percentiles are those that the telemetry was told to analyse', () => {
  using telemetry = createTelemetry({ analysisPercentiles: [10, 99.9] });
  telemetry.inference({ modelId: 'm' }).record(0.5);
  const report = generateMetricsReport(telemetry, { format: 'text' });
  assert.match(report, /^Model +Count +Mean +p10 +p99\.9 +Max +Throughput$/m);
  assert.match(generateMetricsReport(telemetry.snapshot(), { format: 'text' }), /p50 +p90 +p95 +p99 /);
});

test('a report of nothing says so', () => {
  for (const format of FORMATS) {
    using telemetry = createTelemetry();
    assert.match(generateMetricsReport(telemetry, { format }), /Nothing was recorded yet\./);
    using disabled = createTelemetry({ enabled: false });
    disabled.trackInference({ modelId: 'm' }, () => {});
    assert.match(generateMetricsReport(disabled, { format }), /Nothing was recorded yet\./);
  }
});

test('every single recording makes a report', () => {
  const recordings: Record<string, (run: ReturnType<typeof recorded>) => void> = {
    'a load': ({ telemetry }) =>
      telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, () => {}),
    'a load that failed': ({ telemetry }) =>
      telemetry.start('model_load', { modelId: 'm' }).fail(new Error('gone')),
    'an inference that failed': ({ telemetry }) =>
      telemetry.start('inference', { modelId: 'm' }).fail(new Error('gone')),
    'an inference that was aborted': ({ telemetry }) =>
      telemetry.start('inference', { modelId: 'm' }).abort(),
    'an epoch without samples': ({ telemetry }) =>
      telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0 }, () => {}),
    'an epoch that failed': ({ telemetry }) =>
      telemetry.start('training_epoch', { modelId: 'm', epoch: 0 }).fail(new Error('gone')),
    'a step': ({ telemetry }) => telemetry.start('optimizer_step', { modelId: 'm' }).ok(),
    'a loss': ({ telemetry }) => telemetry.recordTrainingStats({ modelId: 'm', loss: 1 }),
    'a loss that is no number': ({ telemetry }) =>
      telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN }),
    'a statistic named as an object has members': ({ telemetry }) =>
      telemetry.recordTrainingStats({
        modelId: '__proto__',
        metrics: { constructor: 1, toString: 2 } as never,
      }),
    'a worker': ({ telemetry }) => telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 1 }),
    'a metric of the caller': ({ telemetry }) =>
      telemetry.gauge({ name: 'own', help: 'Own.', labels: [] }).withLabels({}).set(-1.5),
    'a histogram of the caller': ({ telemetry }) =>
      telemetry
        .histogram({ name: 'own_seconds', help: 'Own.', unit: 'seconds', labels: [], bucketBounds: [1] })
        .withLabels({})
        .record(-0.25),
  };
  for (const [what, record] of Object.entries(recordings)) {
    for (const format of FORMATS) {
      const run = recorded();
      record(run);
      const report = generateMetricsReport(run.telemetry, { format });
      assert.not.match(report, /undefined|NaN|Infinity|\[object/, what);
      assert.not.match(report, /Nothing was recorded/, what);
    }
  }
});

test('a failed operation is told apart from a fast one', () => {
  const { telemetry, pass } = recorded();
  const load = telemetry.start('model_load', { modelId: 'gone' });
  pass(30);
  load.fail(new Error('no such file'));
  pass(1000);
  const report = generateMetricsReport(telemetry, { format: 'text' });
  assert.match(report, /^Model +Operation +Count +Mean .*Failed$/m);
  assert.match(report, /^gone +load +0 +– .* 1$/m);
  const [before, failures] = report.split('\nFailures\n');
  assert.not.match(before ?? '', /30(\.0)? ms/);
  assert.match(failures ?? '', /^model_load +gone +Error +1 +30(\.0)? ms/m);
});

test('metrics of the caller and workers have sections of their own', () => {
  const { telemetry } = recorded();
  telemetry.recordWorkerUtilization({ workerId: 'gpu-0', utilization: 0.875 });
  telemetry
    .counter({ name: 'hits_total', help: 'Hits.', labels: ['tier'] })
    .withLabels({ tier: 'disk' })
    .add(12_345);
  telemetry
    .histogram({ name: 'wait_seconds', help: 'Wait.', unit: 'seconds', labels: [], bucketBounds: [1] })
    .withLabels({})
    .record(0.25);
  const { sections } = buildReport(telemetry.snapshot(), { analysisPercentiles: PERCENTILES });
  assert.equal(
    sections.map(({ heading }) => heading),
    ['Summary', 'Worker Utilization', 'Own Metrics', 'Recommendations'],
  );
  const report = generateMetricsReport(telemetry, { format: 'text' });
  assert.match(report, /^gpu-0 +87\.5 % +1$/m);
  assert.match(report, /^hits_total +tier=disk +12,345$/m);
  assert.match(report, /^wait_seconds +1 +250 ms/m);
});

test('what could not be recorded is told', () => {
  using telemetry = createTelemetry({ seriesLimit: 1 });
  telemetry.recordTrainingStats({ modelId: 'a', loss: Number.NaN });
  for (const modelId of ['a', 'b']) telemetry.inference({ modelId }).record(0.1);
  const report = generateMetricsReport(telemetry, { format: 'text' });
  assert.match(report, /^Recordings refused \(not_finite\): 1\.$/m);
  assert.match(report, /^Look-ups that found ipfs_aiml_inference_seconds full .*: 1\.$/m);
});

test('a snapshot that went through a worker gives the same report', () => {
  const snapshot = ordinaryRun().snapshot();
  const text = generateMetricsReport(snapshot, { format: 'text' });
  assert.is(generateMetricsReport(structuredClone(snapshot), { format: 'text' }), text);
  assert.is(renderReport(buildReport(snapshot), 'text'), text);
});

test('misuse is an error with a code and a remedy', () => {
  const telemetry = createTelemetry();
  const formats: [unknown, string][] = [
    ['pdf', 'RangeError'],
    ['constructor', 'RangeError'],
    ['', 'RangeError'],
    [7, 'TypeError'],
    [null, 'TypeError'],
  ];
  for (const [format, name] of formats) {
    const error = assert.throwsCode(
      () => generateMetricsReport(telemetry, { format: format as 'text' }),
      'REPORT_FORMAT',
    );
    assert.is(error.name, name);
    assert.match(error.message, /"format" expected one of markdown, text, html, json, got .+\. .+\./);
  }
  for (const options of [null, 'text', 7]) {
    assert.throwsCode(() => generateMetricsReport(telemetry, options as never), 'REPORT_OPTIONS');
  }
  for (const nothing of [undefined, null, {}, 'telemetry']) {
    assert.throwsCode(() => generateMetricsReport(nothing as never), 'TELEMETRY_ARGUMENT_KIND');
    assert.throwsCode(() => renderReport(nothing as never, 'text'), 'REPORT_DOCUMENT');
  }
});
