import fc from 'fast-check';
import type { Labels } from 'inferometer/metrics';
import { MemoryFiles, type StoredInterval, type StoreQuery } from 'inferometer/store';
import { type OpenView, Segments, systemScheduler, TimeBudget } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { ask, intervalOf, LATENCY, QUEUE, REQUESTS, viewOf } from './stored.ts';

const START = Date.UTC(2026, 10, 20, 21);

/** Among them what stands around labels in an index, and what is no string. */
const region = fc.constantFrom('', 'eu', '"eu"', '["region","eu"]', 'é\n,', '7', 7, 1.5, true);

const series = fc
  .record({
    instrument: fc.constantFrom(LATENCY, REQUESTS, QUEUE),
    model: fc.constantFrom('a', 'a"],["region","eu'),
    region,
    values: fc.array(
      fc.integer({ min: -3000, max: 3000 }).map((n) => n / 3),
      { maxLength: 4 },
    ),
  })
  // A gauge and a counter have a value, a histogram may have none.
  .map((one) => (one.instrument === LATENCY || one.values.length > 0 ? one : { ...one, values: [0] }));

const intervals: fc.Arbitrary<StoredInterval[]> = fc
  .array(
    fc.uniqueArray(series, { maxLength: 8, selector: (one) => JSON.stringify([one.model, one.region]) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((all) => all.map((some, i) => recorded(some, i)));

const queries: fc.Arbitrary<StoreQuery> = fc.record(
  {
    modelId: fc.constantFrom('a', 'b'),
    labels: region.map((value) => ({ region: String(value) })),
    groupBy: fc.constantFrom([], ['model_id'], ['region', 'member']),
    percentiles: fc.constantFrom([50], [90, 50], [50, 99.9]),
    stepSeconds: fc.constantFrom(60, 120),
  },
  { requiredKeys: [] },
);

test('law: what is sealed answers as it did in memory, whatever of it is read', async () => {
  await fc.assert(
    fc.asyncProperty(intervals, queries, async (all, query) => {
      const segments = await sealed(all);
      const open: OpenView = () => segments.view();
      assert.equal(await ask(open, query).rows(), await ask(viewOf(all), query).rows());
    }),
    { numRuns: 200 },
  );
});

test('a series is found among rows of many pages and row groups', async () => {
  const models = Array.from({ length: 40 }, (_, i) => `m${i}`);
  const values = Array.from({ length: 300 }, (_, i) => 1.02 ** i);
  const all = Array.from({ length: 50 }, (_, i) =>
    intervalOf(
      {
        member: 'main',
        startedAtUnixMs: START + i * 60_000,
        durationSeconds: 60,
        series: models.map((model, m) => ({
          instrument: LATENCY,
          model,
          region: 'eu',
          values: values.slice(0, 200 + ((m + i) % 100)),
        })),
      },
      i,
    ),
  );
  const segments = await sealed(all);
  const open: OpenView = () => segments.view();
  for (const model of ['m0', 'm17', 'm39']) {
    const query: StoreQuery = { modelId: model, percentiles: [50, 99.9] };
    assert.equal(await ask(open, query).rows(), await ask(viewOf(all), query).rows());
  }
});

/** With labels of any type. */
function recorded(
  some: readonly {
    readonly instrument: typeof LATENCY;
    readonly model: string;
    readonly region: string | number | boolean;
    readonly values: readonly number[];
  }[],
  i: number,
): StoredInterval {
  const interval = intervalOf(
    {
      member: 'main',
      startedAtUnixMs: START + i * 60_000,
      durationSeconds: 60,
      series: some.map((one) => ({ ...one, region: JSON.stringify(one.region) })),
    },
    i,
  );
  return {
    ...interval,
    metrics: interval.metrics.map((metric) => ({
      ...metric,
      series: metric.series.map((point) => {
        const labels: Labels = { ...point.labels, region: JSON.parse(point.labels.region as string) };
        return { ...point, labels };
      }),
    })),
  };
}

async function sealed(intervals: readonly StoredInterval[]): Promise<Segments> {
  const damaged = (damage: object) => assert.unreachable(JSON.stringify(damage));
  const budget = new TimeBudget(systemScheduler());
  const segments = await Segments.open(new MemoryFiles(), 'main', { budget, damaged });
  await segments.seal({ firstSequence: 1, lastSequence: intervals.length, intervals, runs: [] });
  return segments;
}
