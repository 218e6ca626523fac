// The simulated machine finds what it is made to find: seeds that break stores with a fault, and none without.
import { assert, test } from '../../harness.ts';
import type { OpenSubject } from './session.ts';
import { simulate, traceOf } from './simulate.ts';
import { type Fault, SmallStore } from './small-store.ts';

const SEEDS = 100;

function opening(...faults: readonly Fault[]): OpenSubject {
  return (process, options) => SmallStore.open(process, options, faults);
}

test('a store that holds the law passes', async () => {
  const { failures } = await simulate(opening(), 0, SEEDS);
  assert.equal(failures, []);
});

const faults: readonly [Fault, RegExp][] = [
  ['sync before acknowledging', /acknowledged, and not read/],
  ['sync of the directory', /acknowledged, and not read/],
  ['dropping of what was seen', /is read \d+ times/],
];
for (const [fault, message] of faults) {
  test(`a store without ${fault} is found`, async () => {
    const [failure] = (await simulate(opening(fault), 0, SEEDS)).failures;
    assert.match(String(failure?.error), message);
  });
}

test('a seed does the same each time', async () => {
  assert.equal(await traceOf(opening(), 7), await traceOf(opening(), 7));
});
