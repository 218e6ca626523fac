// Where a report was made, how it fits on paper, and what of it needs a history.
import { createTelemetry, mergeTelemetrySnapshots, storageHooks } from 'inferometer';
import { generateMetricsReport, getComprehensiveReport, type ReportJson } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { Machine } from '../telemetry/time.ts';
import { ordinaryRun } from './recorded.ts';

function running() {
  const machine = new Machine();
  return { machine, telemetry: createTelemetry({ clock: machine, timer: machine }) };
}

test('the environment: the runtime, the version and the window; of a snapshot nobody knows where it was', () => {
  const { machine, telemetry } = running();
  machine.pass(90);
  telemetry.inference({ modelId: 'm' }).record(1);
  const json: ReportJson = getComprehensiveReport(telemetry).toJSON();
  assert.match(json.environment.library_version, /^\d+\.\d+\.\d+/);
  assert.match(String(json.environment.runtime), /\d|^workerd$/);
  assert.equal(
    [json.environment.started_at, json.environment.window_seconds],
    [Date.UTC(2026, 0, 1) / 1000, 90],
  );
  // Of a browser it is long, and goes over several lines.
  const text = generateMetricsReport(telemetry, { format: 'text' }).replace(/\s+/g, ' ');
  const { runtime, library_version } = json.environment;
  assert.ok(text.includes(`Environment: ${runtime}; inferometer ${library_version}`), text);
  assert.is(getComprehensiveReport(telemetry.snapshot()).toJSON().environment.runtime, null);
});

test('health and queue have a course over the intervals', () => {
  const { machine, telemetry } = running();
  const hooks = storageHooks(telemetry);
  for (const [health, size] of [
    ['online', 0],
    ['degraded', 3],
    ['offline', 9],
  ] as const) {
    hooks.backendHealthChanged({ backend: 'ipfs', health });
    hooks.queueSizeChanged({ size });
    machine.pass(60);
  }
  const text = generateMetricsReport(telemetry, { format: 'text' });
  assert.match(text, /^ipfs +offline +█▅▁▁$/m);
  assert.match(text, /^pending +9 +▁▃██$/m);
  const { storage } = getComprehensiveReport(telemetry).toJSON();
  assert.equal(
    storage.backend_health_over_time.ipfs?.map(({ value }) => value),
    [1, 0.5, 0, 0],
  );
  assert.match(generateMetricsReport(telemetry.snapshot(), { format: 'text' }), /^ipfs +offline$/m);
});

test('text is 100 columns wide, and names are cut where they must be, never two alike', () => {
  const { telemetry } = running();
  const name = (end: string) => `a-model-with-quite-a-long-name-of-its-own-${end}`;
  for (const end of ['v1', 'v2']) {
    for (let i = 0; i < 3; i++) telemetry.inference({ modelId: name(end), batchSize: 2 ** i }).record(0.25);
    telemetry.start('inference', { modelId: name(end) }).fail(new TypeError('no'));
  }
  const text = generateMetricsReport(telemetry, { format: 'text' });
  assert.equal(
    text.split('\n').filter((line) => [...line].length > 100),
    [],
  );
  assert.match(text, /v1 /);
  assert.match(text, /v2 /);
});

test('a report of workers is that of their snapshots merged, at percentiles that are asked for', () => {
  const parts = [ordinaryRun(), ordinaryRun()].map((telemetry) => telemetry.snapshot());
  const options = { format: 'text', analysisPercentiles: [50, 99.9] } as const;
  const text = generateMetricsReport(mergeTelemetrySnapshots(parts), options);
  assert.match(text, /^inference +20 +2 /m);
  assert.match(text, /p50 +p99\.9 /);
});
