import fc from 'fast-check';
import { assert, test } from '../../harness.ts';
import {
  coverageIn,
  EVERYTHING,
  INSTRUMENTS,
  inOrder,
  intervalAt,
  intervals,
  MINUTE_MS,
  openSegments,
  pointsIn,
  pointsOf,
  START,
  snapshotOf,
} from './stored-intervals.ts';

test('points come out of a segment as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(intervals(), async (all) => {
      const { segments, files } = await openSegments();
      await segments.seal({ firstSequence: 1, lastSequence: 7, intervals: all, runs: [] });
      assert.equal(segments.sealedThrough, 7);
      const expected = inOrder(pointsOf(all));
      assert.equal(inOrder(await pointsIn(segments.view())), expected);
      const reader = await openSegments(files, true);
      assert.equal(inOrder(await pointsIn(reader.segments.view())), expected);
      assert.equal(
        await coverageIn(segments.view()),
        all.map(({ member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds }) => {
          return { member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds };
        }),
      );
    }),
    { numRuns: 60 },
  );
});

test('a point of a segment keeps -0, NaN and infinity', async () => {
  const [instrument] = INSTRUMENTS.filter(({ name }) => name === 'temperature');
  assert.ok(instrument);
  const values = [0, -0, Number.NaN, Infinity, -Infinity, 5e-324];
  const all = values.map((value, i) => {
    const point = { labels: {}, overflow: false, createdAtUnixMs: START, value };
    return intervalAt(i, START + i * MINUTE_MS, [{ instrument, fullName: 'temperature', series: [point] }]);
  });
  const { segments } = await openSegments();
  await segments.seal({ firstSequence: 1, lastSequence: 6, intervals: all, runs: [] });
  const points = await pointsIn(segments.view());
  for (const [i, { point }] of points.entries()) {
    assert.ok('value' in point);
    assert.identical(point.value, values[i]);
  }
});

test('a query for one series reads little beside it', async () => {
  const { segments, files } = await openSegments();
  const [instrument] = INSTRUMENTS.filter(({ name }) => name === 'sizes');
  assert.ok(instrument);
  const all = Array.from({ length: 20 }, (_, i) => {
    const series = Array.from({ length: 400 }, (_, j) => ({
      labels: { model_id: `model-${j}` },
      overflow: false,
      createdAtUnixMs: START,
      histogram: snapshotOf(instrument, [i, j, 0.1]),
    }));
    return intervalAt(i, START + i * MINUTE_MS, [{ instrument, fullName: 'sizes', series }]);
  });
  await segments.seal({ firstSequence: 1, lastSequence: 20, intervals: all, runs: [] });
  let bytes = 0;
  const { read } = files;
  files.read = async (...args) => {
    const part = await read.apply(files, args);
    bytes += part.length;
    return part;
  };
  await pointsIn(segments.view());
  const whole = bytes;
  bytes = 0;
  const selection = { ...EVERYTHING, labels: { model_id: 'model-7' } };
  const points = await pointsIn(segments.view(), selection);
  assert.equal(points.length, 20);
  assert.ok(points.every(({ point }) => point.labels.model_id === 'model-7'));
  assert.ok(bytes < whole / 4, `${bytes} of ${whole} bytes`);
  // One object for the series, and one for the instrument.
  assert.equal(new Set(points.map(({ point }) => point.labels)).size, 1);
  assert.equal(new Set(points.map((one) => one.instrument)).size, 1);
  bytes = 0;
  assert.equal(await pointsIn(segments.view(), { ...EVERYTHING, isWanted: () => false }), []);
  assert.equal(await pointsIn(segments.view(), { ...EVERYTHING, startUnixMs: START + 20 * MINUTE_MS }), []);
  assert.equal(await pointsIn(segments.view(), { ...EVERYTHING, members: ['other'] }), []);
  assert.is(bytes, 0);
  const ranged = { ...selection, startUnixMs: START + MINUTE_MS, endUnixMs: START + 3 * MINUTE_MS };
  assert.equal(
    (await pointsIn(segments.view(), ranged)).map(({ startedAtUnixMs }) => startedAtUnixMs),
    [START + MINUTE_MS, START + 2 * MINUTE_MS],
  );
});

test('a segment without points says which time was observed', async () => {
  const { segments } = await openSegments();
  await segments.seal({ firstSequence: 1, lastSequence: 1, intervals: [intervalAt(0, START, [])], runs: [] });
  assert.equal(await pointsIn(segments.view()), []);
  assert.equal((await coverageIn(segments.view())).length, 1);
  await segments.seal({ firstSequence: 2, lastSequence: 2, intervals: [], runs: [] });
  assert.equal(segments.sealedThrough, 2);
});
