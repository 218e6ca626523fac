// Observable instruments: their callbacks, one by one and in batches, synchronous and not, and when they fail.
import type { BatchObservableCallback, ObservableCallback } from '@opentelemetry/api';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { refusals } from '../../telemetry/support.ts';
import { Machine } from '../../telemetry/time.ts';
import { byAttributes, collected, metricOf, pointsOf, setUp } from '../support.ts';

test('values are those of the reading', () => {
  const { telemetry, meter } = setUp();
  let total = 0;
  let level = 7;
  meter.createObservableCounter('total').addCallback((result) => result.observe(total, { a: 1 }));
  meter.createObservableUpDownCounter('level').addCallback((result) => result.observe(level));
  meter.createObservableGauge('gauge').addCallback((result) => result.observe(level / 2));
  for (const step of [5, 0, 12]) {
    total += step;
    level -= step;
    assert.equal(byAttributes(telemetry, 'total'.concat('_total')), { '{"a":1}': total });
    assert.equal(byAttributes(telemetry, 'level'), { '{}': level });
    assert.equal(byAttributes(telemetry, 'gauge'), { '{}': level / 2 });
  }
});

test('a counter that begins anew is one that begins anew', () => {
  const machine = new Machine();
  const { telemetry, meter } = setUp({ clock: machine, timer: machine });
  let total = 100;
  meter.createObservableCounter('c').addCallback((result) => result.observe(total));
  const deltas: number[] = [];
  telemetry.collector.subscribe(({ metrics }) => {
    const series = metrics.find(({ fullName }) => fullName === 'c')?.series[0];
    deltas.push(series && 'value' in series ? series.value : 0);
  });
  for (const next of [130, 20, 25]) {
    machine.pass(1);
    telemetry.collector.flush();
    total = next;
  }
  machine.pass(1);
  telemetry.collector.flush();
  assert.equal(deltas, [100, 30, 20, 5]);
  const series = metricOf(telemetry, 'c_total')?.series[0];
  assert.ok(series && 'value' in series && series.value === 25);
  assert.is(series?.createdAtUnixMs, Date.UTC(2026, 0, 1) + 3000);
});

test('what is not observed any more is not told any more', () => {
  const { telemetry, meter } = setUp();
  let ids = ['a', 'b'];
  meter.createObservableGauge('g').addCallback((result) => {
    for (const id of ids) result.observe(1, { id });
  });
  assert.equal(Object.keys(byAttributes(telemetry, 'g')), ['{"id":"a"}', '{"id":"b"}']);
  ids = ['b', 'c'];
  assert.equal(Object.keys(byAttributes(telemetry, 'g')), ['{"id":"b"}', '{"id":"c"}']);
});

test('those that left make room under the limit', () => {
  const { telemetry, meter } = setUp({ seriesLimit: 5 });
  let id = 0;
  meter.createObservableCounter('c').addCallback((result) => result.observe(1, { id }));
  for (; id < 40; id++) assert.equal(byAttributes(telemetry, 'c_total'), { [`{"id":${id}}`]: 1 });
});

test('sums that a limit or a view puts together are added', () => {
  const views = [{ instrumentName: 'by.view', attributeKeys: ['kept'] }];
  const { telemetry, meter } = setUp({ seriesLimit: 3, views });
  const observe: ObservableCallback = (result) => {
    for (const id of [1, 2, 3, 4]) result.observe(10 ** id, { kept: 'x', id });
  };
  meter.createObservableCounter('by.limit').addCallback(observe);
  meter.createObservableCounter('by.view').addCallback(observe);
  for (let reading = 0; reading < 2; reading++) {
    assert.equal(byAttributes(telemetry, 'by_limit_total'), {
      '{"id":1,"kept":"x"}': 10,
      '{"id":2,"kept":"x"}': 100,
      '{"id":3,"kept":"x"}': 1000,
      '{"otel.metric.overflow":true}': 10_000,
    });
    assert.equal(byAttributes(telemetry, 'by_view_total'), { '{"kept":"x"}': 11_110 });
  }
});

test('a callback is called once for each time it is read, however often it was added, until it is removed', () => {
  const { telemetry, meter } = setUp();
  const gauge = meter.createObservableGauge('g');
  let calls = 0;
  const callback: ObservableCallback = (result) => {
    calls += 1;
    result.observe(calls);
  };
  gauge.addCallback(callback);
  gauge.addCallback(callback);
  assert.equal(byAttributes(telemetry, 'g'), { '{}': 1 });
  gauge.removeCallback(callback);
  gauge.removeCallback(callback);
  assert.equal(byAttributes(telemetry, 'g'), {});
  assert.is(calls, 1);
});

