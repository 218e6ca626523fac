// What a receiver has after a request: everything that a snapshot holds, natively and as classic series.
import fc from 'fast-check';
import type { DataPoint, ExponentialSnapshot, Histogram, Telemetry } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { parseExposition } from '../prometheus/parse-exposition.ts';
import { type Receiver, snapshotOf } from './receiver.ts';
import { EXTERNAL, whileSending } from './support.ts';

const hostile = fc.constantFrom(
  '',
  'a',
  '"',
  '\\',
  '\n',
  '😀',
  '\ud800',
  'x'.repeat(10_000),
  '{le="1"}',
  ' ',
);
const recording = fc.record({
  model: hostile,
  seconds: fc.oneof(
    fc.double({ min: -1e3, max: 1e6, noNaN: true }),
    fc.constantFrom(0, -0, 2 ** -1022, Number.MAX_VALUE),
  ),
  kind: fc.constantFrom('histogram' as const, 'counter' as const, 'gauge' as const),
});
const recordings = fc.array(recording, { maxLength: 40 });
type Recording = typeof recording extends fc.Arbitrary<infer R> ? R : never;

function record(telemetry: Telemetry, all: readonly Recording[]): void {
  const labels = ['model'];
  const metrics = {
    histogram: telemetry.histogram({
      name: 'h_seconds',
      help: 'H.',
      labels,
      unit: 'seconds',
      bucketBounds: [-1, 0, 1, 1000],
    }),
    counter: telemetry.counter({ name: 'c_total', help: 'C.', labels }),
    gauge: telemetry.gauge({ name: 'g', help: 'G.', labels }),
  };
  for (const { kind, model, seconds } of all) {
    if (kind === 'histogram') metrics.histogram.withLabels({ model }).record(seconds);
    if (kind === 'counter') metrics.counter.withLabels({ model }).add(Math.abs(seconds));
    if (kind === 'gauge') metrics.gauge.withLabels({ model }).set(seconds);
  }
}

/** As UTF-8 has them, which knows no half of a pair; an empty label is none. */
function labelsAsSent(labels: Readonly<Record<string, string>>): Record<string, string> {
  const sent = Object.entries(labels).filter(([, value]) => value !== '');
  return Object.fromEntries(sent.map(([name, value]) => [name, value.replace('\ud800', '\ufffd')]));
}

/** Bounds as Prometheus itself writes them when it scrapes anything but text 0.0.4. */
function inGo({ le, ...labels }: Readonly<Record<string, string>>): Record<string, string> {
  if (le === undefined) return labels;
  return { ...labels, le: /^-?\d+$/.test(le) ? `${le}.0` : le };
}

/** What the format carries. */
function carried({ count, sum, scale, zeroCount, positive, negative }: ExponentialSnapshot) {
  return { count, sum, scale, zeroCount, positive, negative };
}

function seriesIn(telemetry: Telemetry): { fullName: string; series: DataPoint }[] {
  const { metrics } = telemetry.snapshot();
  return metrics
    .filter(({ instrument }) => instrument.category === 'custom')
    .flatMap(({ fullName, series }) => series.map((one) => ({ fullName, series: one })));
}

function only<T>(found: readonly T[]): T {
  assert.is(found.length, 1);
  return found[0] as T;
}

test('native: every series arrives once, its buckets to the last count, under hostile labels too', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, fc.integer({ min: 1, max: 50 }), (all, requestSamples) =>
      whileSending(
        { requestSamples, staleMarkers: false, nativeMaxBuckets: 65_536 },
        async ({ telemetry, receiver, remote }) => {
          record(telemetry, all);
          const expected = seriesIn(telemetry);
          assert.ok(await remote.flush());
          for (const { fullName, series } of expected) {
            const labels = {
              __name__: fullName,
              ...EXTERNAL,
              ...labelsAsSent(series.labels as Record<string, string>),
            };
            const same = receiver
              .all()
              .filter((one) => JSON.stringify(sorted(one.labels)) === JSON.stringify(sorted(labels)));
            const { samples, histograms } = only(same);
            if ('value' in series)
              assert.equal(
                samples.map(({ value }) => value),
                [series.value],
              );
            else assert.equal(carried(snapshotOf(only(histograms as never[]))), carried(series.histogram));
          }
          assert.is(
            receiver.all().filter(({ labels }) => /^(h_seconds|c_total|g)$/.test(labels.__name__ ?? ''))
              .length,
            expected.length,
          );
        },
      ),
    ),
    { numRuns: 25 },
  );
});

