// A page that sends OTLP/HTTP in JSON, in a real browser, to the Prometheus of today and to a Collector of OpenTelemetry: counts, sums
// and quantiles are ours, and who lets a page of another origin read the answer is as docs/browser.md says.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { downscale, Histogram } from 'inferometer/histogram';
import { BROWSERS, type Tab } from '../browser/unload/browsers.ts';
import { type PageServer, servePage } from '../browser/unload/page-server.ts';
import { assert, test } from '../harness.ts';
import { HITS, hitsOf, INTERVALS, waitsOf } from './otlp-page/recording.ts';
import { programOfCollector, startOpentelemetryCollector } from './servers/opentelemetry-collector.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { programOf3 } from './servers/prometheus-3.ts';
import { evaluate, query } from './servers/promql.ts';
import { assertNativeQuantiles } from './servers/quantiles.ts';
import type { Server } from './servers/server.ts';

interface Delivered {
  readonly acknowledged: number;
  readonly waiting: number;
}

interface Asked {
  readonly url: string;
  /** Sent in a header of its own, which is to be allowed. */
  readonly key?: string;
}

const OTLP = '/api/v1/otlp/v1/metrics';

/** A page that sends as it is asked, to what a Prometheus is behind, which adds up deltas if asked to. */
async function using(
  addsUp: boolean,
  askedOf: (prometheus: Server, pages: PageServer) => Asked | Promise<Asked>,
  use: (tab: Tab, prometheus: Server) => Promise<void>,
): Promise<void> {
  const program3 = programOf3('prometheus');
  const features = addsUp ? ['otlp-deltatocumulative'] : [];
  const prometheus = await startPrometheus([], { program3, features });
  let connectsTo = '';
  const pages = await servePage('test/interop/otlp-page/page.ts', () => connectsTo, behind(prometheus));
  const browser = await BROWSERS.chromium();
  try {
    const asked = await askedOf(prometheus, pages);
    connectsTo = new URL(asked.url).origin;
    const [tab] = await browser.open([`${pages.origin}/?${new URLSearchParams({ ...asked })}`]);
    await use(tab as Tab, prometheus);
  } finally {
    await browser.close();
    await pages.close();
    await prometheus.remove();
  }
}

/** What a reverse proxy does: the page's own server hands on what comes for the receiver. */
function behind(prometheus: Server) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = await fetch(prometheus.url + OTLP, {
      method: 'POST',
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      body: Buffer.concat(parts),
    });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  };
}

/** All that the page recorded is there once, with the quantiles that we have of it. */
async function requireAll(prometheus: Server): Promise<void> {
  using whole = new Histogram();
  let hits = 0;
  for (let interval = 0; interval < INTERVALS; interval++) {
    whole.recordMany(Float64Array.from(waitsOf(interval)));
    hits += hitsOf(interval);
  }
  // Whoever adds up keeps so many buckets.
  const ours = downscale(whole.snapshot(), { scale: 8, maxBuckets: 160 });
  await evaluate(prometheus.url, 'histogram_count(wait_seconds)', (count) => count >= ours.count);
  await assertNativeQuantiles(prometheus.url, 'wait_seconds{queue="gpu"}', ours);
  assert.is(await evaluate(prometheus.url, HITS.name), hits);
}

test('Prometheus 3.16, behind the origin of the page: everything is acknowledged, and there as we have it', () =>
  using(
    true,
    (_, { origin }) => ({ url: `${origin}/v1/metrics` }),
    async (tab, prometheus) => {
      const { acknowledged, waiting } = await tab.evaluate<Delivered>('record()');
      assert.equal([acknowledged, waiting], [INTERVALS, 0]);
      await requireAll(prometheus);
    },
  ));

test('Prometheus 3.16, from a page of another origin: takes it, and lets the page read no answer', () =>
  using(
    true,
    (prometheus) => ({ url: prometheus.url + OTLP }),
    async (tab, prometheus) => {
      const { acknowledged } = await tab.evaluate<Delivered>('record()');
      assert.is(acknowledged, 0);
      // What is sent again is not after what it has, and not taken.
      assert.is((await tab.evaluate<Delivered>('flush()')).acknowledged, 0);
      await requireAll(prometheus);
    },
  ));

test('Prometheus 3.16 that does not add up deltas takes none', () =>
  using(
    false,
    (_, { origin }) => ({ url: `${origin}/v1/metrics` }),
    async (tab, prometheus) => {
      await tab.evaluate<Delivered>('record()');
      assert.equal(await query(prometheus.url, HITS.name), []);
    },
  ));

test('a Collector of OpenTelemetry answers pages of its origins, adds up their deltas, and hands on what we have', async () => {
  programOfCollector();
  let collector: Server | undefined;
  try {
    await using(
      false,
      async (prometheus, { origin }) => {
        collector = await startOpentelemetryCollector(origin, prometheus.url);
        return { url: `${collector.url}/v1/metrics`, key: 'of-the-page' };
      },
      async (tab, prometheus) => {
        const { acknowledged, waiting } = await tab.evaluate<Delivered>('record()');
        assert.equal([acknowledged, waiting], [INTERVALS, 0]);
        await requireAll(prometheus);
      },
    );
  } finally {
    await collector?.remove();
  }
});
