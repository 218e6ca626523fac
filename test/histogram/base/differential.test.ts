// Random programs on all layouts, held against naive models of them. More of them: DIFFERENTIAL_VALUES, see CONTRIBUTING.md.
import { assert, test } from '../../harness.ts';
import { run } from './differential-program.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> } | undefined;

const VALUES = Number((typeof process === 'object' && process.env.DIFFERENTIAL_VALUES) || 60_000);
const VALUES_PER_PROGRAM = Math.min(VALUES, 200_000);

test('whatever is done with histograms, they hold what naive ones hold', () => {
  let values = 0;
  let looks = 0;
  for (let seed = 1; values < VALUES; seed++) {
    const outcome = run({ seed: seed * 7919, values: VALUES_PER_PROGRAM / 4, places: 12 });
    values += outcome.values;
    looks += outcome.looks;
  }
  assert.ok(looks > 10);
});