test('classic: the series are those of the text format', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, (all) =>
      whileSending(
        { nativeHistograms: false, staleMarkers: false },
        async ({ telemetry, receiver, remote }) => {
          record(telemetry, all);
          const text = parseExposition(expositionText(telemetry.snapshot()));
          assert.ok(await remote.flush());
          const expected = text.flatMap(({ samples }) =>
            samples.map(({ name, labels, value }) => [
              sorted({ __name__: name, ...EXTERNAL, ...labelsAsSent(inGo(labels)) }),
              Number(value.replace('Inf', 'Infinity')),
            ]),
          );
          const arrived = receiver.all().map(({ labels, samples }) => [sorted(labels), only(samples).value]);
          assert.equal(ordered(arrived), ordered(expected));
        },
      ),
    ),
    { numRuns: 25 },
  );
});

test('labels of a series win over those of the process; others are added', () =>
  whileSending(
    { externalLabels: { job: 'j', instance: 'i', Zone: 'z', model: 'outer' } },
    async ({ telemetry, receiver, remote }) => {
      telemetry
        .counter({ name: 'own_total', help: 'O.', labels: ['model'] })
        .withLabels({ model: 'inner' })
        .add();
      telemetry.counter({ name: 'none_total', help: 'N.' }).withLabels().add();
      await remote.flush();
      assert.is(receiver.find('own_total', { model: 'inner', Zone: 'z', job: 'j', instance: 'i' }).length, 1);
      assert.is(receiver.find('none_total', { model: 'outer' }).length, 1);
    },
  ));

test('what came after a metric was full arrives as the overflow series', () =>
  whileSending(
    {},
    async ({ telemetry, receiver, remote }) => {
      const metric = telemetry.counter({ name: 'full_total', help: 'F.', labels: ['l'] });
      for (const l of ['a', 'b', 'c']) metric.withLabels({ l }).add();
      await remote.flush();
      assert.equal(receiver.values('full_total', { otel_metric_overflow: 'true' }), [2]);
    },
    { seriesLimit: 1 },
  ));

test('a histogram that rejected all it was given is an empty native one, not a classic one', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    telemetry.histogram({ name: 'h', help: 'H.' }).withLabels().record(Number.NaN);
    await remote.flush();
    const histogram = only(only(receiver.find('h')).histograms);
    assert.is(histogram.countInt, 0);
    assert.equal(histogram.positiveSpans, [{ offset: 0, length: 0 }]);
  }));

test('native buckets are no more and no finer than asked for, and none of the values is lost', async () => {
  for (const [options, most, finest] of [
    [{}, 160, 8],
    [{ nativeMaxBuckets: 1000, nativeSchema: 2 }, 1000, 2],
  ] as const) {
    await whileSending(options, async ({ telemetry, receiver, remote }) => {
      const series = telemetry.histogram({ name: 'h', help: 'H.' }).withLabels();
      for (let i = 0; i < 1000; i++) series.record(1.03 ** i);
      await remote.flush();
      const arrived = only(only(receiver.find('h')).histograms);
      assert.ok(arrived.positiveDeltas.length <= most && arrived.schema <= finest);
      assert.is(snapshotOf(arrived).count, 1000);
    });
  }
});

test('counts beyond 32 bits arrive whole', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    const series = telemetry.histogram({ name: 'h', help: 'H.' }).withLabels();
    // A test cannot record so many one by one.
    const histogram: Histogram = Object.values(series).find((field) => 'recordMany' in Object(field));
    series.record(2);
    histogram.record(1, 2 ** 40);
    histogram.record(4, 2 ** 33 + 1);
    await remote.flush();
    const arrived = only(only(receiver.find('h')).histograms);
    assert.is(arrived.countInt, 2 ** 40 + 2 ** 33 + 2);
    assert.equal(snapshotOf(arrived).positive, histogram.snapshot().positive);
  }));

