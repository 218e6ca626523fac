// Wrong or missing arguments threw "Cannot destructure property 'metrics' of 'undefined'", and misspelt options were
// swallowed. Every function and class of every entry is called with nothing, with nulls and with what it is not for.
import * as root from 'inferometer';
import * as hdr from 'inferometer/hdr';
import * as histogram from 'inferometer/histogram';
import * as metrics from 'inferometer/metrics';
import * as middleware from 'inferometer/middleware';
import * as opentelemetry from 'inferometer/opentelemetry';
import * as prometheus from 'inferometer/prometheus';
import * as remoteWrite from 'inferometer/remote-write';
import * as report from 'inferometer/report';
import { assert, test } from '../harness.ts';

const { createTelemetry, InferometerError } = root;
const ENTRIES = { root, hdr, histogram, metrics, middleware, opentelemetry, prometheus, remoteWrite, report };

const telemetry = createTelemetry({ logLevel: 'silent' });
const snapshot = telemetry.snapshot();
const filled = new histogram.Histogram().snapshot();
const ARGUMENTS: readonly (readonly unknown[])[] = [
  ...[[], [{}], [null], [undefined], [1], ['text'], [[]], [() => 1], [{ nope: 1 }]],
  ...[
    [null, null],
    [{}, {}],
    [{}, null, null],
  ],
  ...[
    [telemetry, null],
    [telemetry, 1],
    [telemetry, { nope: 1 }],
    [telemetry, {}, null],
    [telemetry, null, null],
  ],
  ...[
    [snapshot, null],
    [snapshot, { nope: 1 }],
    [filled, null],
    [filled, { nope: 1 }],
    [filled, 0.5, null],
  ],
];

type Callable = ((...args: readonly unknown[]) => unknown) & (new (...args: readonly unknown[]) => unknown);

/** What they throw, or reject with, and nothing else of what they do. */
async function thrownBy(fn: Callable, args: readonly unknown[]): Promise<unknown> {
  const isClass = /^class\b/.test(Function.prototype.toString.call(fn));
  try {
    const made = (await (isClass ? new fn(...args) : fn(...args))) as Record<string, unknown> | undefined;
    for (const end of ['shutdown', 'stop', 'close', 'dispose']) {
      if (Object.is(made, telemetry) || typeof made?.[end] !== 'function') continue;
      await (made[end] as () => unknown).call(made);
      break;
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

for (const [entry, exported] of Object.entries(ENTRIES)) {
  test(`misuse of ${entry} throws the library's errors`, async () => {
    const raw: string[] = [];
    for (const [name, fn] of Object.entries(exported)) {
      if (typeof fn !== 'function') continue;
      for (const args of ARGUMENTS) {
        const thrown = await thrownBy(fn as never, args);
        if (thrown === undefined || thrown instanceof InferometerError) continue;
        raw.push(`${name}(${args.map((arg) => (arg === telemetry ? 'telemetry' : typeof arg))}): ${thrown}`);
      }
    }
    assert.equal(raw, []);
  });
}

/** Functions that take options, and what they take before them. */
const WITH_OPTIONS: readonly (readonly [fn: unknown, ...before: unknown[]])[] = [
  [createTelemetry],
  [root.Histogram],
  [root.getMetrics, telemetry],
  [root.mergeTelemetrySnapshots, []],
  [histogram.HdrHistogram],
  [histogram.ExplicitHistogram],
  [histogram.toSvg, filled],
  [histogram.toTerminal, filled],
  [histogram.toOtelExponential, filled],
  [histogram.percentileCsv, filled],
  [histogram.encodeDdSketch, filled],
  [histogram.quantileInterval, filled, 0.5],
  [hdr.build],
  [hdr.HdrLogWriter, () => {}],
  [metrics.createMetrics],
  [middleware.withTelemetry, telemetry, () => new Response()],
  [opentelemetry.createTracing, telemetry],
  [opentelemetry.setupTracing],
  [opentelemetry.createMeterProvider, telemetry],
  [opentelemetry.createMetricProducer, telemetry],
  [prometheus.expositionText, telemetry],
  [prometheus.exposition, telemetry],
  [prometheus.createMetricsHandler, telemetry],
  [prometheus.createMetricsListener, telemetry],
  [prometheus.startMetricsServer, telemetry],
  [prometheus.connectPromClient, telemetry],
  [prometheus.collectSnapshots, telemetry, () => []],
  [report.generateMetricsReport, telemetry],
];

test('an option that is none is an error with the closest name', async () => {
  for (const [fn, ...before] of WITH_OPTIONS) {
    const thrown = (await thrownBy(fn as never, [...before, { nope: 1 }])) as Error | undefined;
    const { name } = fn as Callable;
    assert.ok(thrown instanceof InferometerError, `${name} took it: ${thrown}`);
    assert.match(
      String(thrown?.message),
      /Did you mean \w+\?|expected an object with \w+.*, got "nope"/,
      name,
    );
  }
});

test('spans that are none, and updates with a misspelt field', async () => {
  const tracing = await opentelemetry.createTracing(undefined, { autoInstrument: false });
  const span = tracing.createSpan('add');
  assert.throwsCode(() => tracing.createSpan(undefined as never), 'OPENTELEMETRY_SPAN');
  assert.throwsCode(() => tracing.createSpan('add', { nope: 1 } as never), 'OPENTELEMETRY_UNKNOWN_OPTION');
  assert.throwsCode(() => tracing.updateSpan(undefined as never, { success: true }), 'OPENTELEMETRY_SPAN');
  assert.throwsCode(
    () => tracing.updateSpan(span, { sucess: true } as never),
    'OPENTELEMETRY_UNKNOWN_OPTION',
  );
  assert.throwsCode(() => tracing.endSpan(tracing.getTracingContext() as never), 'OPENTELEMETRY_SPAN');
  tracing.endSpan(span);
});
