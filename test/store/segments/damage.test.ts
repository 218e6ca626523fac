import type { StoredInterval } from 'inferometer/store';
import { MemoryFiles } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import {
  coverageIn,
  DAY_MS,
  HOUR_MS,
  INSTRUMENTS,
  inOrder,
  intervalAt,
  MINUTE_MS,
  openSegments,
  pointsIn,
  pointsOf,
  START,
  snapshotOf,
} from './stored-intervals.ts';

/** Of every instrument, with two series each. */
function minutes(from: number, count: number, stepMs = MINUTE_MS): StoredInterval[] {
  return Array.from({ length: count }, (_, i) => {
    const metrics = INSTRUMENTS.map((instrument) => ({
      instrument,
      fullName: (instrument.prefix ?? '') + instrument.name,
      series: ['a', 'b'].map((model) => {
        const identity = { labels: { model_id: model }, overflow: false, createdAtUnixMs: START };
        return instrument.kind === 'histogram'
          ? { ...identity, histogram: snapshotOf(instrument, [from + i + 1, 0.1, 7]) }
          : { ...identity, value: from + i + 0.5 };
      }),
    }));
    return intervalAt(from + i, START + (from + i) * stepMs, metrics);
  });
}

async function sealed(count: number, stepMs?: number) {
  const opened = await openSegments();
  for (let i = 0; i < count; i++) {
    const intervals = minutes(i * 5, 5, stepMs);
    await opened.segments.seal({ firstSequence: i * 5 + 1, lastSequence: i * 5 + 5, intervals, runs: [] });
  }
  return opened;
}

async function copyOf(files: MemoryFiles, change?: (path: string, bytes: Uint8Array) => Uint8Array) {
  const copy = new MemoryFiles();
  for (const directory of ['main', 'main/segments', 'main/runs']) {
    for (const name of await files.list(directory)) {
      const path = `${directory}/${name}`;
      const bytes = await files.read(path).catch(() => undefined);
      if (bytes === undefined) continue;
      const file = await copy.open(path);
      await file.append(change?.(path, bytes) ?? bytes);
    }
  }
  return copy;
}

function randomBelow(): (n: number) => number {
  let state = 20_261_129;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % n;
  };
}

test('no bit of a segment can flip without being noticed', async () => {
  const { files } = await sealed(2);
  const expected = minutes(0, 10);
  const below = randomBelow();
  const names = [...(await files.list('main/segments'))].sort();
  for (let flip = 0; flip < 200; flip++) {
    const which = flip % 2;
    const bit = below(8);
    let at = 0;
    const copy = await copyOf(files, (path, bytes) => {
      if (!path.endsWith(names[which] as string)) return bytes;
      at = below(bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << bit);
      return bytes;
    });
    const { segments, damages } = await openSegments(copy);
    const points = await pointsIn(segments.view());
    const others = expected.filter((_, i) => Math.floor(i / 5) !== which);
    // Row groups that were read before the flipped one are right, and count.
    const kept = points.filter(({ startedAtUnixMs }) =>
      others.some((one) => one.startedAtUnixMs === startedAtUnixMs),
    );
    assert.equal(inOrder(kept), inOrder(pointsOf(others)), `bit ${bit} of byte ${at}`);
    if (damages.length === 0) {
      // Parquet's footer is for other engines: whoever merges looks at it, too.
      assert.equal(inOrder(points), inOrder(pointsOf(expected)), `bit ${bit} of byte ${at}`);
      await segments.compact(START + 9 * DAY_MS, { hourlyAfterSeconds: 0, dailyAfterSeconds: Infinity });
    }
    assert.equal(
      damages.map(({ what, lost }) => [what, lost]),
      [['segment', 5]],
      `bit ${bit} of byte ${at}`,
    );
    assert.ok((await copy.list('main/damaged')).includes(names[which] as string));
    assert.equal(await coverageIn(segments.view()).then((all) => all.length), 5);
  }
});

test('a segment that was cut, or is longer than it was, is set aside', async () => {
  const { files } = await sealed(1);
  for (const length of [0, 3, 8, 11, 500, -1, -9]) {
    const copy = await copyOf(files, (path, bytes) => {
      if (!path.endsWith('.parquet')) return bytes;
      return length < 0 ? new Uint8Array([...bytes, ...new Uint8Array(-length)]) : bytes.slice(0, length);
    });
    const { segments, damages } = await openSegments(copy);
    assert.equal(await pointsIn(segments.view()), []);
    assert.is(damages.length, 1);
    assert.is(segments.sealedThrough, 0);
  }
});

test('a damaged segment that others stand in for counts in them', async () => {
  const { segments, files } = await sealed(2);
  await segments.compact(START + 9 * DAY_MS, { hourlyAfterSeconds: 0, dailyAfterSeconds: Infinity });
  const names = await files.list('main/segments');
  assert.is(names.length, 3);
  const copy = await copyOf(files, (path, bytes) => {
    if (path.includes('/L1-')) bytes[200] = (bytes[200] as number) ^ 1;
    return bytes;
  });
  const again = await openSegments(copy);
  assert.equal(inOrder(await pointsIn(again.segments.view())), inOrder(pointsOf(minutes(0, 10))));
  assert.is(again.damages.length, 1);
});

