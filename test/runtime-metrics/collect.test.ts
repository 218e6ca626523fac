// What the process tells of itself, in whatever runtime this is.
import { collectRuntimeMetrics, createTelemetry, type Telemetry } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { isProcess } from '../places.ts';
import { parseExposition } from '../prometheus/parse-exposition.ts';
import { sampleOf, seriesOf } from '../telemetry/support.ts';

const { process, Deno } = globalThis as {
  process?: { versions?: { bun?: string } };
  Deno?: unknown;
};
const isBun = process?.versions?.bun !== undefined;
const isNode = isProcess && !isBun && Deno === undefined;

function namesOf(telemetry: Telemetry): string[] {
  return telemetry.snapshot().metrics.map(({ fullName }) => fullName);
}

async function blockTheEventLoop(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 30));
}

test('a page or a worker has no process, and says nothing of one', () => {
  using telemetry = createTelemetry();
  const stop = collectRuntimeMetrics(telemetry);
  assert.is(namesOf(telemetry).length > 0, isProcess);
  stop();
});

test('CPU, memory and the heap are those of the process', () => {
  using telemetry = createTelemetry();
  collectRuntimeMetrics(telemetry);
  const until = performance.now() + 50;
  while (performance.now() < until);
  if (!isProcess) return;
  const value = (name: string) => sampleOf(telemetry, name, {}) ?? Number.NaN;
  const [user, system] = [value('process_cpu_user_seconds_total'), value('process_cpu_system_seconds_total')];
  assert.ok(user + system > 0.005, 'at least some of the 50 ms were its own');
  assert.close(value('process_cpu_seconds_total'), user + system, 0.5);
  for (const name of ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes']) {
    assert.ok(value(name) > 1e5 && value(name) < 1e11, `${name} ${value(name)}`);
  }
  const ageSeconds = Date.now() / 1000 - value('process_start_time_seconds');
  assert.ok(ageSeconds > -1 && ageSeconds < 600, `${ageSeconds}`);
  const [version] = seriesOf(telemetry, 'nodejs_version_info');
  assert.match(String(version?.labels.version), /^v\d+\.\d+\.\d+/);
});

test('what blocked the event loop is seen by every reader', async () => {
  using telemetry = createTelemetry();
  collectRuntimeMetrics(telemetry);
  await blockTheEventLoop(80);
  const max = () => sampleOf(telemetry, 'nodejs_eventloop_lag_max_seconds', {});
  if (!isNode && !isBun) return assert.is(max(), undefined);
  const first = max() ?? 0;
  assert.ok(first > 0.05 && first < 5, `${first}`);
  assert.is(max(), first, 'the reading before took nothing away');
  const [p50, p99] = ['p50', 'p99'].map((q) => sampleOf(telemetry, `nodejs_eventloop_lag_${q}_seconds`, {}));
  assert.ok((p50 ?? 1) <= (p99 ?? 0));
});

test('what a platform answers with a constant is absent, not zero', async () => {
  using telemetry = createTelemetry();
  collectRuntimeMetrics(telemetry);
  await blockTheEventLoop(10);
  const names = namesOf(telemetry);
  assert.is(names.includes('nodejs_eventloop_utilization_ratio'), isNode);
  assert.is(names.includes('nodejs_active_handles_total'), isProcess && !isBun);
  assert.is(names.includes('nodejs_heap_space_size_used_bytes'), isProcess && !isBun);
});

test('stopped, nothing of it is told any more; begun again, it is', () => {
  using telemetry = createTelemetry();
  const stop = collectRuntimeMetrics(telemetry);
  const names = namesOf(telemetry);
  stop();
  stop();
  assert.equal(namesOf(telemetry), []);
  collectRuntimeMetrics(telemetry);
  assert.equal(namesOf(telemetry), names);
});

test('a stop of what was begun anew meanwhile stops nothing', () => {
  using telemetry = createTelemetry();
  const stop = collectRuntimeMetrics(telemetry);
  collectRuntimeMetrics(telemetry);
  stop();
  assert.is(namesOf(telemetry).length > 0, isProcess);
});

test('nothing is recorded while telemetry is disabled, and nothing is left when it is disposed of', () => {
  const telemetry = createTelemetry({ enabled: false });
  collectRuntimeMetrics(telemetry);
  assert.equal(namesOf(telemetry), []);
  telemetry.configure({ enabled: true });
  assert.is(namesOf(telemetry).length > 0, isProcess);
  telemetry.dispose();
  assert.equal(namesOf(telemetry), []);
});

test('names have the prefix that was asked for, and constant labels', () => {
  using telemetry = createTelemetry({ labels: { deployment: 'blue' } });
  collectRuntimeMetrics(telemetry, { prefix: 'app_' });
  if (!isProcess) return;
  const [memory] = seriesOf(telemetry, 'app_process_resident_memory_bytes');
  assert.equal(memory?.labels, { deployment: 'blue' });
});

test('the page is one that Prometheus reads', () => {
  using telemetry = createTelemetry();
  collectRuntimeMetrics(telemetry);
  for (const { name, help } of parseExposition(expositionText(telemetry.snapshot()))) {
    assert.ok(help.endsWith('.'), name);
  }
});

test('wrong options are refused before anything begins', () => {
  using telemetry = createTelemetry();
  const refused = (options: object, code: string) =>
    assert.throwsCode(() => collectRuntimeMetrics(telemetry, options), code);
  refused({ prefixes: 'app_' }, 'TELEMETRY_UNKNOWN_OPTION');
  refused({ prefix: 1 }, 'TELEMETRY_OPTION_KIND');
  refused({ prefix: 'a-b' }, 'TELEMETRY_OPTION_RANGE');
  refused({ gcDurationBuckets: [2, 1] }, 'TELEMETRY_OPTION_RANGE');
  refused({ eventLoopMonitoringPrecision: 0 }, 'TELEMETRY_OPTION_RANGE');
  refused({ eventLoopWindowSeconds: 0.5 }, 'TELEMETRY_OPTION_RANGE');
  refused(null as never, 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => collectRuntimeMetrics({} as Telemetry), 'TELEMETRY_ARGUMENT_KIND');
  assert.equal(namesOf(telemetry), []);
});

test('a metric of one’s own that has such a name, and means something else, is a conflict', () => {
  using telemetry = createTelemetry();
  telemetry.gauge({ name: 'process_open_fds', help: 'Mine.', labels: ['mine'] });
  if (!isProcess) return;
  assert.throwsCode(() => collectRuntimeMetrics(telemetry), 'TELEMETRY_METRIC_CONFLICT');
});

test('one that cannot begin leaves the one that runs as it is', () => {
  using telemetry = createTelemetry();
  collectRuntimeMetrics(telemetry);
  if (!isProcess) return;
  const other = { gcDurationBuckets: [0.5] };
  assert.throwsCode(() => collectRuntimeMetrics(telemetry, other), 'TELEMETRY_METRIC_CONFLICT');
  assert.ok((sampleOf(telemetry, 'process_resident_memory_bytes', {}) ?? 0) > 0);
});
