import fc from 'fast-check';
import type { Labels } from 'inferometer/metrics';
import type { StoredInterval, StoreQuery } from 'inferometer/store';
import { type Segments, StoreAnswer } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import {
  budget,
  coverageIn,
  DAY_MS,
  EVERYTHING,
  HOUR_MS,
  INSTRUMENTS,
  intervalAt,
  MINUTE_MS,
  openSegments,
  pointOf,
  pointsIn,
  START,
} from './stored-intervals.ts';

const NOW = START + 10 * DAY_MS;
const HOURLY = { hourlyAfterSeconds: 3600, dailyAfterSeconds: Infinity };
const DAILY = { hourlyAfterSeconds: 3600, dailyAfterSeconds: 3600 };

function labelsOf(model: string): Labels {
  return model === '' ? {} : { model_id: model };
}

/** Of few series, in any order of time: clocks are set back. */
const recorded: fc.Arbitrary<StoredInterval[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 3 * 24 * 60 }),
      fc.uniqueArray(
        fc.constantFrom(...INSTRUMENTS).chain((instrument) =>
          fc.tuple(pointOf(instrument), fc.constantFrom('a', 'b', '')).map(([point, model]) => ({
            instrument,
            fullName: (instrument.prefix ?? '') + instrument.name,
            series: [{ ...point, overflow: false, labels: labelsOf(model) }],
          })),
        ),
        { maxLength: 4, selector: ({ fullName }) => fullName },
      ),
    ),
    { minLength: 1, maxLength: 24 },
  )
  .chain((all) => fc.boolean().map((isInOrder) => (isInOrder ? [...all].sort(([a], [b]) => a - b) : all)))
  .map((all) => all.map(([minute, metrics], i) => intervalAt(i, START + minute * MINUTE_MS + 0.5, metrics)));

async function sealedIn(parts: number, all: readonly StoredInterval[]) {
  const opened = await openSegments();
  const size = Math.ceil(all.length / parts);
  for (let from = 0; from < all.length; from += size) {
    const intervals = all.slice(from, from + size);
    const last = from + intervals.length;
    await opened.segments.seal({ firstSequence: from + 1, lastSequence: last, intervals, runs: [] });
  }
  return opened;
}

async function answersOf(segments: Segments, queries: readonly StoreQuery[]) {
  const answers: unknown[] = [];
  for (const query of queries) {
    const answer = new StoreAnswer(() => segments.view(), query, budget);
    answers.push(await answer.rows());
    for await (const step of answer.points()) answers.push(step);
  }
  return answers;
}

const BY_HOUR: readonly StoreQuery[] = [
  {},
  { groupBy: [] },
  { stepSeconds: 3600, percentiles: [50, 99.9] },
  { stepSeconds: 7200, groupBy: ['model_id', 'member'] },
  { stepSeconds: 86_400, metric: ['sizes', 'temperature'] },
  { startTime: START + 5 * HOUR_MS, endTime: START + 31 * HOUR_MS, labels: { model_id: 'a' } },
];
const BY_DAY: readonly StoreQuery[] = [
  {},
  { groupBy: [], stepSeconds: 86_400 },
  { stepSeconds: 2 * 86_400, groupBy: ['model_id'] },
  { startTime: START + DAY_MS, endTime: START + 3 * DAY_MS },
];

test('a query over whole hours, or whole days, has the same answer after compaction', async () => {
  await fc.assert(
    fc.asyncProperty(recorded, fc.integer({ min: 1, max: 5 }), async (all, parts) => {
      const { segments } = await sealedIn(parts, all);
      const before = [await answersOf(segments, BY_HOUR), await answersOf(segments, BY_DAY)];
      await segments.compact(NOW, HOURLY);
      assert.equal(await answersOf(segments, BY_HOUR), before[0]);
      assert.equal(await answersOf(segments, BY_DAY), before[1]);
      await segments.compact(NOW, DAILY);
      assert.equal(await answersOf(segments, BY_DAY), before[1]);
    }),
    { numRuns: 40 },
  );
});

