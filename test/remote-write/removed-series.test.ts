// A series that is there no more is marked as ended, once: its receiver would show it five minutes longer.
import { forget } from 'inferometer';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';
import { STALE_BITS } from './receiver.ts';
import { whileSending } from './support.ts';

const HITS = { name: 'hits_total', help: 'Hits.', labels: ['tier'] };
const WAITS = { name: 'wait_seconds', help: 'Waits.', labels: ['queue'], bucketBounds: [1] };

test('a series that was removed is marked as ended, once, and others are not', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    const [hits, waits] = [telemetry.counter(HITS), telemetry.histogram(WAITS)];
    for (const name of ['a', 'b']) {
      hits.withLabels({ tier: name }).add(1);
      waits.withLabels({ queue: name }).record(1);
    }
    await remote.flush();
    hits.remove({ tier: 'a' });
    waits.remove({ queue: 'a' });
    for (let i = 0; i < 3; i++) assert.ok(await remote.flush());
    const samples = (tier: string) => receiver.find('hits_total', { tier })[0]?.samples ?? [];
    assert.equal(
      samples('a').map(({ bits }) => bits === STALE_BITS),
      [false, true],
    );
    assert.equal(
      samples('b').map(({ value }) => value),
      [1, 1, 1, 1],
    );
    const histograms = (queue: string) => receiver.find('wait_seconds', { queue })[0]?.histograms ?? [];
    assert.equal(
      histograms('a').map(({ sumBits }) => sumBits === STALE_BITS),
      [false, true],
    );
    assert.is(histograms('b').length, 4);
  }));

test('one that was made again in the meantime has not ended', () =>
  whileSending({}, async ({ telemetry, receiver, remote }) => {
    const hits = telemetry.counter(HITS);
    hits.withLabels({ tier: 'a' }).add(5);
    await remote.flush();
    hits.remove({ tier: 'a' });
    hits.withLabels({ tier: 'a' }).add(1);
    await remote.flush();
    const [series] = receiver.find('hits_total');
    assert.equal(
      series?.samples.map(({ value }) => value),
      [5, 1],
    );
  }));

test('classic series, other names and attributes of OpenTelemetry end with all that was sent of them', () =>
  whileSending(
    { nativeHistograms: false, names: 'semconv-v1.41' },
    async ({ telemetry, receiver, remote }) => {
      const gauge = createMeterProvider(telemetry).getMeter('m').createObservableGauge('temperature');
      let rooms = ['a', 'b'];
      gauge.addCallback((result) => {
        for (const room of rooms) result.observe(20, { room });
      });
      for (const modelId of ['old', 'new']) telemetry.trackInference({ modelId }, () => {});
      await remote.flush();
      await remote.flush();
      const isEnded = ({ samples }: { samples: readonly { bits: bigint }[] }) =>
        samples.at(-1)?.bits === STALE_BITS;
      assert.equal(receiver.all().filter(isEnded), []);
      forget(telemetry, { modelId: 'old' });
      rooms = ['b'];
      await remote.flush();
      const ended = receiver.all().filter(isEnded);
      assert.ok(ended.length > 20);
      for (const { labels } of ended) {
        assert.ok(Object.values(labels).includes('old') || labels.room === 'a', JSON.stringify(labels));
      }
      const open = receiver.all().filter((series) => !isEnded(series));
      assert.equal(
        open.filter(({ labels }) => Object.values(labels).includes('old') || labels.room === 'a'),
        [],
      );
    },
  ));

test('where no series is to be marked, none is', () =>
  whileSending({ staleMarkers: false }, async ({ telemetry, receiver, remote }) => {
    const hits = telemetry.counter(HITS);
    hits.withLabels({ tier: 'a' }).add(1);
    await remote.flush();
    hits.remove({ tier: 'a' });
    await remote.flush();
    assert.is(receiver.find('hits_total')[0]?.samples.length, 1);
  }));
