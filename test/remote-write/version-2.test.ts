// Remote write 2.0: the same samples as by 1.0, with the time at which each began and what its metric is; and 1.0 for receivers
// that read no others, without a sample lost.
import type { Telemetry } from 'inferometer';
import { assert, test } from '../harness.ts';
import { type Receiver, STALE_BITS, snapshotOf, writtenHeaders } from './receiver.ts';
import { dropped, EXTERNAL, retries, sent, until, waiting, whileSending } from './support.ts';

const SPAN = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

function record(telemetry: Telemetry): void {
  const labels = ['l'];
  const counter = telemetry.counter({ name: 'c_total', help: 'Counts "things".', labels, unit: 'bytes' });
  for (const l of ['a', '😀"\\\n', '']) counter.withLabels({ l }).add(3);
  telemetry.gauge({ name: 'g', help: 'G.', labels }).withLabels({ l: 'a' }).set(-1.5);
  telemetry.upDownCounter({ name: 'u', help: 'U.' }).withLabels().add(-2);
  const histogram = telemetry.histogram({
    name: 'h_seconds',
    help: 'H.',
    unit: 'seconds',
    bucketBounds: [0, 1],
  });
  for (const value of [-3, 0, 0.25, 0.5, 7]) histogram.withLabels().record(value);
}

/** Everything that a receiver has but for the time. */
function contentOf(receiver: Receiver): string[] {
  return receiver
    .all()
    .map(({ labels, samples, histograms, exemplars }) =>
      JSON.stringify([
        Object.entries(labels),
        samples.map(({ value }) => value),
        histograms.map(snapshotOf),
        exemplars.map(({ value, labels: own }) => [value, own]),
      ]),
    )
    .sort();
}

for (const nativeHistograms of [true, false]) {
  test(`${nativeHistograms ? 'native' : 'classic'}: what 2.0 brings is what 1.0 brings, also where it falls back to it`, async () => {
    const clock = { monotonicMs: () => performance.now(), wallUnixMs: () => 1_700_000_000_000 };
    const all: Record<string, string[]> = {};
    const metadata: Record<string, unknown> = {};
    for (const [name, version, version2] of [
      ['1.0', '1.0', 'reads'],
      ['2.0', '2.0', 'reads'],
      ['2.0, answered 415', '2.0', '415'],
      ['2.0, answered 400', '2.0', '400'],
      ['2.0, not looked at', '2.0', 'blindly'],
    ] as const) {
      await whileSending(
        { version, nativeHistograms, staleMarkers: false, requestSamples: 5 },
        async ({ telemetry, receiver, remote }) => {
          receiver.version2 = version2;
          record(telemetry);
          assert.ok(await remote.flush());
          all[name] = contentOf(receiver).filter((one) => !one.includes('inferometer_'));
          metadata[name] = receiver.metadata.get('h_seconds');
          const last = version === '2.0' && version2 === 'reads' ? '2.0' : '1.0';
          assert.equal([...new Set(receiver.versions)], [last]);
        },
        { clock, traceContext: { active: () => SPAN } },
      );
    }
    const { '1.0': expected, ...others } = all;
    assert.ok((expected?.length ?? 0) >= 6);
    for (const [name, content] of Object.entries(others)) assert.equal(content, expected, name);
    for (const name of ['2.0, answered 415', '2.0, not looked at']) {
      assert.equal(metadata[name], metadata['1.0'], name);
    }
  });
}

test('counters and histograms say since when they count, gauges do not, and each series says what it is', async () => {
  let nowMs = 1_700_000_000_000;
  const clock = { monotonicMs: () => performance.now(), wallUnixMs: () => nowMs };
  await whileSending(
    { version: '2.0' },
    async ({ telemetry, receiver, remote }) => {
      const beganAtMs = nowMs;
      record(telemetry);
      nowMs += 5000;
      assert.ok(await remote.flush());
      const startOf = (name: string, labels = {}) => {
        const [{ samples, histograms } = { samples: [], histograms: [] }] = receiver.find(name, labels);
        return [...samples, ...histograms].map(({ startTimestamp }) => startTimestamp);
      };
      assert.equal(startOf('c_total', { l: 'a' }), [beganAtMs]);
      assert.equal(startOf('h_seconds'), [beganAtMs]);
      for (const gauge of ['g', 'u']) assert.equal(startOf(gauge), [0]);
      const { type, help, unit } = receiver.metadata.get('c_total') ?? {};
      assert.equal([type, help, unit], [1, 'Counts "things".', 'bytes']);
      assert.is(receiver.metadata.get('h_seconds')?.type, 3);
      assert.is(receiver.metadata.get('u')?.type, 2);
      const names = ['content-type', 'content-encoding', 'x-prometheus-remote-write-version'];
      assert.equal(
        names.map((name) => receiver.headers[0]?.get(name)),
        ['application/x-protobuf;proto=io.prometheus.write.v2.Request', 'snappy', '2.0.0'],
      );
    },
    { clock },
  );
});

