import fc from 'fast-check';
import { createTelemetry, type SpanIds } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { ManualClock } from '../../telemetry/support.ts';
import { ACCEPT, bodyText } from '../read-body.ts';

const accept = ACCEPT.openMetrics;
const SPAN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

function open() {
  const traces: { span?: SpanIds } = {};
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock, prefix: '', traceContext: { active: () => traces.span } });
  return { clock, traces, telemetry };
}

test('counters, gauges and histograms, with units, exemplars and their beginning', async () => {
  const { clock, traces, telemetry } = open();
  const requests = telemetry.counter({ name: 'requests_total', help: 'All "requests".', labels: ['path'] });
  const size = telemetry.gauge({ name: 'queue_bytes', help: 'Size.', unit: 'bytes' });
  const wait = telemetry.histogram({
    name: 'wait_seconds',
    help: 'Time\nof waiting.',
    unit: 'seconds',
    bucketBounds: [0, 0.25, 1, 10, 1_000_000],
  });
  requests.withLabels({ path: '/' }).add(3);
  size.withLabels().set(2.5);
  wait.withLabels().record(0.5);
  clock.advance(1.5);
  traces.span = SPAN;
  requests.withLabels({ path: '/' }).add(2);
  wait.withLabels().record(0.75);
  const ids = `trace_id="${SPAN.traceId}",span_id="${SPAN.spanId}"`;
  const began = Date.UTC(2026, 0, 1) / 1000;
  assert.is(
    await bodyText(telemetry, { accept }),
    `# TYPE requests counter
# HELP requests All \\"requests\\".
requests_total{path="/"} 5 # {${ids}} 2 ${began + 1.5}
requests_created{path="/"} ${began}
# TYPE queue_bytes gauge
# UNIT queue_bytes bytes
# HELP queue_bytes Size.
queue_bytes 2.5
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds Time\\nof waiting.
wait_seconds_bucket{le="0.0"} 0
wait_seconds_bucket{le="0.25"} 0
wait_seconds_bucket{le="1.0"} 2 # {${ids}} 0.75 ${began + 1.5}
wait_seconds_bucket{le="10.0"} 2
wait_seconds_bucket{le="1e+06"} 2
wait_seconds_bucket{le="+Inf"} 2
wait_seconds_sum 1.25
wait_seconds_count 2
wait_seconds_created ${began}
# EOF
`,
  );
  const without = await bodyText(telemetry, { accept, createdSamples: false });
  assert.not.match(without, '_created');
  telemetry.dispose();
});

test('without anything recorded there is the end', async () => {
  using telemetry = createTelemetry();
  assert.is(await bodyText(telemetry, { accept }), '# EOF\n');
});

test('a sum that may go down is left out, and the count with it', async () => {
  const { telemetry } = open();
  telemetry
    .histogram({ name: 'a', help: '', bucketBounds: [-1, 1] })
    .withLabels()
    .record(1);
  telemetry
    .histogram({ name: 'b', help: '', bucketBounds: [1] })
    .withLabels()
    .record(-1);
  telemetry
    .histogram({ name: 'c', help: '', bucketBounds: [1] })
    .withLabels()
    .record(1);
  const text = await bodyText(telemetry, { accept });
  assert.equal(text.match(/^\w+_(sum|count)/gm), ['c_sum', 'c_count']);
  telemetry.dispose();
});

test('a bound is written as Go writes it, and reads back the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (bound) => {
      const { telemetry } = open();
      telemetry
        .histogram({ name: 'a', help: '', bucketBounds: [bound] })
        .withLabels()
        .record(1);
      const [, written = ''] = /le="([^"]+)"/.exec(await bodyText(telemetry, { accept })) ?? [];
      telemetry.dispose();
      assert.is(Number(written), Object.is(bound, -0) ? 0 : bound);
      assert.match(written, /^-?(\d+\.\d+|\d(\.\d+)?e[+-]\d\d\d?)$/);
    }),
  );
});
