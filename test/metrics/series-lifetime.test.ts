// The life of a series: removed, it is in no reading, its place and its memory are free, and nothing recorded is lost.
import fc from 'fast-check';
import { createTelemetry, type Interval, type Telemetry } from 'inferometer';
import { createMetrics } from 'inferometer/metrics';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, collectGarbage, test } from '../harness.ts';
import { countOf, ManualClock, sampleOf, seriesOf } from '../telemetry/support.ts';

const LAG = { name: 'lag', help: 'Lag.', labels: ['partition'] };
const HITS = { name: 'hits_total', help: 'Hits.', labels: ['tier'] };
const WAITS = { name: 'wait_seconds', help: 'Waits.', labels: ['queue'], bucketBounds: [1, 10] };

const linesOf = (telemetry: Telemetry, name: string) =>
  expositionText(telemetry)
    .split('\n')
    .filter((line) => line.startsWith(name));

/** What intervals that ended brought to a metric: sums, and counts of histograms. */
function keptOf(intervals: readonly Interval[], fullName: string): number {
  const points = intervals.flatMap(({ metrics }) =>
    metrics.filter((metric) => metric.fullName === fullName).flatMap(({ series }) => series),
  );
  return points.reduce((sum, point) => sum + ('value' in point ? point.value : point.histogram.count), 0);
}

test('a series that was removed is in no reading, and the others stay', () => {
  using telemetry = createTelemetry();
  const lag = telemetry.gauge(LAG);
  lag.withLabels({ partition: '7' }).set(12);
  lag.withLabels({ partition: '8' }).set(3);
  assert.is(lag.remove({ partition: '7' }), true);
  assert.equal(linesOf(telemetry, 'lag'), ['lag{partition="8"} 3']);
  assert.is(seriesOf(telemetry, 'lag').length, 1);
  assert.is(lag.remove({ partition: '7' }), false, 'removed twice');
  assert.is(lag.remove({ partition: '9' }), false, 'never there');
  assert.is(lag.withLabels({ partition: '8' }).value, 3);
});

test('labels are held to what those of a look-up are', () => {
  using telemetry = createTelemetry({ labelLengthLimit: 8, labelAllowList: { tier: ['disk'] } });
  const hits = telemetry.counter(HITS);
  assert.throwsCode(() => hits.remove({}), 'TELEMETRY_LABEL_NAME');
  assert.throwsCode(() => hits.remove({ tire: 'disk' }), 'TELEMETRY_LABEL_NAME');
  assert.throwsCode(() => hits.remove({ tier: 7 } as never), 'TELEMETRY_LABEL_KIND');
  const lag = telemetry.gauge(LAG);
  lag.withLabels({ partition: 'a long name' }).set(1);
  assert.is(lag.remove({ partition: 'a long name' }), true, 'as it was cut');
});

test('keys in another order are the same series', () => {
  using telemetry = createTelemetry();
  const gauge = telemetry.gauge({ name: 'free', help: 'Free.', labels: ['a', 'b'] });
  gauge.withLabels({ a: '1', b: '2' }).set(1);
  gauge.withLabels({ b: '2', a: '1' }).set(2);
  gauge.withLabels({ a: '1', b: '3' }).set(4);
  assert.is(gauge.remove({ b: '2', a: '1' }), true);
  assert.equal(linesOf(telemetry, 'free{'), ['free{a="1",b="3"} 4']);
  gauge.withLabels({ b: '2', a: '1' }).set(5);
  gauge.withLabelValues(['1', '2']).set(6);
  assert.equal(linesOf(telemetry, 'free{'), ['free{a="1",b="3"} 4', 'free{a="1",b="2"} 6']);
});

test('its place is free at once', () => {
  using telemetry = createTelemetry({ seriesLimit: 2 });
  const hits = telemetry.counter(HITS);
  const overflows = () => sampleOf(telemetry, 'inferometer_series_overflow_total', { metric: 'hits_total' });
  for (let i = 0; i < 100; i++) {
    hits.withLabels({ tier: `${i}` }).add(1);
    if (i > 0) assert.is(hits.remove({ tier: `${i - 1}` }), true);
    telemetry.collector.flush();
  }
  assert.equal(linesOf(telemetry, 'hits_total'), ['hits_total{tier="99"} 1']);
  assert.is(overflows(), undefined);
  // Of one interval as many may leave as may be there; what others brought to it is lost, and counted.
  for (let i = 0; i < 5; i++) {
    hits.withLabels({ tier: `${i}` }).add(1);
    hits.remove({ tier: `${i}` });
  }
  assert.is(overflows(), 3);
});

