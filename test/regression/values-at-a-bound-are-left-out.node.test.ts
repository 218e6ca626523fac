// Values that equal the bound of a classic bucket were counted above it, in 230 of 408 bounds of the catalogue.
import { createTelemetry } from 'inferometer';
import { createMetrics } from 'inferometer/metrics';
import { expositionText } from 'inferometer/prometheus';
import { Histogram, Registry } from 'prom-client';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';

function countsIn(text: string, name: string): number[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}_bucket`))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
}

/** What prom-client counts of the same values. */
async function peerCounts(bounds: readonly number[], values: readonly number[]): Promise<number[]> {
  const registry = new Registry();
  const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [...bounds], registers: [registry] });
  for (const value of values) histogram.observe(value);
  return countsIn(await registry.metrics(), 'h');
}

/** Ours, read live, from a snapshot, from one that went through JSON, and after an interval. */
function ourCounts(bounds: readonly number[], values: readonly number[]): number[][] {
  using telemetry = createTelemetry();
  const series = telemetry.histogram({ name: 'h', help: 'H.', bucketBounds: bounds }).withLabels();
  values.forEach((value, i) => {
    series.record(value);
    if (i === values.length >> 1) telemetry.collector.flush();
  });
  const snapshot = telemetry.snapshot();
  const sent = JSON.parse(JSON.stringify(snapshot));
  return [telemetry, snapshot, structuredClone(snapshot), sent].map((one) =>
    countsIn(expositionText(one), 'h'),
  );
}

const view = new DataView(new ArrayBuffer(8));

/** The double that lies so many steps above a positive one. */
function neighbour(value: number, steps: bigint): number {
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + steps);
  return view.getFloat64(0);
}

test('every bound of the catalogue counts as prom-client counts: at it, one double under it and one above', async () => {
  using telemetry = createTelemetry();
  const all = new Set(
    [...telemetry.metrics].flatMap(({ instrument }) => [JSON.stringify(instrument.bucketBounds ?? [])]),
  );
  for (const text of all) {
    const bounds: number[] = JSON.parse(text);
    if (bounds.length === 0) continue;
    const values = bounds.flatMap((bound) =>
      bound > 0 ? [bound, neighbour(bound, -1n), neighbour(bound, 1n), bound] : [bound, bound],
    );
    const thousand = Array.from({ length: 10 }, () => values).flat();
    const expected = await peerCounts(bounds, thousand);
    for (const counts of ourCounts(bounds, thousand)) assert.equal(counts, expected);
  }
});

test('random values in random bounds are counted as prom-client counts them', async () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  for (let set = 0; set < 20; set++) {
    const bounds = [...new Set(Array.from({ length: 1 + set }, () => Math.round(random() * 1e4) / 1e3))].sort(
      (a, b) => a - b,
    );
    const values = Array.from({ length: 500 }, () => Math.round(random() * 1.2e4) / 1e3);
    const expected = await peerCounts(bounds, values);
    for (const counts of ourCounts(bounds, values)) assert.equal(counts, expected);
  }
});

test('metrics alone are exposed as those of telemetry are', () => {
  using metrics = createMetrics({ labels: { zone: 'a' } });
  metrics
    .counter({ name: 'hits_total', help: 'Hits.', labels: ['constructor', 'toString'] })
    .withLabels({ constructor: 'x', toString: 'y' } as never)
    .add(2);
  assert.match(expositionText(metrics), 'hits_total{constructor="x",toString="y",zone="a"} 2');
  assert.match(expositionText(metrics.snapshot()), 'hits_total{constructor="x",toString="y",zone="a"} 2');
});

test('an interval that a listener ends, disposes of or reconfigures is ended once', () => {
  for (const act of ['dispose', 'stop', 'configure'] as const) {
    const due: (() => void)[] = [];
    const timer = {
      after(_: number, run: () => void) {
        due.push(run);
        return () => {};
      },
    };
    // Its time stands still: an interval that takes longer than a slice would go on at the next call.
    const clock = new ManualClock();
    const telemetry = createTelemetry({ clock, timer, logLevel: 'silent' });
    telemetry.collector.subscribe(() => {
      if (act === 'dispose') telemetry.dispose();
      else if (act === 'stop') telemetry.collector.stop();
      else telemetry.configure({ aggregationIntervalSeconds: 5 });
    });
    telemetry.trackInference({ modelId: 'm' }, () => {});
    due.shift()?.();
    assert.is(telemetry.collector.isRunning, act === 'configure', act);
    assert.is(due.length, act === 'configure' ? 1 : 0, act);
    telemetry.dispose();
  }
});
