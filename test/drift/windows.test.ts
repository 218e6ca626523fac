import { type CountWindow, createDriftDetector, type DriftWindow, type TimeWindow } from 'inferometer/drift';
import { assert, test } from '../harness.ts';
import { ManualClock } from '../telemetry/support.ts';
import { normal, randomFrom } from './samples.ts';

const reference = normal(200, randomFrom(5));

function detector(window: DriftWindow, clock = new ManualClock()) {
  return createDriftDetector(reference, { test: 'ks', window, clock });
}

test('tumbling by count: each value is in one window', () => {
  const stream = detector({ kind: 'tumbling', count: 50 });
  const random = randomFrom(6);
  const results = [...normal(120, random), ...normal(130, random, 2)].map((value) => stream.add(value));
  const at = results.flatMap((result, i) =>
    result === undefined ? [] : [[i, result.drifted, result.counts.current]],
  );
  assert.equal(at, [
    [49, false, 50],
    [99, false, 50],
    [149, true, 50],
    [199, true, 50],
    [249, true, 50],
  ]);
  assert.is(stream.flush(), undefined);
});

test('sliding by count: drift is seen before the window is full of it', () => {
  const stream = detector({ kind: 'sliding', count: 100, stepCount: 10 });
  const random = randomFrom(8);
  const seen: number[] = [];
  for (const [i, value] of [...normal(200, random), ...normal(100, random, 2)].entries()) {
    const result = stream.add(value);
    if (result === undefined) continue;
    assert.is(result.window?.count, 100);
    assert.is((i + 1) % 10, 0);
    if (result.drifted) seen.push(i);
  }
  assert.ok((seen[0] as number) > 199 && (seen[0] as number) < 250, String(seen[0]));
});

test('tumbling by time: a window ends with the first value after it, and empty ones are passed over', () => {
  const clock = new ManualClock();
  const stream = detector({ kind: 'tumbling', seconds: 60, leastCount: 5 }, clock);
  const started = clock.wallUnixMs();
  for (let i = 0; i < 30; i++) {
    assert.is(stream.add(i / 30), undefined);
    clock.advance(2);
  }
  const result = stream.add(7);
  assert.is(result?.counts.current, 30);
  assert.is(result?.window?.startedAtUnixMs, started);
  assert.is(result?.window?.endedAtUnixMs, started + 58_000);
  clock.advance(600);
  assert.is(stream.add(8), undefined, 'one value alone is no window to compare');
  assert.is(stream.flush()?.counts.current, 1);
});

test('sliding by time: what is older than the window is forgotten', () => {
  const clock = new ManualClock();
  const stream = detector({ kind: 'sliding', seconds: 10, stepSeconds: 5, leastCount: 1 }, clock);
  const counts: (number | undefined)[] = [];
  for (let i = 0; i < 40; i++) {
    const result = stream.add(i);
    if (result !== undefined) counts.push(result.window?.count);
    clock.advance(1);
  }
  assert.equal(counts, [5, 10, 10, 10, 10, 10, 10]);
});

test('a window of time is bounded, and says what found no room', () => {
  const stream = detector({ kind: 'tumbling', seconds: 60, mostCount: 30 });
  for (let i = 0; i < 100; i++) stream.add(i);
  const result = stream.flush();
  assert.equal([result?.window?.count, result?.window?.dropped], [30, 70]);
  assert.ok(result?.warnings.some(({ code }) => code === 'window_full'));
});

test('numbers that are not finite are counted, and not compared', () => {
  const stream = detector({ kind: 'tumbling', count: 3 });
  const results = [1, Number.NaN, 2, Infinity, 3].map((value) => stream.add(value));
  assert.equal([results[4]?.window?.count, results[4]?.window?.rejected], [3, 2]);
  assert.ok(results[4]?.warnings.some(({ code }) => code === 'not_a_number'));
});

test('reset forgets what is in the window', () => {
  const stream = detector({ kind: 'tumbling', count: 3 });
  stream.add(1);
  stream.add(2);
  stream.reset();
  assert.is(stream.flush(), undefined);
  assert.is(stream.add(3), undefined);
});

test('words and booleans of a stream, and values of the wrong kind', () => {
  const stream = createDriftDetector(['yes', 'no', 'true'], { window: { kind: 'tumbling', count: 3 } });
  stream.add('yes');
  stream.add(true);
  assert.is(stream.add('no')?.counts.current, 3);
  assert.throwsCode(() => stream.add(undefined as never), 'DRIFT_SAMPLE');
  assert.throwsCode(() => detector({ kind: 'tumbling', count: 3 }).add('1'), 'DRIFT_SAMPLE');
  assert.throwsCode(() => detector({ kind: 'tumbling', count: 3 }).add(null as never), 'DRIFT_SAMPLE');
});

test('memory of a sliding window does not grow with the stream', () => {
  const stream = detector({ kind: 'sliding', count: 10, stepCount: 100_000 });
  for (let i = 0; i < 50_000; i++) stream.add(i);
  assert.is(stream.flush()?.window?.count, 10);
});

test('hostile windows are errors with a code', () => {
  const bad: readonly [object, string][] = [
    [{ kind: 'tumbling' }, 'DRIFT_OPTION_RANGE'],
    [{ kind: 'tumbling', count: 5, seconds: 5 }, 'DRIFT_OPTION_RANGE'],
    [{ kind: 'hopping', count: 5 }, 'DRIFT_OPTION_RANGE'],
    [{ kind: 'tumbling', count: 1 }, 'DRIFT_OPTION_RANGE'],
    [{ kind: 'tumbling', count: 2.5 }, 'DRIFT_OPTION_RANGE'],
    [{ kind: 'tumbling', count: '5' }, 'DRIFT_OPTION_KIND'],
    [{ kind: 'tumbling', count: 5, stepCount: 2 }, 'DRIFT_UNKNOWN_OPTION'],
    [{ kind: 'sliding', count: 5, stepSeconds: 2 }, 'DRIFT_UNKNOWN_OPTION'],
    [{ kind: 'sliding', seconds: 0 }, 'DRIFT_OPTION_RANGE'],
    [{ kind: 'sliding', seconds: 5, mostCount: 0 }, 'DRIFT_OPTION_RANGE'],
  ];
  for (const [window, code] of bad) {
    assert.throwsCode(() => detector(window as CountWindow | TimeWindow), code);
  }
  assert.throwsCode(() => createDriftDetector(reference, { window: 50 as never }), 'DRIFT_OPTION_RANGE');
});