test('the memory of its histogram is given back at once, also where its handle is kept', () => {
  using telemetry = createTelemetry({ seriesLimit: 10 });
  const waits = telemetry.histogram(WAITS);
  const kept = [];
  // A block is 650 bytes without its buckets: these would be 130 MB of a kernel that begins with 4.
  for (let i = 0; i < 20_000; i++) {
    const series = waits.withLabels({ queue: `${i}` });
    for (const value of [1e-9, 1, 1e9]) series.record(value);
    kept.push(series);
    waits.remove({ queue: `${i}` });
    if (i % 5000 === 0) telemetry.collector.flush();
  }
  assert.is(seriesOf(telemetry, 'wait_seconds').length, 0);
  const again = waits.withLabels({ queue: 'b' });
  again.record(5);
  assert.is(countOf(telemetry, 'wait_seconds', { queue: 'b' }), 1);
});

test('what the current interval holds of it stays with that interval', () => {
  using telemetry = createTelemetry();
  const intervals: Interval[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  const [hits, waits] = [telemetry.counter(HITS), telemetry.histogram(WAITS)];
  hits.withLabels({ tier: 'disk' }).add(2);
  waits.withLabels({ queue: 'a' }).record(5);
  telemetry.collector.flush();
  hits.withLabels({ tier: 'disk' }).add(3);
  waits.withLabels({ queue: 'a' }).record(7);
  hits.remove({ tier: 'disk' });
  waits.remove({ queue: 'a' });
  assert.is(keptOf([telemetry.collector.current()], 'hits_total'), 3);
  assert.is(keptOf([telemetry.collector.current()], 'wait_seconds'), 1);
  assert.equal(linesOf(telemetry, 'hits_total'), []);
  assert.equal(linesOf(telemetry, 'wait_seconds'), []);
  telemetry.collector.flush();
  telemetry.collector.flush();
  assert.is(keptOf(intervals, 'hits_total'), 5);
  assert.is(keptOf(intervals, 'wait_seconds'), 2);
});

test('a handle that was kept brings it back from zero, as another series of the same labels', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock });
  const intervals: Interval[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  const [lag, hits, waits] = [telemetry.gauge(LAG), telemetry.counter(HITS), telemetry.histogram(WAITS)];
  const [gauge, counter, histogram] = [
    lag.withLabels({ partition: '7' }),
    hits.withLabels({ tier: 'disk' }),
    waits.withLabels({ queue: 'a' }),
  ];
  gauge.set(12);
  counter.add(100);
  histogram.record(1);
  histogram.record(20);
  clock.advance(10);
  for (const metric of [lag, hits, waits]) metric.clear();
  clock.advance(10);
  assert.is(expositionText(telemetry).includes('lag'), false);
  gauge.increment(2);
  counter.add(1);
  histogram.record(0.5);
  assert.equal(linesOf(telemetry, 'lag'), ['lag{partition="7"} 2']);
  assert.equal(linesOf(telemetry, 'hits_total'), ['hits_total{tier="disk"} 1']);
  assert.equal(linesOf(telemetry, 'wait_seconds'), [
    'wait_seconds_bucket{queue="a",le="1"} 1',
    'wait_seconds_bucket{queue="a",le="10"} 1',
    'wait_seconds_bucket{queue="a",le="+Inf"} 1',
    'wait_seconds_sum{queue="a"} 0.5',
    'wait_seconds_count{queue="a"} 1',
  ]);
  const [point] = seriesOf(telemetry, 'hits_total');
  assert.is(point?.createdAtUnixMs, clock.wallUnixMs() - 10_000, 'it counts since it was removed');
  assert.is(hits.withLabels({ tier: 'disk' }), counter, 'there are not two of them');
  telemetry.collector.flush();
  assert.is(keptOf(intervals, 'hits_total'), 101, 'the interval has both');
  assert.is(keptOf(intervals, 'wait_seconds'), 3);
  assert.is(intervals[0]?.metrics.find((metric) => metric.fullName === 'hits_total')?.series.length, 1);
  assert.equal(linesOf(telemetry, 'hits_total'), ['hits_total{tier="disk"} 1']);
  assert.is(countOf(telemetry, 'wait_seconds', { queue: 'a' }), 1);
});

