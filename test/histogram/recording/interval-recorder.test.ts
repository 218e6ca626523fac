import fc from 'fast-check';
import {
  ExplicitHistogram,
  type ExponentialSnapshot,
  HdrHistogram,
  Histogram,
  IntervalRecorder,
  mergeSnapshots,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { sameCounts, snapshotOf, values } from '../arbitrary.ts';

class Clock {
  ms = 0;
  monotonicMs() {
    return this.ms;
  }
  wallUnixMs() {
    return 1_700_000_000_000 + this.ms;
  }
}

test('law: whatever the order of records, ticks and takes, every value is in one interval', () => {
  const step = fc.oneof(
    values.map((recorded) => ({ recorded })),
    fc.constant('tick' as const),
    fc.constant('take' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      using recorder = new IntervalRecorder(() => new Histogram());
      let [current, finished]: [number[], number[] | undefined] = [[], undefined];
      const all: number[] = [];
      const taken: ExponentialSnapshot[] = [];
      const tick = () => {
        finished = [...(finished ?? []), ...current];
        current = [];
      };
      const take = () => {
        if (!finished) tick();
        const { snapshot } = recorder.take();
        sameCounts(snapshot, sameScale(snapshotOf(finished as number[]), snapshot.scale));
        taken.push(snapshot);
        finished = undefined;
      };
      for (const action of steps) {
        if (action === 'take') take();
        else if (action === 'tick') {
          recorder.tick();
          tick();
        } else {
          recorder.recordMany(action.recorded);
          current.push(...action.recorded);
          all.push(...action.recorded);
        }
      }
      take();
      take();
      sameCounts(mergeSnapshots(taken), snapshotOf(all));
    }),
  );
});

test('what is recorded between tick and take belongs to the next interval', () => {
  using recorder = new IntervalRecorder(() => new Histogram());
  recorder.record(1);
  recorder.tick();
  recorder.record(2);
  recorder.record(2, 4);
  assert.equal(recorder.take().snapshot.max, 1);
  const next = recorder.take().snapshot;
  assert.equal([next.count, next.min], [5, 2]);
  assert.is(recorder.take().snapshot.count, 0);
});

test('intervals adjoin: each begins where the one before ended, by both clocks', () => {
  const clock = new Clock();
  using recorder = new IntervalRecorder(() => new Histogram(), clock);
  clock.ms = 1000;
  recorder.tick();
  clock.ms = 1700;
  const first = recorder.take();
  clock.ms = 2500;
  const second = recorder.take();
  assert.equal([first.startedAtUnixMs, first.durationMs], [1_700_000_000_000, 1000]);
  assert.equal([second.startedAtUnixMs, second.durationMs], [1_700_000_001_000, 1500]);
});

test('several ticks before a take make one interval', () => {
  const clock = new Clock();
  using recorder = new IntervalRecorder(() => new Histogram(), clock);
  for (const value of [1, 2, 3]) {
    recorder.record(value);
    clock.ms += 100;
    recorder.tick();
  }
  recorder.record(4);
  const { snapshot, durationMs } = recorder.take();
  assert.equal([snapshot.count, snapshot.max, durationMs], [3, 3, 300]);
});

test('what is rejected belongs to its interval as well', () => {
  using recorder = new IntervalRecorder(() => new Histogram());
  recorder.record(Number.NaN);
  assert.is(recorder.take().snapshot.rejected, 1);
  assert.is(recorder.take().snapshot.rejected, 0);
});

test('any layout can be recorded into', () => {
  using explicit = new IntervalRecorder(() => new ExplicitHistogram());
  using hdr = new IntervalRecorder(() => new HdrHistogram());
  for (const recorder of [explicit, hdr]) {
    recorder.recordMany([1, 2, 3]);
    recorder.tick();
    recorder.record(4);
    recorder.tick();
    assert.is(recorder.take().snapshot.count, 4);
  }
});

test('no memory is held after dispose()', () => {
  const recorder = new IntervalRecorder(() => new Histogram());
  recorder.record(1);
  recorder.dispose();
  assert.throwsCode(() => recorder.take(), 'HISTOGRAM_DISPOSED');
});

/** Recycled histograms start again at their own scale, so the scale depends on the interval alone. */
function sameScale<S extends { readonly scale: number }>(snapshot: S, scale: number): S {
  assert.is(snapshot.scale, scale);
  return snapshot;
}