test('a batch observes its own instruments, and no other', () => {
  const { telemetry, meter } = setUp();
  const one = meter.createObservableGauge('one');
  const two = meter.createObservableCounter('two');
  const stranger = meter.createObservableGauge('stranger');
  const callback: BatchObservableCallback = (result) => {
    result.observe(one, 1, { a: 1 });
    result.observe(two, 2);
    result.observe(stranger, 3);
    result.observe(two, Number.NaN);
  };
  meter.addBatchObservableCallback(callback, [one, two]);
  meter.addBatchObservableCallback(callback, [two, one]);
  const { metrics } = telemetry.snapshot();
  assert.equal(
    metrics.filter(({ instrument }) => instrument.category === 'custom').map(({ fullName }) => fullName),
    ['one', 'two'],
  );
  assert.is(refusals(telemetry, 'stray_observation') > 0, true);
  assert.is(refusals(telemetry, 'not_finite') > 0, true);
  meter.removeBatchObservableCallback(callback, [one]);
  assert.equal(byAttributes(telemetry, 'one'), { '{"a":1}': 1 });
  meter.removeBatchObservableCallback(callback, [two, one]);
  assert.equal(byAttributes(telemetry, 'one'), {});
});

test('a callback that fails takes nobody with it, keeps what it said before, and is counted', async () => {
  const { telemetry, meter } = setUp();
  let isBroken = false;
  meter.createObservableGauge('broken').addCallback((result) => {
    result.observe(isBroken ? 2 : 1);
    if (isBroken) throw new Error('sensor');
  });
  meter.createObservableGauge('rejecting').addCallback(async () => {
    throw new Error('network');
  });
  meter.createObservableGauge('well').addCallback((result) => result.observe(3));
  telemetry.snapshot();
  isBroken = true;
  const { errors } = await createMetricProducer(telemetry).collect();
  assert.equal(
    errors.map((error) => (error as Error).message),
    ['sensor', 'network'],
  );
  assert.equal(byAttributes(telemetry, 'broken'), { '{}': 1 });
  assert.equal(byAttributes(telemetry, 'well'), { '{}': 3 });
  assert.ok(refusals(telemetry, 'callback_failed') >= 2);
});

test('a producer waits for asynchronous callbacks, and asks each only once', async () => {
  const { telemetry, meter } = setUp();
  let calls = 0;
  meter.createObservableGauge('later').addCallback(async (result) => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 2));
    result.observe(calls);
  });
  const producer = createMetricProducer(telemetry);
  for (const expected of [1, 2]) {
    const point = pointsOf((await collected(producer)).get('later'))[0];
    assert.is(point?.value, expected);
    assert.is(calls, expected);
  }
});

test('a snapshot does not wait: what asynchronous callbacks say is there for the next one', async () => {
  const { telemetry, meter } = setUp();
  let calls = 0;
  meter.createObservableGauge('later').addCallback(async (result) => {
    calls += 1;
    await Promise.resolve();
    result.observe(calls);
  });
  assert.equal(byAttributes(telemetry, 'later'), {});
  // Still busy: it is not called in parallel.
  telemetry.snapshot();
  assert.is(calls, 1);
  await new Promise((resolve) => setTimeout(resolve, 2));
  assert.equal(byAttributes(telemetry, 'later'), { '{}': 1 });
});

test('a callback that takes too long is left behind, and what it says then discarded', async () => {
  const { telemetry, meter } = setUp();
  let release = () => {};
  let observe = (_: number) => {};
  meter.createObservableGauge('slow').addCallback(async (result) => {
    observe = (value) => result.observe(value);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  const { errors } = await createMetricProducer(telemetry).collect({ timeoutMillis: 5 });
  assert.is(errors.length, 1);
  assert.match((errors[0] as Error).message, 'more than 5 ms');
  observe(1);
  release();
  await new Promise((resolve) => setTimeout(resolve, 2));
  assert.equal(byAttributes(telemetry, 'slow'), {});
  assert.is(refusals(telemetry, 'callback_timed_out'), 1);
  assert.is(refusals(telemetry, 'stray_observation'), 1);
});
