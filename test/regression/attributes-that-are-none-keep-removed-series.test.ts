// A set of attributes with a value that is none, null above all, was remembered by that value, and not forgotten with its series,
// which it kept alive: what was recorded with it went on into a series that was removed.
import { createTelemetry, forget } from 'inferometer';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, collectGarbage, test } from '../harness.ts';

const NONE = {
  null: null,
  undefined,
  bigint: 7n,
  symbol: Symbol('s'),
  function: () => 1,
  object: {},
  list: [{}],
};

for (const [kind, none] of Object.entries(NONE)) {
  test(`a value of the kind ${kind}: the same series, and forgotten with it`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent', labels: { zone: 'a' } });
    const counter = createMeterProvider(telemetry).getMeter('m').createCounter('hits');
    const lines = () =>
      expositionText(telemetry)
        .split('\n')
        .filter((line) => line.startsWith('hits_total{'));
    const attributes = { model_id: 'm', none } as never;
    for (let i = 0; i < 3; i++) counter.add(1, attributes);
    counter.add(1, { model_id: 'm' });
    assert.is(lines().length, 1);
    assert.match(lines()[0] as string, / 4$/);
    assert.is(forget(telemetry, { modelId: 'm' }), 1);
    assert.equal(lines(), []);
    telemetry.collector.flush();
    await collectGarbage();
    counter.add(2, attributes);
    assert.match(lines()[0] as string, / 2$/);
    assert.is(forget(telemetry, { modelId: 'm' }), 1);
    assert.is(forget(telemetry, { modelId: 'm' }), 0);
  });
}

test('numbers that are not finite are values like others, each of its own', () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const counter = createMeterProvider(telemetry).getMeter('m').createCounter('hits');
  for (const [i, a] of [Number.NaN, Infinity, -Infinity].entries()) {
    for (let n = 0; n <= i; n++) counter.add(1, { a });
  }
  const page = expositionText(telemetry);
  for (const [i, a] of ['NaN', 'Infinity', '-Infinity'].entries()) {
    assert.match(page, new RegExp(`hits_total\\{a="${a}".*\\} ${i + 1}\n`));
  }
});

test('forgetting gives the memory back, whatever the attributes were', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: 3000, maxHistoryEntries: 0 });
  const counter = createMeterProvider(telemetry).getMeter('m').createCounter('hits');
  const round = async (times: number) => {
    for (let i = 0; i < times; i++) {
      for (let one = 0; one < 1000; one++) {
        const modelId = `${'m'.repeat(200)}${i} ${one}`;
        counter.add(1, { model_id: modelId, tenant: 't', none: null } as never);
      }
      forget(telemetry, { labels: { tenant: 't' } });
      telemetry.collector.flush();
      // What a weak reference was made to lives until the turn is over.
      await new Promise((resolve) => setTimeout(resolve));
    }
    await collectGarbage();
    telemetry.collector.flush();
    await collectGarbage();
  };
  await round(2);
  const before = heapBytes();
  if (before === undefined) return;
  await round(20);
  const grown = (heapBytes() as number) - before;
  assert.ok(grown < 5e6, `${grown} bytes for 20,000 sets of 300 bytes`);
});

/** Of the JavaScript heap, where the runtime tells. */
function heapBytes(): number | undefined {
  const { process } = globalThis as { process?: { memoryUsage?(): { heapUsed: number } } };
  return process?.memoryUsage?.().heapUsed;
}