test('labels that are asked for again are one series, whoever else has a handle', () => {
  using telemetry = createTelemetry();
  const hits = telemetry.counter(HITS);
  const old = hits.withLabels({ tier: 'disk' });
  old.add(5);
  hits.remove({ tier: 'disk' });
  hits.withLabels({ tier: 'disk' }).add(1);
  old.add(1);
  assert.equal(linesOf(telemetry, 'hits_total'), ['hits_total{tier="disk"} 2']);
});

test('one that comes back where there is no room joins the others that found none', () => {
  using telemetry = createTelemetry({ seriesLimit: 1 });
  const intervals: Interval[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  const [hits, waits, lag] = [telemetry.counter(HITS), telemetry.histogram(WAITS), telemetry.gauge(LAG)];
  const [old, oldWaits, oldLag] = [
    hits.withLabels({ tier: 'a' }),
    waits.withLabels({ queue: 'a' }),
    lag.withLabels({ partition: 'a' }),
  ];
  old.add(5);
  oldWaits.record(5);
  for (const metric of [hits, waits, lag]) metric.clear();
  hits.withLabels({ tier: 'b' }).add(1);
  waits.withLabels({ queue: 'b' }).record(1);
  lag.withLabels({ partition: 'b' }).set(1);
  for (let round = 1; round <= 2; round++) {
    old.add(2);
    oldWaits.record(0.5);
    oldWaits.record(20);
    oldLag.set(7);
    assert.equal(linesOf(telemetry, 'hits_total'), [
      'hits_total{tier="b"} 1',
      `hits_total{otel_metric_overflow="true"} ${2 * round}`,
    ]);
    assert.equal(linesOf(telemetry, 'lag{'), ['lag{partition="b"} 1', 'lag{otel_metric_overflow="true"} 7']);
    assert.ok(
      linesOf(telemetry, 'wait_seconds_bucket').includes(
        `wait_seconds_bucket{otel_metric_overflow="true",le="1"} ${round}`,
      ),
    );
    assert.equal(
      linesOf(telemetry, 'wait_seconds_sum').at(-1),
      `wait_seconds_sum{otel_metric_overflow="true"} ${20.5 * round}`,
    );
  }
  telemetry.collector.flush();
  assert.is(keptOf(intervals, 'hits_total'), 5 + 1 + 4, 'nothing is lost or counted twice');
  assert.is(keptOf(intervals, 'wait_seconds'), 1 + 1 + 4);
});

const NAMES = ['a', 'b', 'c'] as const;
const step = fc.record({
  kind: fc.constantFrom('record', 'record', 'record through a handle', 'remove', 'clear', 'end'),
  which: fc.nat(2),
  value: fc.integer({ min: 1, max: 20 }),
});

test('over any sequence of recordings and removals nothing is lost, counted twice or told twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(1, 2, 3),
      async (steps, seriesLimit) => {
        using telemetry = createTelemetry({ seriesLimit });
        const intervals: Interval[] = [];
        telemetry.collector.subscribe((interval) => intervals.push(interval));
        const [hits, waits] = [telemetry.counter(HITS), telemetry.histogram(WAITS)];
        const handles = NAMES.map(
          (name) => [hits.withLabels({ tier: name }), waits.withLabels({ queue: name })] as const,
        );
        const since = new Map<string, number[]>(NAMES.map((name) => [name, []]));
        const all: number[] = [];
        for (const { kind, which, value } of steps) {
          const name = NAMES[which] as string;
          if (kind.startsWith('record')) {
            const isLookedUp = kind === 'record';
            const [counter, histogram] = isLookedUp
              ? [hits.withLabels({ tier: name }), waits.withLabels({ queue: name })]
              : (handles[which] as (typeof handles)[number]);
            counter.add(value);
            histogram.record(value);
            since.get(name)?.push(value);
            all.push(value);
          } else if (kind === 'remove') {
            const isThere = hits.remove({ tier: name });
            assert.is(waits.remove({ queue: name }), isThere);
            if (isThere) since.set(name, []);
          } else if (kind === 'clear') {
            hits.clear();
            waits.clear();
            for (const one of NAMES) since.set(one, []);
          } else if (kind === 'end') telemetry.collector.flush();
          const points = [...seriesOf(telemetry, 'hits_total'), ...seriesOf(telemetry, 'wait_seconds')];
          const texts = points.map(({ labels, overflow }) => JSON.stringify([labels, overflow]));
          // Two metrics, of which only what found no room has the same labels.
          assert.ok(new Set(texts).size >= texts.length - 1);
          if (seriesLimit < NAMES.length) continue;
          for (const [one, values] of since) {
            const sum = values.reduce((a, b) => a + b, 0);
            assert.is(sampleOf(telemetry, 'hits_total', { tier: one }) ?? 0, sum);
            assert.is(countOf(telemetry, 'wait_seconds', { queue: one }), values.length);
          }
        }
        const kept = [...intervals, telemetry.collector.current()];
        const lost = (name: string) =>
          sampleOf(telemetry, 'inferometer_series_overflow_total', { metric: name }) ?? 0;
        const total = all.reduce((a, b) => a + b, 0);
        if (seriesLimit === NAMES.length) {
          assert.is(keptOf(kept, 'hits_total'), total);
          assert.is(keptOf(kept, 'wait_seconds'), all.length);
          assert.is(lost('hits_total'), 0);
        }
        for (const { metrics } of kept) {
          for (const { fullName, series } of metrics.filter(
            ({ instrument }) => instrument.category === 'custom',
          )) {
            const told = series.map(({ labels, overflow }) => JSON.stringify([labels, overflow]));
            assert.is(new Set(told).size, told.length, fullName);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('clear takes what found no room with it', () => {
  using telemetry = createTelemetry({ seriesLimit: 1 });
  const hits = telemetry.counter(HITS);
  hits.withLabels({ tier: 'a' }).add(1);
  const overflow = hits.withLabels({ tier: 'b' });
  overflow.add(1);
  assert.is(hits.remove({ tier: 'b' }), false, 'it cannot be told from the others');
  hits.clear();
  assert.equal(linesOf(telemetry, 'hits_total'), []);
  overflow.add(1);
  assert.equal(linesOf(telemetry, 'hits_total'), ['hits_total{otel_metric_overflow="true"} 1']);
  hits.withLabels({ tier: 'c' }).add(1);
  assert.is(linesOf(telemetry, 'hits_total').length, 2);
});

test('a reading that is under way tells each of the others once', () => {
  using telemetry = createTelemetry();
  const hits = telemetry.counter(HITS);
  const tiers = Array.from({ length: 10 }, (_, i) => `${i}`);
  for (const tier of tiers) hits.withLabels({ tier }).add(1);
  const told: unknown[] = [];
  for (const { fullName, series } of telemetry.metrics) {
    if (fullName !== 'hits_total') continue;
    for (const { labels } of series) {
      told.push(labels.tier);
      if (labels.tier === '4') for (const tier of ['1', '4', '5']) hits.remove({ tier });
    }
  }
  assert.equal(
    told,
    tiers.filter((tier) => tier !== '5'),
  );
});

test('a listener may remove what it was told of', () => {
  using telemetry = createTelemetry();
  const hits = telemetry.counter(HITS);
  telemetry.collector.subscribe(() => hits.remove({ tier: 'disk' }));
  const handle = hits.withLabels({ tier: 'disk' });
  for (let i = 1; i <= 3; i++) {
    handle.add(1);
    assert.is(keptOf([telemetry.collector.flush() as Interval], 'hits_total'), 1);
    assert.equal(linesOf(telemetry, 'hits_total'), []);
  }
});

test('handles that nobody holds keep nothing', async () => {
  using telemetry = createTelemetry();
  const hits = telemetry.counter(HITS);
  const made = (): WeakRef<object> => {
    const series = hits.withLabels({ tier: 'disk' });
    series.add(1);
    return new WeakRef(series);
  };
  const handle = made();
  hits.remove({ tier: 'disk' });
  telemetry.collector.flush();
  await collectGarbage();
  await collectGarbage();
  assert.is(handle.deref(), undefined);
  hits.withLabels({ tier: 'disk' }).add(1);
  assert.equal(linesOf(telemetry, 'hits_total'), ['hits_total{tier="disk"} 1']);
});

test('an exporter of deltas sees a series that begins anew', async () => {
  using telemetry = createTelemetry({ clock: new ManualClock() });
  const hits = telemetry.counter(HITS);
  const producer = createMetricProducer(telemetry, { temporality: 'delta' });
  const read = async () => {
    const { scopeMetrics } = (await producer.collect()).resourceMetrics;
    return scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === 'hits_total')
      .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value));
  };
  const handle = hits.withLabels({ tier: 'disk' });
  handle.add(5);
  assert.equal(await read(), [5]);
  hits.remove({ tier: 'disk' });
  assert.equal(await read(), []);
  handle.add(7);
  assert.equal(await read(), [7]);
  hits.remove({ tier: 'disk' });
  handle.add(3);
  assert.equal(await read(), [3], 'at the same time by the clock');
});

test('gauges that nobody sets expire, and those that are set to the same value do not', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock, expireAfterSeconds: 100 });
  const lag = telemetry.gauge(LAG);
  const [busy, idle] = [lag.withLabels({ partition: 'busy' }), lag.withLabels({ partition: 'idle' })];
  const hits = telemetry.counter(HITS);
  hits.withLabels({ tier: 'disk' }).add(1);
  busy.set(0);
  idle.set(5);
  const minutes = (count: number) => {
    for (let i = 0; i < count; i++) {
      busy.set(0);
      clock.advance(60);
      telemetry.collector.flush();
    }
  };
  minutes(2);
  assert.is(linesOf(telemetry, 'lag{').length, 2, 'not before its time');
  minutes(1);
  assert.equal(linesOf(telemetry, 'lag{'), ['lag{partition="busy"} 0']);
  assert.is(sampleOf(telemetry, 'hits_total', { tier: 'disk' }), 1, 'counters stay');
  idle.set(6);
  assert.is(sampleOf(telemetry, 'lag', { partition: 'idle' }), 6);
});

