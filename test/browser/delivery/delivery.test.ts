// Delivery: nothing is lost within the bound of the queue, nothing counts twice, and what goes over the bound is counted.
import type { PageTelemetry } from 'inferometer/browser';
import { assert, test } from '../../harness.ts';
import { connected, pointsOf, totalOf } from '../connected.ts';

const record = (page: PageTelemetry) => page.trackInference({ modelId: 'm' }, () => 1);

for (const state of ['down', 'lost', 500, 503, 429, 404] as const) {
  test(`a server that is "${state}" loses nothing, and counts nothing twice`, () =>
    connected(async ({ page, telemetry, network }) => {
      network.state = state;
      for (let i = 0; i < 20; i++) {
        record(page);
        const { waiting, acknowledged } = await page.flush();
        assert.equal([waiting, acknowledged], [i + 1, 0]);
      }
      network.state = 'up';
      assert.equal(await page.flush(), { acknowledged: 20, waiting: 0, dropped: 0 });
      assert.is(totalOf(telemetry, 'inference_seconds'), 20);
    }));
}

for (const body of [
  'Welcome to the hotel',
  'null',
  '[]',
  '{"acknowledged":null,"refused":null}',
  '{"acknowledged":"all","refused":{}}',
  '{"acknowledged":[null],"refused":[null,5,"x"]}',
  '{"acknowledged":[999],"refused":[{"sequence":998}]}',
]) {
  test(`somebody else who answers ${body} loses nothing, and nothing is thrown`, () =>
    connected(async ({ page, telemetry, network }) => {
      network.state = { body };
      record(page);
      assert.equal(await page.flush(), { acknowledged: 0, waiting: 1, dropped: 0 });
      network.state = 'up';
      assert.is((await page.flush()).acknowledged, 1);
      assert.is(totalOf(telemetry, 'inference_seconds'), 1);
    }));
}

test('what goes over the bound of the queue is dropped, the oldest first, and the server is told how much', () =>
  connected(
    async ({ page, telemetry, network }) => {
      network.state = 'down';
      for (let i = 0; i < 12; i++) {
        page.trackInference({ modelId: `m${i}` }, () => 1);
        await page.flush();
      }
      network.state = 'up';
      const { acknowledged, dropped } = await page.flush();
      assert.is(dropped, 8);
      // The counter came with the last ones.
      const models = [...pointsOf(telemetry, 'inference_seconds').keys()].join();
      for (const i of [8, 9, 10]) assert.match(models, `"m${i}"`);
      assert.not.match(models, '"m3"');
      assert.is(acknowledged, 5);
      await page.flush();
      assert.is(totalOf(telemetry, 'page_intervals_dropped_total'), 8);
    },
    { queue: { persist: false, maxIntervals: 5 } },
  ));

test('an interval that the server cannot take is dropped and counted, and the others go on', () =>
  connected(async ({ page, telemetry, network }) => {
    network.state = 400;
    record(page);
    assert.equal(await page.flush(), { acknowledged: 0, waiting: 0, dropped: 1 });
    network.state = 'up';
    record(page);
    assert.is((await page.flush()).waiting, 0);
    assert.is(totalOf(telemetry, 'inference_seconds'), 1);
    assert.is(pointsOf(telemetry, 'page_intervals_dropped_total').get('[["reason","refused"]]'), 1);
  }));

test('no body is longer than what a page may send after it was left', () =>
  connected(
    async ({ page, telemetry, network }) => {
      network.state = 'down';
      const many = page.counter({ name: 'many_total', help: 'M.', labels: ['name'] });
      for (let i = 0; i < 10; i++) {
        for (let j = 0; j < 100; j++) many.withLabels({ name: `${i}-${j}-${'x'.repeat(150)}` }).add();
        await page.flush();
      }
      network.state = 'up';
      network.bodies.length = 0;
      await page.flush();
      assert.ok(network.bodies.length > 1);
      assert.ok(network.bodies.every(({ length }) => length <= 64_000));
      assert.is(totalOf(telemetry, 'many_total'), 1000);
    },
    { seriesLimit: 2000 },
  ));

test('a page that goes sends what it has, once', () =>
  connected(async ({ page, telemetry, network }) => {
    record(page);
    page.dispose();
    record(page);
    assert.is((await page.flush()).waiting, 0);
    assert.is(network.bodies.length, 1);
    assert.is(totalOf(telemetry, 'inference_seconds'), 1);
  }));

test('intervals end by themselves, and are delivered', () =>
  connected(
    async ({ page, telemetry }) => {
      record(page);
      for (let left = 100; left > 0 && totalOf(telemetry, 'inference_seconds') === 0; left--)
        await new Promise((resolve) => setTimeout(resolve, 50));
      assert.is(totalOf(telemetry, 'inference_seconds'), 1);
    },
    { intervalSeconds: 1 },
  ));

test('an interval that is on its way is not given up, and so not counted as lost though it arrived', () =>
  connected(
    async ({ page, telemetry, network }) => {
      network.state = 'slow';
      for (let i = 0; i < 6; i++) {
        record(page);
        // Without waiting for it: the first ones are on their way meanwhile.
        void page.flush();
      }
      network.state = 'up';
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { dropped, waiting } = await page.flush();
      await page.flush();
      assert.is(waiting, 0);
      assert.is(totalOf(telemetry, 'inference_seconds') + dropped, 6);
      assert.is(totalOf(telemetry, 'page_intervals_dropped_total'), dropped);
    },
    { queue: { persist: false, maxIntervals: 2 } },
  ));
