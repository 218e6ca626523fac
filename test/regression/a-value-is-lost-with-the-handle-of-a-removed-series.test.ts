// What was recorded through a handle of a series that was removed was lost, and nowhere counted, where the handle was let go of
// before the next reading: nothing but the handle held the series.
import { createTelemetry, forget, type Telemetry } from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';
import { countOf, sampleOf } from '../telemetry/support.ts';

const LABELS = { queue: 'a' };

interface Metric {
  withLabels(labels: typeof LABELS): object;
  remove(labels: typeof LABELS): boolean;
}

interface Handle {
  add(value: number): void;
  set(value: number): void;
  increment(value: number): void;
  record(value: number): void;
}

const METRIC = { name: 'one_total', help: 'One.', labels: ['queue'] };

/** Of each kind of metric, and how something is recorded into it. */
const KINDS: Readonly<
  Record<string, [metric: (telemetry: Telemetry) => Metric, record: (handle: Handle) => void]>
> = {
  counter: [(telemetry) => telemetry.counter(METRIC), (handle) => handle.add(2)],
  'up-down counter': [(telemetry) => telemetry.upDownCounter(METRIC), (handle) => handle.add(2)],
  'gauge that is set': [(telemetry) => telemetry.gauge(METRIC), (handle) => handle.set(2)],
  'gauge that is moved': [(telemetry) => telemetry.gauge(METRIC), (handle) => handle.increment(2)],
  histogram: [(telemetry) => telemetry.histogram(METRIC), (handle) => handle.record(2)],
};

for (const [kind, [metricOf, record]] of Object.entries(KINDS)) {
  test(`${kind}: what was recorded is there, whoever let go of the handle`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent' });
    const metric = metricOf(telemetry);
    /** Nobody has the handle afterwards. */
    const recorded = (times: number): WeakRef<object> => {
      const handle = metric.withLabels(LABELS) as Handle;
      record(handle);
      metric.remove(LABELS);
      for (let i = 0; i < times; i++) record(handle);
      return new WeakRef(handle);
    };
    recorded(1);
    await collectGarbage();
    await collectGarbage();
    const value = sampleOf(telemetry, METRIC.name, LABELS) ?? 2 * countOf(telemetry, METRIC.name, LABELS);
    assert.is(value, 2);
    // Once it was read, and is removed again, nothing holds it.
    const left = recorded(0);
    telemetry.collector.flush();
    await collectGarbage();
    await collectGarbage();
    assert.is(left.deref(), undefined);
  });
}

test('a bound handle of a model that was forgotten: what ended before it was let go of is counted', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const recordOnce = () => {
    const handle = telemetry.inference({ modelId: 'glyphs' });
    handle.record(0.5);
    forget(telemetry, { modelId: 'glyphs' });
    handle.record(0.5);
  };
  recordOnce();
  await collectGarbage();
  await collectGarbage();
  assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', { model_id: 'glyphs' }), 1);
});

test('where there is no room for it either, it joins those that found none', async () => {
  using telemetry = createTelemetry({ seriesLimit: 1, logLevel: 'silent' });
  const hits = telemetry.counter({ name: 'hits_total', help: 'H.', labels: ['queue'] });
  const recordOnce = () => {
    const handle = hits.withLabels(LABELS);
    handle.add(1);
    hits.remove(LABELS);
    hits.withLabels({ queue: 'b' }).add(1);
    handle.add(5);
    telemetry.snapshot();
    handle.add(7);
    return new WeakRef(handle);
  };
  const left = recordOnce();
  await collectGarbage();
  await collectGarbage();
  const total = () =>
    telemetry
      .snapshot()
      .metrics.filter(({ fullName }) => fullName === 'hits_total')
      .flatMap(({ series }) => series.map((point) => ('value' in point ? point.value : 0)));
  assert.equal(total(), [1, 12]);
  telemetry.collector.flush();
  await collectGarbage();
  await collectGarbage();
  assert.is(left.deref(), undefined);
});
