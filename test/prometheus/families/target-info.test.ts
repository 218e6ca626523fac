// What is known of the process: a metric of its own, on every page, and a label of none.
import { createTelemetry } from 'inferometer';
import { createMetricsHandler, exposition, expositionText } from 'inferometer/prometheus';
import { createRemoteWrite } from 'inferometer/remote-write';
import { assert, test } from '../../harness.ts';
import { whileSending } from '../../remote-write/support.ts';

const resourceAttributes = { 'service.name': 'trainer', 'service.version': '1.4.2', 'process.pid': 7 };
const LABELS = 'service_name="trainer",service_version="1.4.2",process_pid="7"';
const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

async function pageOf(accept: string): Promise<string> {
  using telemetry = createTelemetry({ labels: { version: 'green' } });
  telemetry.counter({ name: 'hits_total', help: 'Hits.' }).withLabels().add(1);
  const { body } = exposition(telemetry, { accept, resourceAttributes });
  return await new Response(body).text();
}

test('pages of text have it as a gauge, those of OpenMetrics as information, and first', async () => {
  const text = await pageOf('text/plain');
  assert.match(text, `# TYPE target_info gauge\ntarget_info{${LABELS}} 1\n`);
  assert.ok(text.startsWith('# HELP target_info '));
  assert.match(text, 'hits_total{version="green"} 1', 'and no other metric has its labels');
  const openMetrics = await pageOf('application/openmetrics-text;version=1.0.0');
  assert.ok(openMetrics.startsWith('# TYPE target info\n'));
  assert.match(openMetrics, `\ntarget_info{${LABELS}} 1\n`);
  assert.match(await pageOf(PROTOBUF), 'target_info');
});

test('a handler and a text have it where attributes are told', async () => {
  using telemetry = createTelemetry();
  const handler = createMetricsHandler(telemetry, { prefix: 'a_', resourceAttributes });
  assert.match(
    await (await handler(new Request('http://localhost/metrics'))).text(),
    `\ntarget_info{${LABELS}} 1\n`,
  );
  assert.match(expositionText(telemetry.snapshot(), { resourceAttributes }), `target_info{${LABELS}} 1`);
  for (const options of [{}, { resourceAttributes: {} }, { resourceAttributes: undefined }])
    assert.not.match(expositionText(telemetry, options), 'target_info');
});

test('another metric of the name is told apart', () => {
  using telemetry = createTelemetry();
  telemetry.gauge({ name: 'target_info', help: 'Mine.' }).withLabels().set(5);
  const lines = expositionText(telemetry, { resourceAttributes }).split('\n');
  assert.equal(
    lines.filter((line) => /^target_info/.test(line)),
    [`target_info{${LABELS}} 1`, 'target_info_gauge 5'],
  );
  assert.equal(
    expositionText(telemetry)
      .split('\n')
      .filter((line) => /^target_info/.test(line)),
    ['target_info 5'],
  );
});

test('remote write sends it with job and instance', () =>
  whileSending({ resourceAttributes }, async ({ receiver, remote }) => {
    await remote.flush();
    const [target] = receiver.find('target_info');
    assert.equal(target?.labels, {
      __name__: 'target_info',
      instance: 'a',
      job: 'trainer',
      process_pid: '7',
      service_name: 'trainer',
      service_version: '1.4.2',
    });
    assert.is(receiver.metadata.get('target_info')?.type, 6);
  }));

test('what is no attribute is refused', () => {
  using telemetry = createTelemetry();
  for (const wrong of [null, 'trainer', { a: null }, { a: Number.NaN }, { a: ['b'] }]) {
    const options = { resourceAttributes: wrong as never };
    assert.throwsCode(() => expositionText(telemetry, options), 'PROMETHEUS_OPTION_KIND');
    assert.throwsCode(() => createMetricsHandler(telemetry, options), 'PROMETHEUS_OPTION_KIND');
    const remote = { ...options, url: 'http://localhost', externalLabels: { job: 'j', instance: 'i' } };
    assert.throwsCode(() => createRemoteWrite(telemetry, remote), 'REMOTE_WRITE_OPTION_KIND');
  }
});
