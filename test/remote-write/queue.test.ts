// The bounds: the oldest is dropped, every sample is counted once, and what ends ends.
import fc from 'fast-check';
import { assert, test } from '../harness.ts';
import { STALE_BITS } from './receiver.ts';
import { dropped, sent, until, waiting, whileSending } from './support.ts';

test('beyond the limit of samples the oldest are dropped, and counted', () =>
  whileSending(
    { queueLimitSamples: 12, minBackoffSeconds: 60, maxBackoffSeconds: 60 },
    async ({ telemetry, receiver, remote }) => {
      receiver.answer = () => new Response(null, { status: 500 });
      const counter = telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels();
      for (let i = 0; i < 20; i++) {
        counter.add();
        await remote.flush();
        assert.ok(waiting(telemetry) <= 12);
      }
      assert.ok(dropped(telemetry, 'queue_full') > 0);
      receiver.answer = () => undefined;
      await remote.flush();
      const values = receiver.find('c_total')[0]?.samples.map(({ value }) => value) ?? [];
      // The last flush found nothing new.
      assert.ok(values.length >= 3);
      assert.equal(
        values.slice(0, -1),
        Array.from({ length: values.length - 1 }, (_, i) => 22 - values.length + i),
      );
      assert.is(values.at(-1), 20);
    },
  ));

test('beyond the limit of bytes too', () =>
  whileSending({ queueLimitBytes: 1 }, async ({ telemetry, receiver, remote }) => {
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    assert.not(await remote.flush());
    assert.is(receiver.attempts, 0);
    assert.ok(dropped(telemetry, 'queue_full') > 0);
  }));

const status = fc.constantFrom(204, 204, 400, 429, 500, 503);
const step = fc.record({
  series: fc.integer({ min: 0, max: 9 }),
  statuses: fc.array(status, { maxLength: 4 }),
});

test('whatever the receiver does: it has what was sent, nothing twice, and the rest was dropped', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 60 }),
      (steps, queueLimitSamples) =>
        whileSending({ queueLimitSamples, requestSamples: 4 }, async ({ telemetry, receiver, remote }) => {
          const metric = telemetry.counter({ name: 'c_total', help: 'C.', labels: ['l'] });
          for (const { series, statuses } of steps) {
            metric.withLabels({ l: `${series}` }).add();
            const left = [...statuses];
            receiver.answer = () => new Response(null, { status: left.shift() ?? 204 });
            await remote.flush();
          }
          const lost = () =>
            ['queue_full', 'rejected', 'stopped'].reduce(
              (sum, reason) => sum + dropped(telemetry, reason),
              0,
            );
          const lostBefore = lost();
          const isWhole = await remote.stop();
          assert.is(isWhole, lost() === lostBefore);
          assert.equal(receiver.violations, []);
          assert.is(sent(telemetry), receiver.samples);
          assert.is(waiting(telemetry), 0);
          // Flushes, and the two samples at the end.
          const series = new Set(steps.map((one) => one.series)).size;
          const arrived = receiver.find('c_total').reduce((sum, one) => sum + one.samples.length, 0);
          const made = steps.reduce(
            (sum, _, i) => sum + new Set(steps.slice(0, i + 1).map((s) => s.series)).size,
            0,
          );
          assert.ok(arrived <= made + 2 * series);
          if (lost() === 0) assert.is(arrived, made + 2 * series);
        }),
    ),
    { numRuns: 30 },
  );
});

test('samples come by themselves at every interval', () =>
  whileSending({ intervalSeconds: 0.02 }, async ({ telemetry, receiver }) => {
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    await until('five samples', () => (receiver.find('c_total')[0]?.samples.length ?? 0) >= 5);
  }));

test('stop sends what is left, marks every series as ended, and is the end', () =>
  whileSending({ intervalSeconds: 0.05 }, async ({ telemetry, receiver, remote }) => {
    const counter = telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels();
    telemetry.histogram({ name: 'h', help: 'H.' }).withLabels().record(1);
    counter.add(5);
    const stopped = remote.stop();
    assert.is(remote.stop(), stopped);
    assert.ok(await stopped);
    const samples = receiver.find('c_total')[0]?.samples ?? [];
    assert.is(samples.at(-2)?.value, 5);
    assert.is(samples.at(-1)?.bits, STALE_BITS);
    assert.is(receiver.find('h')[0]?.histograms.at(-1)?.sumBits, STALE_BITS);
    const { attempts } = receiver;
    counter.add();
    assert.ok(await remote.flush());
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.is(receiver.attempts, attempts);
  }));

test('stop tries again until its time is up, then counts what is lost', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    receiver.answer = () => new Response(null, { status: 500 });
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    assert.not(await remote.stop({ timeoutSeconds: 0.2 }));
    assert.ok(receiver.attempts >= 2);
    assert.ok(dropped(telemetry, 'stopped') >= 2);
    assert.is(waiting(telemetry), 0);
  }));

test('stop waits as long as it may, also without end', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    receiver.answer = (_, attempt) => (attempt <= 3 ? new Response(null, { status: 500 }) : undefined);
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    assert.ok(await remote.stop({ timeoutSeconds: Infinity }));
    assert.ok(receiver.samples > 0);
  }));

test('stop does not wait for a receiver that hangs', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    receiver.answer = () => new Promise(() => {});
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    const fromMs = performance.now();
    assert.not(await remote.stop({ timeoutSeconds: 0.1 }));
    assert.ok(performance.now() - fromMs < 5000);
  }));

test('a block that is left stops it', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    await remote[Symbol.asyncDispose]();
    assert.ok(receiver.samples > 0);
  }));

test('telemetry that is disposed of sends nothing, and breaks nothing', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    telemetry.dispose();
    assert.ok(await remote.flush());
    assert.is(receiver.find('c_total').length, 0);
  }));
