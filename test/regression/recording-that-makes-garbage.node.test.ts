/** What runs in hot loops makes no object: a closure or a result a call is 40 bytes or more. A number that a clock gives is 16. */
import { createTelemetry } from 'inferometer';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { assert, collectGarbage, test } from '../harness.ts';

const CALLS = 20_000;
/** Three numbers of a clock, where the engine boxes them, and half of one for what else the heap holds: an object more is 40. */
const MOST_BYTES = 56;

/** Of one call, once it is compiled; the median of several, since a collection may come between. */
async function bytesOf(call: () => void): Promise<number> {
  for (let i = 0; i < 10 * CALLS; i++) call();
  const found: number[] = [];
  for (let sample = 0; sample < 7; sample++) {
    await collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < CALLS; i++) call();
    found.push((process.memoryUsage().heapUsed - before) / CALLS);
  }
  return found.sort((a, b) => a - b)[3] as number;
}

const timer = { after: () => () => {} };
const nowMs = new Float64Array(1);
const clock = {
  monotonicMs: () => {
    nowMs[0] = (nowMs[0] as number) + 25;
    return nowMs[0];
  },
  wallUnixMs: () => 1.8e12,
};

for (const [name, options] of [
  ['', {}],
  [', by a clock of its own', { clock }],
] as const) {
  test(`a bound handle${name}`, async () => {
    using telemetry = createTelemetry({ timer, ...options });
    const inference = telemetry.inference({ modelId: 'glyphs', batchSize: 8 });
    const bytes = await bytesOf(() => inference.end(inference.start()));
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes a call`);
  });
}

test('metrics of one’s own: looked up each time, bound, and through OpenTelemetry', async () => {
  using telemetry = createTelemetry({ timer });
  const labels = { route: '/', method: 'GET' };
  const seconds = telemetry.histogram({ name: 'own_seconds', help: '', labels: ['route', 'method'] });
  const total = telemetry.counter({ name: 'own_total', help: '', labels: ['route'] });
  const ofOpenTelemetry = createMeterProvider(telemetry).getMeter('own').createHistogram('other');
  const [bound, counter] = [seconds.withLabels(labels), total.withLabels({ route: '/' })];
  const calls = {
    'withLabels().record': () => seconds.withLabels(labels).record(1.5),
    'record, bound': () => bound.record(1.5),
    'add, bound': () => counter.add(1),
    'record of OpenTelemetry': () => ofOpenTelemetry.record(1.5, labels),
  };
  for (const [call, run] of Object.entries(calls)) {
    const bytes = await bytesOf(run);
    assert.ok(bytes <= 8, `${call}: ${bytes} bytes a call`);
  }
});
