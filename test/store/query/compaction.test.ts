import fc from 'fast-check';
import { MemoryFiles, type StoreQuery } from 'inferometer/store';
import { type OpenView, Segments, systemScheduler, TimeBudget } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { ask, intervalOf, LATENCY, QUEUE, REQUESTS } from './stored.ts';

const START = Date.UTC(2026, 10, 20, 21);
const DAY_SECONDS = 86_400;

/** Values whose sums are rounded: thirds. */
const series = fc.record({
  instrument: fc.constantFrom(LATENCY, REQUESTS, QUEUE),
  model: fc.constantFrom('a', 'b'),
  region: fc.constantFrom('eu', 'us'),
  values: fc.array(
    fc.integer({ min: -3000, max: 3000 }).map((n) => n / 3),
    { minLength: 1, maxLength: 4 },
  ),
});

const intervals = fc
  .uniqueArray(
    fc.record({
      minute: fc.integer({ min: 0, max: 3000 }),
      // Side by side, or one after the other.
      instance: fc.constantFrom('process-1', 'process-2'),
      durationSeconds: fc.constantFrom(60, 59.9995, 20),
      series: fc.uniqueArray(series, {
        maxLength: 5,
        selector: ({ instrument, model, region }) => [instrument.name, model, region].join(),
      }),
    }),
    { minLength: 1, maxLength: 25, selector: ({ minute, instance }) => `${instance} ${minute}` },
  )
  .map((all) =>
    [...all]
      .sort((a, b) => a.minute - b.minute)
      .map(({ minute, ...one }, i) =>
        intervalOf({ ...one, member: 'main', startedAtUnixMs: START + minute * 60_000 }, i),
      ),
  );

const queries: fc.Arbitrary<StoreQuery> = fc.record(
  {
    modelId: fc.constantFrom('a', 'b'),
    groupBy: fc.constantFrom([], ['model_id'], ['region', 'member']),
    startTime: fc.constantFrom(Date.UTC(2026, 10, 21)),
    percentiles: fc.constantFrom([50, 99.9]),
  },
  { requiredKeys: [] },
);

for (const [steps, rules, stepSeconds] of [
  ['hours', { hourlyAfterSeconds: 0, dailyAfterSeconds: Infinity }, [3600, 7200, DAY_SECONDS, undefined]],
  ['days', { hourlyAfterSeconds: 0, dailyAfterSeconds: 0 }, [DAY_SECONDS, 2 * DAY_SECONDS, undefined]],
] as const) {
  test(`law: an answer over whole ${steps} is the same after intervals became ${steps}, to the last bit`, async () => {
    await fc.assert(
      fc.asyncProperty(intervals, queries, fc.constantFrom(...stepSeconds), async (all, query, step) => {
        const budget = new TimeBudget(systemScheduler());
        const damaged = (damage: object) => assert.unreachable(JSON.stringify(damage));
        const segments = await Segments.open(new MemoryFiles(), 'main', { budget, damaged });
        await segments.seal({ firstSequence: 1, lastSequence: all.length, intervals: all, runs: [] });
        const open: OpenView = () => segments.view();
        const asked = { ...query, ...(step !== undefined && { stepSeconds: step }) };
        const before = await ask(open, asked).rows();
        await segments.compact(START + 30 * DAY_SECONDS * 1000, rules);
        await segments.compact(START + 30 * DAY_SECONDS * 1000, rules);
        assert.equal(await ask(open, asked).rows(), before);
      }),
      { numRuns: 60 },
    );
  });
}