test('intervals of an hour are one row, and hours of a day one', async () => {
  const [instrument] = INSTRUMENTS.filter(({ name }) => name === 'requests_total');
  assert.ok(instrument);
  const all = Array.from({ length: 24 * 3 }, (_, i) => {
    const point = { labels: {}, overflow: false, createdAtUnixMs: START, value: 0.1 };
    const metrics = [{ instrument, fullName: 'requests_total', series: [point] }];
    return intervalAt(i, START + i * 20 * MINUTE_MS, metrics);
  });
  const { segments, files } = await sealedIn(24, all);
  const old = segments.view();
  await segments.compact(NOW, HOURLY);
  const hours = await pointsIn(segments.view());
  assert.equal(
    hours.map(({ startedAtUnixMs }) => startedAtUnixMs),
    Array.from({ length: 24 }, (_, hour) => START + hour * HOUR_MS),
  );
  assert.equal(segments.count, 1);
  const [first] = hours;
  assert.is(first?.endedAtUnixMs, START + 41 * MINUTE_MS);
  assert.close(first?.durationSeconds ?? 0, 3 * 59.9995, 1e-9);
  // Three times what 0.1 is as a double lies between two doubles.
  assert.ok(first && 'value' in first.point);
  assert.is(first.point.value, 0.1 + 0.1 + 0.1);
  assert.equal(first.sumRest, [-(2 ** -55)]);
  assert.is((await coverageIn(segments.view())).length, 72);
  await segments.compact(NOW, DAILY);
  const days = await pointsIn(segments.view());
  assert.equal(
    days.map(({ startedAtUnixMs, endedAtUnixMs }) => [startedAtUnixMs, endedAtUnixMs]),
    [[START, START + DAY_MS - 19 * MINUTE_MS]],
  );
  // A view of before goes on with what it had, and what it holds stays.
  await segments.compact(NOW + DAY_MS, DAILY);
  assert.is((await pointsIn(old)).length, 72);
  await segments.compact(NOW + DAY_MS, DAILY);
  assert.equal((await files.list('main/segments')).length, 1);
});

test('what is not old enough is not merged', async () => {
  const all = [intervalAt(0, START, []), intervalAt(1, START + HOUR_MS, [])];
  const { segments } = await sealedIn(2, all);
  await segments.compact(START + DAY_MS + HOUR_MS - 1, HOURLY);
  assert.is(segments.count, 2);
  await segments.compact(START + DAY_MS + HOUR_MS, HOURLY);
  assert.is(segments.count, 1);
});

test('segments all of which is too old are removed, and sequences go on', async () => {
  const all = [intervalAt(0, START, []), intervalAt(1, START + 5 * DAY_MS, [])];
  const { segments, files } = await sealedIn(2, all);
  await segments.retain(START + 7 * DAY_MS, 3);
  assert.equal(await coverageIn(segments.view(), EVERYTHING), [
    {
      member: 'main',
      instance: 'process-1',
      startedAtUnixMs: START + 5 * DAY_MS,
      endedAtUnixMs: START + 5 * DAY_MS + MINUTE_MS,
      durationSeconds: 59.9995,
    },
  ]);
  await segments.retain(START + 70 * DAY_MS, 3);
  assert.is(segments.count, 0);
  assert.equal(await files.list('main/segments'), []);
  const again = await openSegments(files);
  assert.is(again.segments.sealedThrough, 2);
  assert.is(again.segments.highestSequence, 2);
});

/** Of which one lies in 2099: a clock was wrong for a while. */
const AHEAD = Date.UTC(2099, 0, 1);

for (const [label, first] of [
  ['an interval of the far future', [START, AHEAD]],
  ['a segment all of which lies in the far future', [AHEAD, AHEAD + MINUTE_MS]],
] as const) {
  test(`${label} is merged with its neighbours, and goes with them`, async () => {
    const times = [...first, START + HOUR_MS, START + 2 * HOUR_MS];
    const { segments } = await sealedIn(
      2,
      times.map((at, i) => intervalAt(i, at, [])),
    );
    assert.is(segments.count, 2);
    await segments.compact(START + 3 * DAY_MS, HOURLY);
    assert.is(segments.count, 1);
    assert.is((await coverageIn(segments.view())).length, first[0] === START ? 4 : 3);
    await segments.retain(START + 20 * DAY_MS, 30);
    assert.is(segments.count, 1);
    await segments.retain(START + 40 * DAY_MS, 30);
    assert.is(segments.count, 0);
  });
}

test('what a wrong clock wrote last stays until something is written after it', async () => {
  const { segments } = await sealedIn(2, [intervalAt(0, START, []), intervalAt(1, AHEAD, [])]);
  await segments.retain(START + 40 * DAY_MS, 30);
  assert.is(segments.count, 1);
  const later = intervalAt(2, START + 41 * DAY_MS, []);
  await segments.seal({ firstSequence: 3, lastSequence: 3, intervals: [later], runs: [] });
  await segments.retain(START + 60 * DAY_MS, 30);
  assert.is(segments.count, 2);
  await segments.retain(START + 80 * DAY_MS, 30);
  assert.is(segments.count, 0);
});
