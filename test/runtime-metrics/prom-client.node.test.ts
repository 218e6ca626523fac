// Beside the real prom-client 15: who leaves it misses no series, and no dashboard of his changes.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { collectRuntimeMetrics, createTelemetry, type Telemetry } from 'inferometer';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import client from 'prom-client';
import { assert, collectGarbage, test } from '../harness.ts';
import { type Family, parseExposition } from '../prometheus/parse-exposition.ts';
import { whileSending } from '../remote-write/support.ts';

interface Pages {
  readonly telemetry: Telemetry;
  readonly theirs: readonly Family[];
  readonly ours: readonly Family[];
}

/** Both beside each other, while something happens that all of them have something to tell of. */
async function pages(): Promise<Pages> {
  const registry = new client.Registry();
  const telemetry = createTelemetry();
  client.collectDefaultMetrics({ register: registry });
  collectRuntimeMetrics(telemetry);
  const server = createServer().listen(0);
  const garbage = Array.from({ length: 1e5 }, (_, i) => ({ i }));
  assert.is(garbage.length, 1e5);
  await collectGarbage();
  const until = performance.now() + 60;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 50));
  // The lag of the event loop is that of the reading before.
  await registry.metrics();
  telemetry.snapshot();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const theirs = parseExposition(`${(await registry.metrics()).replace(/\n+/g, '\n')}`);
  const ours = parseExposition(expositionText(telemetry.snapshot()));
  server.close();
  return { telemetry, theirs, ours };
}

function valueIn(families: readonly Family[], name: string, labels: Record<string, string> = {}): number {
  const samples = families.find((family) => family.name === name)?.samples ?? [];
  const found = samples.find((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  return Number(found?.value ?? Number.NaN);
}

test('names, types, helps and labels are theirs; we have the utilization besides', async () => {
  const { telemetry, theirs, ours } = await pages();
  const shapes = (families: readonly Family[]) =>
    new Map(
      // They have families of which there is nothing to tell.
      families
        .filter(({ samples }) => samples.length > 0)
        .map(({ name, type, help, samples }) => {
          const labels = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
          return [name, { type, help, labels: [...labels].sort() }];
        }),
    );
  const [expected, got] = [shapes(theirs), shapes(ours)];
  for (const [name, shape] of expected) assert.equal(got.get(name), shape, name);
  assert.equal(
    [...got.keys()].filter((name) => !expected.has(name)),
    ['nodejs_eventloop_utilization_ratio'],
  );
  telemetry.dispose();
});

test('series are theirs, of handles and resources by type, of spaces and of collections', async () => {
  const { telemetry, theirs, ours } = await pages();
  const label = (families: readonly Family[], name: string, key: string) => {
    const samples = families.find((family) => family.name === name)?.samples ?? [];
    return [...new Set(samples.map(({ labels }) => labels[key]))].sort();
  };
  for (const [name, key] of [
    ['nodejs_active_handles', 'type'],
    ['nodejs_active_resources', 'type'],
    ['nodejs_heap_space_size_used_bytes', 'space'],
    ['nodejs_gc_duration_seconds', 'le'],
    ['nodejs_version_info', 'version'],
  ] as const) {
    assert.equal(label(ours, name, key), label(theirs, name, key), name);
  }
  assert.ok(label(ours, 'nodejs_gc_duration_seconds', 'kind').includes('major'));
  assert.equal(label(ours, 'nodejs_active_handles', 'type').includes('Server'), true);
  telemetry.dispose();
});

test('values are near theirs', async () => {
  const { telemetry, theirs, ours } = await pages();
  const near = (name: string, within: number, labels: Record<string, string> = {}) => {
    const [expected, got] = [valueIn(theirs, name, labels), valueIn(ours, name, labels)];
    assert.ok(Math.abs(got - expected) <= within, `${name}: ${got} beside ${expected}`);
  };
  near('process_cpu_seconds_total', 0.1);
  near('process_start_time_seconds', 1);
  near('process_max_fds', 0);
  near('process_open_fds', 2);
  near('process_resident_memory_bytes', 30e6);
  near('process_virtual_memory_bytes', 300e6);
  near('process_heap_bytes', 300e6);
  near('nodejs_heap_size_total_bytes', 20e6);
  near('nodejs_heap_size_used_bytes', 20e6);
  near('nodejs_external_memory_bytes', 20e6);
  near('nodejs_heap_space_size_used_bytes', 10e6, { space: 'old' });
  near('nodejs_active_handles_total', 1);
  near('nodejs_active_handles', 0, { type: 'Server' });
  near('nodejs_active_requests_total', 1);
  near('nodejs_version_info', 0);
  // They begin anew at each scrape, and have forgotten what blocked it.
  assert.ok(valueIn(ours, 'nodejs_eventloop_lag_max_seconds') > 0.04);
  near('nodejs_eventloop_lag_min_seconds', 0.01);
  near('nodejs_eventloop_lag_p50_seconds', 0.01);
  // They count one collection of each batch that they are told of.
  const collections = (families: readonly Family[]) => {
    const samples = families.find(({ name }) => name === 'nodejs_gc_duration_seconds')?.samples ?? [];
    const counts = samples.filter(({ name }) => name.endsWith('_count'));
    return counts.reduce((sum, { value }) => sum + Number(value), 0);
  };
  assert.ok(collections(theirs) > 0 && collections(ours) >= collections(theirs));
  telemetry.dispose();
});

test('OTLP has them under the same names', async () => {
  const { telemetry, ours } = await pages();
  const { resourceMetrics } = await createMetricProducer(telemetry).collect();
  const names = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor }) => descriptor.name),
  );
  for (const { name } of ours) assert.ok(names.includes(name), name);
  telemetry.dispose();
});

test('remote write has them under the same names', async () => {
  await whileSending({}, async ({ telemetry, remote, receiver }) => {
    collectRuntimeMetrics(telemetry);
    assert.ok(await remote.flush());
    const names = new Set(receiver.all().map(({ labels }) => labels.__name__));
    for (const name of ['process_cpu_seconds_total', 'nodejs_heap_size_used_bytes', 'nodejs_version_info']) {
      assert.ok(names.has(name), name);
    }
  });
});

test('the page about them names each', async () => {
  const { telemetry, ours } = await pages();
  const page = readFileSync('docs/runtime-metrics.md', 'utf8');
  for (const { name } of ours) assert.ok(page.includes(`\`${name}\``), name);
  telemetry.dispose();
});