test('manifests are written anew where they are damaged or gone', async () => {
  const { files } = await sealed(3);
  const expected = inOrder(pointsOf(minutes(0, 15)));
  for (const [change, reported] of [
    [(bytes: Uint8Array) => bytes.map((byte, i) => (i === 20 ? byte ^ 4 : byte)), 2],
    [(bytes: Uint8Array) => bytes.slice(0, 30), 2],
    [() => new Uint8Array(0), 2],
  ] as const) {
    const copy = await copyOf(files, (path, bytes) => (path.includes('manifest') ? change(bytes) : bytes));
    const { segments, damages } = await openSegments(copy);
    assert.equal(
      damages.map(({ what }) => what),
      Array(reported).fill('manifest'),
    );
    assert.equal(inOrder(await pointsIn(segments.view())), expected);
    await segments.seal({ firstSequence: 16, lastSequence: 16, intervals: [], runs: [] });
    const again = await openSegments(copy);
    assert.is(again.damages.length, 1);
    assert.is(again.segments.sealedThrough, 16);
  }
  for (const gone of ['manifest-a.json', 'manifest-b.json']) {
    const copy = await copyOf(files);
    await copy.remove(`main/${gone}`);
    const { segments, damages } = await openSegments(copy);
    assert.equal(damages, []);
    assert.equal(inOrder(await pointsIn(segments.view())), expected);
  }
});

test('what was not finished is no segment', async () => {
  const { files, segments } = await sealed(1);
  const rename = files.rename;
  files.rename = async () => {
    throw new Error('the power is gone');
  };
  await assert.rejects(
    () => segments.seal({ firstSequence: 6, lastSequence: 10, intervals: minutes(5, 5), runs: [] }),
    /power/,
  );
  files.rename = rename;
  assert.is(segments.sealedThrough, 5);
  assert.is((await pointsIn(segments.view())).length, 70);
  await segments.seal({ firstSequence: 6, lastSequence: 11, intervals: minutes(5, 6), runs: [] });
  assert.is((await pointsIn(segments.view())).length, 154);
  assert.equal((await files.list('main/segments')).length, 2);
});

test('what was sealed twice counts once', async () => {
  const { files } = await sealed(1);
  const other = await openSegments();
  await other.segments.seal({ firstSequence: 1, lastSequence: 6, intervals: minutes(0, 6), runs: [] });
  const [name] = await other.files.list('main/segments');
  const file = await files.open(`main/segments/${name}`);
  await file.append(await other.files.read(`main/segments/${name}`));
  const { segments } = await openSegments(files);
  assert.equal(inOrder(await pointsIn(segments.view())), inOrder(pointsOf(minutes(0, 6))));
});

test('whoever reads while segments are merged sees each interval once', async () => {
  const { segments } = await sealed(30, HOUR_MS / 3);
  const counted = async () => {
    const points = await pointsIn(segments.view());
    return points.reduce((sum, { point }) => sum + ('histogram' in point ? point.histogram.count : 0), 0);
  };
  const expected = await counted();
  const now = START + 9 * DAY_MS;
  let isDone = false;
  const merging = (async () => {
    await segments.compact(now, { hourlyAfterSeconds: 0, dailyAfterSeconds: Infinity });
    await segments.compact(now + HOUR_MS, { hourlyAfterSeconds: 0, dailyAfterSeconds: 0 });
    await segments.compact(now + 2 * HOUR_MS, { hourlyAfterSeconds: 0, dailyAfterSeconds: 0 });
    isDone = true;
  })();
  let readings = 0;
  while (!isDone) {
    assert.is(await counted(), expected);
    readings += 1;
  }
  await merging;
  assert.ok(readings > 1);
  assert.is(await counted(), expected);
});

test('a reader of another program goes on where files were merged, or says that it cannot', async () => {
  const { segments, files } = await sealed(12, HOUR_MS / 3);
  const now = START + 9 * DAY_MS;
  const rules = { hourlyAfterSeconds: 0, dailyAfterSeconds: Infinity };
  const reader = await openSegments(files, true);
  const before = reader.segments.view();
  await segments.compact(now, rules);
  await segments.compact(now + HOUR_MS, rules);
  assert.is((await files.list('main/segments')).length, 1);
  const countOf = (points: Awaited<ReturnType<typeof pointsIn>>) =>
    points.reduce((sum, { point }) => sum + ('histogram' in point ? point.histogram.count : 0), 0);
  const expected = countOf(await pointsIn(segments.view()));
  assert.is(countOf(await pointsIn(before)), expected);
  assert.equal(reader.damages, []);

  const again = await sealed(12, HOUR_MS / 3);
  const other = await openSegments(again.files, true);
  const view = other.segments.view();
  await assert.rejects(async () => {
    for await (const batch of view.points({
      startUnixMs: -Infinity,
      endUnixMs: Infinity,
      isWanted: () => true,
      labels: {},
      members: undefined,
      signal: undefined,
    })) {
      assert.ok(batch.length > 0);
      await again.segments.compact(now, rules);
      await again.segments.compact(now + HOUR_MS, rules);
    }
  }, /STORE_CHANGED/);
  await other.segments.refresh();
  assert.is(countOf(await pointsIn(other.segments.view())), expected);
});
