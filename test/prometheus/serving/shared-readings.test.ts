// Scrapes at once share a reading, and none is older than its request.
import { createTelemetry, type Telemetry } from 'inferometer';
import { createMetricsHandler } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';

const ADDRESS = 'http://localhost/metrics';

/** A telemetry whose readings are counted, with a counter of many series. */
function counted() {
  const telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: 3000 });
  const many = telemetry.counter({ name: 'many_total', help: 'Many.', labels: ['one'] });
  for (let i = 0; i < 3000; i++) many.withLabels({ one: `${i}` }).add(1);
  const late = telemetry.counter({ name: 'late_total', help: 'Late.' }).withLabels();
  late.add(1);
  let readings = 0;
  const proxy = new Proxy(telemetry, {
    get(target, key) {
      if (key === 'metrics') readings += 1;
      return Reflect.get(target, key, target) as unknown;
    },
  });
  return { telemetry: proxy as Telemetry, late, many, readings: () => readings };
}

test('fifty scrapes at once of one format are one reading, byte for byte', async () => {
  const { telemetry, readings } = counted();
  const handle = createMetricsHandler(telemetry);
  const before = readings();
  const pages = await Promise.all(
    Array.from({ length: 50 }, async () => (await handle(new Request(ADDRESS))).text()),
  );
  // Whether it can be read is looked at, too.
  assert.ok(pages.every((page) => page === pages[0] && page.includes('many_total{one="2999"} 1\n')));
  const shared = readings() - before;
  await (await handle(new Request(ADDRESS))).text();
  assert.is(shared - 50, readings() - before - shared - 1, 'read as often as by one');
  telemetry.dispose();
});

test('a scrape that comes while another is under way has what was recorded before it', async () => {
  const { telemetry, late, many } = counted();
  const handle = createMetricsHandler(telemetry);
  const first = (await handle(new Request(ADDRESS))).body?.getReader();
  await first?.read();
  many.withLabels({ one: '0' }).add(41);
  late.add(41);
  const second = (await handle(new Request(ADDRESS))).text();
  const third = (await handle(new Request(ADDRESS))).text();
  while (!(await first?.read())?.done);
  assert.match(await second, 'many_total{one="0"} 42\n');
  assert.match(await second, 'late_total 42\n');
  assert.is(await third, await second);
  telemetry.dispose();
});

test('clients that stop reading, or leave, hold up nobody', async () => {
  const { telemetry } = counted();
  const handle = createMetricsHandler(telemetry);
  const stalled = (await handle(new Request(ADDRESS))).body?.getReader();
  await stalled?.read();
  const startedMs = performance.now();
  for (let i = 0; i < 3; i++) {
    assert.match(await (await handle(new Request(ADDRESS))).text(), 'many_total{one="2999"} 1\n');
  }
  assert.ok(performance.now() - startedMs < 5000);
  const [left, stays] = [await handle(new Request(ADDRESS)), await handle(new Request(ADDRESS))];
  const page = stays.text();
  await left.body?.cancel();
  assert.match(await page, 'many_total{one="2999"} 1\n');
  // The rest of the first page is there, whenever it is asked for.
  let bytes = 0;
  for (let read = await stalled?.read(); read?.value !== undefined; read = await stalled?.read()) {
    bytes += read.value.length;
  }
  assert.ok(bytes > 0);
  telemetry.dispose();
});

test('scrapes at once of two formats are two pages', async () => {
  const { telemetry } = counted();
  const handle = createMetricsHandler(telemetry);
  const accept = 'application/openmetrics-text; version=1.0.0';
  const [text, openMetrics] = await Promise.all(
    [undefined, { accept }].map(async (headers) =>
      (await handle(new Request(ADDRESS, headers && { headers }))).text(),
    ),
  );
  assert.not.match(text as string, '# EOF');
  assert.match(openMetrics as string, '# EOF');
  telemetry.dispose();
});