test('gauges that are moved up and down expire at 0 alone', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock, expireAfterSeconds: 100 });
  const lag = telemetry.gauge(LAG);
  lag.withLabels({ partition: '7' }).increment(3);
  const hour = () => {
    for (let i = 0; i < 60; i++) {
      clock.advance(60);
      telemetry.collector.flush();
    }
  };
  hour();
  assert.is(sampleOf(telemetry, 'lag', { partition: '7' }), 3, 'nothing left the queue');
  lag.withLabels({ partition: '7' }).increment(-3);
  hour();
  assert.equal(linesOf(telemetry, 'lag{'), []);
  lag.withLabels({ partition: '7' }).increment(1);
  assert.is(sampleOf(telemetry, 'lag', { partition: '7' }), 1);
});

test('a metric says how long its series live', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock, expireAfterSeconds: 30 });
  const hits = telemetry.counter({ ...HITS, expireAfterSeconds: 100 });
  const waits = telemetry.histogram({ ...WAITS, expireAfterSeconds: 100 });
  const lag = telemetry.gauge({ ...LAG, expireAfterSeconds: Infinity });
  hits.withLabels({ tier: 'disk' }).add(1);
  waits.withLabels({ queue: 'a' }).record(1);
  lag.withLabels({ partition: '7' }).set(1);
  for (let i = 0; i < 3; i++) {
    assert.is(sampleOf(telemetry, 'hits_total', {}), 1);
    clock.advance(60);
    telemetry.collector.flush();
  }
  assert.equal(linesOf(telemetry, 'hits_total'), []);
  assert.equal(linesOf(telemetry, 'wait_seconds'), []);
  assert.equal(linesOf(telemetry, 'lag{'), ['lag{partition="7"} 1']);
  for (const expireAfterSeconds of [0, -1, Number.NaN, '5' as never]) {
    const name = 'other_total';
    assert.throwsCode(
      () => telemetry.counter({ ...HITS, name, expireAfterSeconds }),
      'TELEMETRY_METRIC_DEFINITION',
    );
    assert.throwsCode(
      () => createTelemetry({ expireAfterSeconds }),
      typeof expireAfterSeconds === 'string' ? 'TELEMETRY_OPTION_KIND' : 'TELEMETRY_OPTION_RANGE',
    );
  }
});

test('metrics alone have all of it', async () => {
  using metrics = createMetrics({ expireAfterSeconds: 0.01 });
  const lag = metrics.gauge(LAG);
  lag.withLabels({ partition: '7' }).set(1);
  lag.withLabels({ partition: '8' }).set(1);
  assert.is(lag.remove({ partition: '7' }), true);
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    metrics.snapshot();
  }
  assert.is(expositionText(metrics).includes('lag{'), false);
  lag.withLabels({ partition: '8' }).set(2);
  assert.match(expositionText(metrics), 'lag{partition="8"} 2');
});

test('after dispose() nothing comes back', () => {
  const telemetry = createTelemetry();
  const [hits, waits] = [telemetry.counter(HITS), telemetry.histogram(WAITS)];
  const [counter, histogram] = [hits.withLabels({ tier: 'a' }), waits.withLabels({ queue: 'a' })];
  histogram.record(1);
  waits.clear();
  histogram.record(1);
  telemetry.dispose();
  counter.add(1);
  histogram.record(1);
  assert.equal(telemetry.snapshot().metrics, []);
  assert.is(hits.remove({ tier: 'a' }), false);
});