test('a process tells what it is as information', () =>
  whileSending(
    { version: '2.0', resourceAttributes: { 'service.version': '1.4.2' } },
    async ({ receiver, remote }) => {
      await remote.flush();
      assert.is(receiver.metadata.get('target_info')?.type, 6);
      assert.is(receiver.find('target_info', { service_version: '1.4.2', ...EXTERNAL }).length, 1);
    },
  ));

test('series that end are marked as ended', () =>
  whileSending({ version: '2.0' }, async ({ telemetry, receiver, remote }) => {
    record(telemetry);
    assert.ok(await remote.stop());
    assert.is(receiver.find('c_total', { l: 'a' })[0]?.samples.at(-1)?.bits, STALE_BITS);
    assert.is(receiver.find('h_seconds')[0]?.histograms.at(-1)?.sumBits, STALE_BITS);
  }));

test('the fall-back to 1.0 is counted once and said once, and what waited arrives', () =>
  whileSending({ version: '2.0', requestSamples: 1 }, async ({ telemetry, receiver, remote, lines }) => {
    receiver.version2 = '415';
    receiver.answer = (_, attempt) => (attempt <= 2 ? new Response(null, { status: 503 }) : undefined);
    const counter = telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels();
    for (let i = 0; i < 3; i++) {
      counter.add();
      await remote.flush();
    }
    await until('it arrived', () => receiver.find('c_total')[0]?.samples.length === 3);
    const values = receiver.find('c_total')[0]?.samples.map(({ value }) => value);
    assert.equal(values, [1, 2, 3]);
    assert.is(retries(telemetry, 'version'), 1);
    assert.is(sent(telemetry), receiver.samples);
    assert.is(waiting(telemetry), 0);
    const said = lines.filter(({ message }) => message.includes('1.0 from now on'));
    assert.equal(
      said.map(({ level, fields }) => [level, fields.answer]),
      [['warn', '415 unsupported']],
    );
  }));

test('a receiver that has read 2.0 once and then answers 400 refuses the content, not the version', () =>
  whileSending({ version: '2.0' }, async ({ telemetry, receiver, remote }) => {
    telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add();
    assert.ok(await remote.flush());
    receiver.version2 = '400';
    assert.not(await remote.flush());
    assert.ok(dropped(telemetry, 'rejected') > 0);
    receiver.version2 = 'reads';
    assert.ok(await remote.flush());
    assert.equal([...new Set(receiver.versions)], ['2.0']);
    assert.is(retries(telemetry, 'version'), 0);
  }));

test('what a receiver says that it wrote is counted as sent, and the rest as rejected, whatever its status', () =>
  whileSending({ version: '2.0' }, async ({ telemetry, receiver, remote, lines }) => {
    record(telemetry);
    for (const status of [400, 204]) {
      const before = { sent: sent(telemetry), rejected: dropped(telemetry, 'rejected') };
      let [written, all] = [0, 0];
      receiver.answer = (request) => {
        const headers = writtenHeaders(request, { samples: 1, histograms: 0 });
        written = Number(headers['x-prometheus-remote-write-samples-written']);
        all = request.timeseries.length;
        return new Response(status === 400 ? 'out of order' : null, { status, headers });
      };
      assert.not(await remote.flush());
      assert.ok(written > 0 && written < all);
      assert.is(sent(telemetry) - before.sent, written);
      assert.is(dropped(telemetry, 'rejected') - before.rejected, all - written);
    }
    assert.equal(
      lines.filter(({ message }) => message.includes('refused')).map(({ fields }) => fields.status),
      [400, 204],
    );
  }));

test('it is smaller than 1.0', async () => {
  const bytes: number[] = [];
  for (const version of ['1.0', '2.0'] as const) {
    await whileSending({ version, staleMarkers: false, nativeHistograms: false }, async (sending) => {
      const { telemetry, receiver, remote } = sending;
      for (let i = 0; i < 50; i++) telemetry.trackInference({ modelId: `model-${i}` }, () => {});
      await remote.flush();
      bytes.push(receiver.sizes.reduce((sum, one) => sum + one.bytes, 0));
    });
  }
  const [one = 0, two = Infinity] = bytes;
  assert.ok(two < one, `${two} bytes, ${one} in 1.0`);
});
