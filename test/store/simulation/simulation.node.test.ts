// The law of the store, on a machine that fails in every way that a seed can think of. Each seed can be had alone:
// `npm run test:faults -- --seed N` prints its calls. 100,000 of them are run by `npm run test:faults`.
import { assert, test } from '../../harness.ts';
import { openRealStore } from './real-store.ts';
import { simulate, traceOf } from './simulate.ts';

const SEEDS = 500;

test(`nothing that was acknowledged is lost: ${SEEDS} seeds`, async () => {
  const { failures } = await simulate(openRealStore, 0, SEEDS);
  assert.equal(
    failures.map(({ seed, error }) => `seed ${seed}: ${error}`),
    [],
  );
});

test('a seed does the same each time', async () => {
  assert.equal(await traceOf(openRealStore, 7), await traceOf(openRealStore, 7));
});
