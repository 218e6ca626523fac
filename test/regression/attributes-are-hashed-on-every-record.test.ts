// OpenTelemetry JS hashes the attributes with a sorted JSON.stringify on every record.
import { createTelemetry } from 'inferometer';
import { assert, test } from '../harness.ts';

test('labels are read when a series is bound, and never again', () => {
  using telemetry = createTelemetry();
  let reads = 0;
  const labels = {
    get queue() {
      reads++;
      return 'gpu';
    },
  };
  const series = telemetry
    .counter({ name: 'jobs_total', help: 'Jobs.', labels: ['queue'] })
    .withLabels(labels);
  const readsToBind = reads;
  for (let i = 0; i < 1000; i++) series.add();
  assert.is(reads, readsToBind);
  const [recorded] =
    telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'jobs_total')?.series ?? [];
  assert.is(recorded && 'value' in recorded && recorded.value, 1000);
});

test('the order of the labels does not make another series', () => {
  using telemetry = createTelemetry();
  const jobs = telemetry.counter({ name: 'jobs_total', help: 'Jobs.', labels: ['queue', 'tier'] });
  assert.is(jobs.withLabels({ queue: 'gpu', tier: 'a' }), jobs.withLabels({ tier: 'a', queue: 'gpu' }));
});
