// A simulation that finds nothing shows nothing: faults are planted, and seeds find them.
import { assert, test } from '../../harness.ts';
import { type Plant, planted } from './planted.ts';
import { openRealStore } from './real-store.ts';
import type { OpenSubject } from './session.ts';
import { simulate } from './simulate.ts';
import { type Fault, SmallStore } from './small-store.ts';

// In the store, by files with a fault in them.

const plants: readonly [Plant, RegExp][] = [
  ['no sync of files', /acknowledged, and not read/],
  ['no sync of directories', /acknowledged, and not read/],
  ['segments that count twice', /is read 2 times/],
];
for (const [plant, message] of plants) {
  test(`seeds find a store with ${plant}`, async () => {
    const open: OpenSubject = (process, options) => openRealStore(process, options, planted(plant, process));
    const { failures } = await simulate(open, 0, 300);
    assert.match(String(failures[0]?.error), message);
  });
}

// In the smallest store that there can be, which holds the law as long as nothing is left out of it.

const opening =
  (...faults: readonly Fault[]): OpenSubject =>
  (process, options) =>
    SmallStore.open(process, options, faults);

test('a small store that holds the law passes', async () => {
  const { failures } = await simulate(opening(), 0, 50);
  assert.equal(failures, []);
});

const faults: readonly [Fault, RegExp][] = [
  ['sync before acknowledging', /acknowledged, and not read/],
  ['sync of the directory', /acknowledged, and not read/],
  ['dropping of what was seen', /is read \d+ times/],
];
for (const [fault, message] of faults) {
  test(`seeds find a small store without ${fault}`, async () => {
    const [failure] = (await simulate(opening(fault), 0, 200)).failures;
    assert.match(String(failure?.error), message);
  });
}
