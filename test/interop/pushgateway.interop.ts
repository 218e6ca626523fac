// A training that ends: its metrics stay with a real Pushgateway, group by group, and a real Prometheus scrapes them there.
import type { Telemetry } from 'inferometer';
import { deletePushedMetrics, expositionText, pushMetrics } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { parseExposition } from '../prometheus/parse-exposition.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { evaluate } from './servers/promql.ts';
import { startPushgateway } from './servers/pushgateway.ts';
import { assertClassicQuantiles } from './servers/quantiles.ts';
import { classicBoundsOf, LATENCY, latencyOf, recordedTelemetry } from './servers/recordings.ts';
import { type Server, until } from './servers/server.ts';

async function whilePushing(body: (gateway: Server) => Promise<void>): Promise<void> {
  const gateway = await startPushgateway();
  try {
    await body(gateway);
  } finally {
    await gateway.remove();
  }
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What the gateway shows of these labels. */
async function shownBy({ url }: Server, labels: Readonly<Record<string, string>>): Promise<Sample[]> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const wanted = Object.entries(labels);
  // Of itself it has summaries, which nothing of ours is.
  const families = page.split(/^(?=# HELP )/m).filter((one) => !/^# TYPE \S+ summary$/m.test(one));
  return parseExposition(families.join(''))
    .flatMap(({ samples }) => samples)
    .filter((one) => wanted.every(([name, value]) => one.labels[name] === value));
}

/** Samples without the labels of the group and what the gateway adds of itself, in an order of their own. */
function contentOf(samples: readonly Sample[], group: readonly string[]): string[] {
  return samples
    .filter(({ name }) => !name.startsWith('push_'))
    .map(({ name, labels, value }) => {
      const own = Object.entries(labels).filter(([label]) => !group.includes(label));
      return `${name} ${JSON.stringify(own.sort())} ${Number(value.replace('Inf', 'Infinity'))}`;
    })
    .sort();
}

for (const format of ['text', 'protobuf'] as const) {
  test(`${format}: a group holds what a scrape would have got, whatever is in its labels`, () =>
    whilePushing(async (gateway) => {
      const telemetry = recordedTelemetry(21);
      const expected = contentOf(
        parseExposition(expositionText(telemetry)).flatMap(({ samples }) => samples as Sample[]),
        [],
      );
      const values = ['plain', 'a/b', '', 'Προμηθεύς', '..', 'a b?#%2F', '😀"\\\n'];
      for (const [i, run] of values.entries()) {
        const options = { url: gateway.url, job: `train/${i}`, grouping: { run }, format };
        const { isAcknowledged, status, problem } = await pushMetrics(telemetry, options);
        assert.equal([isAcknowledged, status], [true, 200], problem);
        const shown = await shownBy(gateway, { job: `train/${i}`, ...(run !== '' && { run }) });
        const group = ['job', 'run', 'instance'];
        assert.equal(contentOf(shown, group), expected, run);
      }
    }));
}

test('a push replaces its group, an update the metrics of its names, a deletion all of it, and other groups stay', () =>
  whilePushing(async (gateway) => {
    const first = recordedTelemetry(22);
    first.counter({ name: 'first_total', help: 'F.' }).withLabels().add(1);
    const second = recordedTelemetry(23);
    second.counter({ name: 'second_total', help: 'S.' }).withLabels().add(2);
    const target = { url: gateway.url, job: 'train', grouping: { instance: 'a' } };
    const other = { ...target, grouping: { instance: 'b' } };
    const names = async (instance: string) => {
      const samples = await shownBy(gateway, { job: 'train', instance });
      return ['first_total', 'second_total'].filter((name) => samples.some((one) => one.name === name));
    };
    for (const one of [target, other]) assert.ok((await pushMetrics(first, one)).isAcknowledged);
    assert.ok((await pushMetrics(second, { ...target, mode: 'update' })).isAcknowledged);
    assert.equal(await names('a'), ['first_total', 'second_total']);
    assert.ok((await pushMetrics(second, target)).isAcknowledged);
    assert.equal(await names('a'), ['second_total']);
    const { isAcknowledged, status } = await deletePushedMetrics(target);
    assert.equal([isAcknowledged, status], [true, 202]);
    await until('it is gone', async () => (await names('a')).length === 0);
    assert.equal(await names('b'), ['first_total']);
  }));

test('what the gateway refuses is told in its words', () =>
  whilePushing(async (gateway) => {
    const target = { url: gateway.url, job: 'train' };
    const telemetry = recordedTelemetry(24);
    telemetry.counter({ name: 'same_name_total', help: 'S.' }).withLabels().add(1);
    assert.ok((await pushMetrics(telemetry, target)).isAcknowledged);
    const another = recordedTelemetry(25);
    another.gauge({ name: 'same_name_total', help: 'S.' }).withLabels().set(1);
    const refused = await pushMetrics(another, { ...target, job: 'other' });
    assert.equal([refused.isAcknowledged, refused.status, refused.attempts], [false, 400, 1]);
    assert.match(refused.problem ?? '', 'same_name_total');
    await gateway.stop();
    const gone = await pushMetrics(another, { ...target, timeoutSeconds: 0.5 });
    assert.equal([gone.isAcknowledged, gone.status], [false, undefined]);
    assert.ok(gone.problem !== undefined && gone.attempts > 0);
  }));

test('a gateway that comes back within the time gets it', () =>
  whilePushing(async (gateway) => {
    await gateway.stop();
    const pushed = pushMetrics(recordedTelemetry(26), { url: gateway.url, job: 'train', timeoutSeconds: 30 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await gateway.start();
    const { isAcknowledged, attempts } = await pushed;
    assert.ok(isAcknowledged && attempts > 1);
  }));

test('Prometheus scrapes the gateway: counts and quantiles of two jobs that are gone', () =>
  whilePushing(async (gateway) => {
    const jobs: Telemetry[] = [recordedTelemetry(27), recordedTelemetry(28, { medianSeconds: 0.3 })];
    for (const [i, telemetry] of jobs.entries()) {
      const grouping = { instance: `${i}` };
      assert.ok((await pushMetrics(telemetry, { url: gateway.url, job: 'train', grouping })).isAcknowledged);
    }
    const targets = [new URL(gateway.url).host];
    const server = await startPrometheus(targets, { nativeHistograms: false, honorLabels: true });
    try {
      await evaluate(server.url, `sum(${LATENCY}_count{job="train"})`, (count) => count === 10_000);
      for (const [i, telemetry] of jobs.entries()) {
        const selector = `${LATENCY}_bucket{job="train",instance="${i}"}`;
        await assertClassicQuantiles(server.url, selector, latencyOf(telemetry), classicBoundsOf(telemetry));
      }
    } finally {
      await server.remove();
    }
  }));
