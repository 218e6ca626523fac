// OpenMetrics 2.0: what a reader of it gets, byte by byte where the specification gives the bytes.
import fc from 'fast-check';
import { createTelemetry, type TelemetryOptions } from 'inferometer';
import { downscale } from 'inferometer/histogram';
import { exposition } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { parseOpenMetrics2 } from '../parse-openmetrics-2.ts';
import { ACCEPT, bodyText } from '../read-body.ts';

const ASKED = { accept: ACCEPT.openMetrics2, openMetrics2: true } as const;
const NOW_MS = 1_605_281_325_125;

function telemetryAt(nowMs: number, options: TelemetryOptions = {}) {
  const clock = { monotonicMs: () => performance.now(), wallUnixMs: () => nowMs };
  return createTelemetry({ prefix: '', logLevel: 'silent', clock, ...options });
}

async function linesOf(source: Parameters<typeof bodyText>[0], options = {}) {
  const page = await bodyText(source, { ...ASKED, ...options });
  return page.split('\n').filter((line) => !line.includes('inferometer_'));
}

test('a page: metadata under the full names, one line for each series, and where each began', async () => {
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const telemetry = telemetryAt(NOW_MS, { traceContext: { active: () => span } });
  telemetry
    .counter({ name: 'read_bytes_total', help: 'A "help".', unit: 'bytes', labels: ['l'] })
    .withLabels({ l: 'x"\n' })
    .add(3);
  telemetry.gauge({ name: 'depth', help: 'D.' }).withLabels().set(-0.5);
  const histogram = telemetry.histogram({
    name: 'wait_seconds',
    help: 'W.',
    unit: 'seconds',
    bucketBounds: [0, 0.5],
  });
  for (const value of [-1, 0, 1, 1, 4]) histogram.withLabels().record(value);
  telemetry.histogram({ name: 'none', help: 'N.', bucketBounds: [1] }).withLabels();
  const exemplar = (value: number) =>
    ` # {trace_id="${span.traceId}",span_id="${span.spanId}"} ${value} 1605281325.125`;
  const at = ' st@1605281325.125';
  const zero = 'zero_threshold:2.2250738585072014e-308';
  assert.equal(await linesOf(telemetry, { resourceAttributes: { 'service.version': '1.4.2' } }), [
    '# TYPE target_info info',
    '# HELP target_info What is known of the process.',
    'target_info{service_version="1.4.2"} 1',
    '# TYPE read_bytes_total counter',
    '# UNIT read_bytes_total bytes',
    '# HELP read_bytes_total A \\"help\\".',
    `read_bytes_total{l="x\\"\\n"} 3${at}${exemplar(3)}`,
    '# TYPE depth gauge',
    '# HELP depth D.',
    'depth -0.5',
    '# TYPE wait_seconds histogram',
    '# UNIT wait_seconds seconds',
    '# HELP wait_seconds W.',
    `wait_seconds {count:5,sum:5,schema:5,${zero},zero_count:1,negative_spans:[0:1],negative_buckets:[1],positive_spans:[0:1,63:1],positive_buckets:[2,1],bucket:[0.0:2,0.5:2,+Inf:5]}${at}${[0, 4].map(exemplar).join('')}`,
    '# TYPE none histogram',
    '# HELP none N.',
    `none {count:0,sum:0,schema:5,${zero},zero_count:0,bucket:[1.0:0,+Inf:0]}${at}`,
    '# EOF',
    '',
  ]);
});

test('native buckets are those of the histogram, within the options; classic ones can be left out', async () => {
  const telemetry = telemetryAt(NOW_MS);
  const series = telemetry.histogram({ name: 'h', help: 'H.', bucketBounds: [1] }).withLabels();
  const value = fc.oneof(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), fc.constantFrom(0, -0, 5e-324));
  const values = fc.sample(value, 500);
  for (const one of values) series.record(one);
  const ours = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'h')?.series[0];
  if (!ours || !('histogram' in ours)) throw new Error('no histogram');
  for (const [options, bounds] of [
    [{}, { scale: 8, maxBuckets: 160 }],
    [
      { nativeSchema: 1, nativeMaxBuckets: 65_536 },
      { scale: 1, maxBuckets: 65_536 },
    ],
  ] as const) {
    const page = await bodyText(telemetry, { ...ASKED, ...options });
    const { histogram } = parseOpenMetrics2(page).find(({ name }) => name === 'h') ?? {};
    const expected = downscale(ours.histogram, bounds);
    for (const key of ['count', 'sum', 'scale', 'zeroCount', 'positive', 'negative'] as const) {
      assert.equal(histogram?.native?.[key], expected[key], key);
    }
    assert.equal(histogram?.classic?.at(-1), [Infinity, ours.histogram.count]);
  }
  const [line] = (await linesOf(telemetry, { classicBuckets: false })).filter((one) => one.startsWith('h '));
  assert.ok(line?.includes('schema:') && !line.includes('bucket:['));
});

test('it is given to those who ask for it, where the option is set, and to nobody else', () => {
  const telemetry = telemetryAt(NOW_MS);
  const typeOf = (accept: string | null, openMetrics2: boolean) =>
    exposition(telemetry, { accept, openMetrics2 }).contentType.replace('; charset=utf-8', '');
  const two = 'application/openmetrics-text; version=2.0.0';
  const one = 'application/openmetrics-text; version=1.0.0';
  const both = `${ACCEPT.openMetrics};q=0.5,${ACCEPT.openMetrics2};q=0.6,text/plain;version=0.0.4;q=0.2`;
  assert.is(typeOf(ACCEPT.openMetrics2, true), two);
  assert.is(typeOf(both, true), two);
  assert.is(typeOf(both, false), one);
  assert.is(typeOf(ACCEPT.openMetrics2, false), 'text/plain; version=0.0.4');
  assert.is(typeOf('application/openmetrics-text', true), one);
  assert.is(typeOf(ACCEPT.openMetrics, true), one);
  assert.is(typeOf(null, true), 'text/plain; version=0.0.4');
});
