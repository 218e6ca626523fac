// Every merge asks first whether there is room for it, and gave what it had asked for back as if it had been in use: where a
// few hundred kilobytes were left, each one walked over all blocks of memory for that. Rows of 8,000 series took 6 s.
import { Histogram, quantilesOf } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { isWorkerd } from '../places.ts';

test('however full memory is, a merge takes as long as ever', () => {
  if (isWorkerd) return; // Its clock stands still while code runs.
  // They lie apart, so that each takes other memory than the one before.
  const snapshots = [1, 0.001].map((unit) => {
    const histogram = new Histogram();
    for (let i = 1; i < 300; i++) histogram.record(i * unit);
    return histogram.snapshot();
  });
  const alive: Histogram[] = [];
  const ms = Array.from({ length: 400 }, (_, step) => {
    for (let i = 0; i < 50; i++) {
      const histogram = new Histogram();
      histogram.recordMany([1, 2, 1 + (step % 13)]);
      alive.push(histogram);
    }
    // The least of them: what else runs on the machine counts for nothing.
    return Math.min(...Array.from({ length: 4 }, () => elapsedMs(snapshots)));
  }).sort((a, b) => a - b);
  // Where a clock has steps, what takes less than one of them takes nothing.
  const [usual, slow] = [Math.max(ms[200] as number, CLOCK_STEP_MS), ms[396] as number];
  assert.ok(slow < 50 * usual, `${slow.toFixed(2)} ms, and ${usual.toFixed(3)} ms otherwise`);
  for (const histogram of alive) histogram.dispose();
});

const CLOCK_STEP_MS = 0.05;

function elapsedMs(snapshots: readonly Parameters<typeof quantilesOf>[0][]): number {
  const startedMs = performance.now();
  for (let i = 0; i < 10; i++) for (const snapshot of snapshots) quantilesOf(snapshot, [0.5]);
  return performance.now() - startedMs;
}