test('what a metric is arrives with it', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    telemetry.trackInference({ modelId: 'm' }, () => {});
    await remote.flush();
    const { type, help, unit } = receiver.metadata.get('ipfs_aiml_inference_seconds') ?? {};
    assert.equal([type, help, unit], [3, 'Time of one inference.', 'seconds']);
    assert.is(receiver.metadata.get('ipfs_aiml_operations_total')?.type, 1);
  }));

test('a large snapshot is split; no request is above its limits', () =>
  whileSending({ requestSamples: 7, requestBytes: 4096 }, async ({ telemetry, receiver, remote }) => {
    const metric = telemetry.counter({ name: 'c_total', help: 'C.', labels: ['l'] });
    for (let i = 0; i < 500; i++) metric.withLabels({ l: `${'x'.repeat(i % 50)}${i}` }).add(i);
    assert.ok(await remote.flush());
    assert.is(receiver.find('c_total').length, 500);
    assert.ok(receiver.sizes.every(({ samples }) => samples <= 7));
    assert.ok(receiver.sizes.length >= 500 / 7);
  }));

test('the headers are those of the protocol, and the own ones', () =>
  whileSending(
    { headers: { Authorization: 'Bearer secret', 'X-Scope-OrgID': 'tenant' } },
    async ({ telemetry, receiver, remote }) => {
      telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
      await remote.flush();
      const headers = receiver.headers[0] as Headers;
      const shown = [
        'content-type',
        'content-encoding',
        'x-prometheus-remote-write-version',
        'authorization',
        'x-scope-orgid',
      ];
      assert.equal(
        shown.map((name) => headers.get(name)),
        ['application/x-protobuf', 'snappy', '0.1.0', 'Bearer secret', 'tenant'],
      );
    },
  ));

test('exemplars arrive once, with the series or the bucket that they belong to', async () => {
  let span = 0;
  const traceContext = {
    active: () => ({ traceId: 'a'.repeat(32), spanId: `${++span}`.padStart(16, '0') }),
  };
  for (const nativeHistograms of [true, false]) {
    await whileSending(
      { nativeHistograms },
      async ({ telemetry, receiver, remote }) => {
        const bucketBounds = [1, 10];
        const histogram = telemetry.histogram({ name: 'h', help: 'H.', bucketBounds }).withLabels();
        for (const value of [0.5, 5, 50]) histogram.record(value);
        await remote.flush();
        await new Promise((resolve) => setTimeout(resolve, 5));
        histogram.record(6);
        await remote.flush();
        const valuesOf = (name: string, labels = {}) =>
          receiver.find(name, labels)[0]?.exemplars.map(({ value }) => value);
        if (nativeHistograms) {
          assert.equal(valuesOf('h')?.sort(), [0.5, 5, 50, 6].sort());
        } else {
          const les = ['1.0', '10.0', '+Inf'];
          const found = les.map((le) => valuesOf('h_bucket', { le }));
          assert.equal(found, [[0.5], [5, 6], [50]]);
        }
        const [first] = receiver.all().flatMap(({ exemplars }) => exemplars);
        assert.equal(
          first?.labels.map(({ name }) => name),
          ['span_id', 'trace_id'],
        );
        assert.is(first?.labels[1]?.value, 'a'.repeat(32));
      },
      { traceContext },
    );
  }
});

test('timestamps go on where the wall clock was set back', async () => {
  let nowMs = 1_700_000_000_000;
  const clock = { monotonicMs: () => performance.now(), wallUnixMs: () => nowMs };
  await whileSending(
    {},
    async ({ telemetry, receiver, remote }) => {
      telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
      for (const stepMs of [0, 1000, -3_600_000, 0]) {
        nowMs += stepMs;
        assert.ok(await remote.flush());
      }
      const stamps = (receiver as Receiver).find('c_total')[0]?.samples.map(({ timestamp }) => timestamp);
      assert.equal(stamps, [1_700_000_000_000, 1_700_000_001_000, 1_700_000_001_001, 1_700_000_001_002]);
    },
    { clock },
  );
});

function sorted(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).sort();
}

function ordered(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
