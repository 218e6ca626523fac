// How often each drift test finds drift where there is none, in numbers that CI has no time for: test/drift/false-alarms.test.ts has
// fewer, and is always run.
import { createDriftDetector } from 'inferometer/drift';
import { mostAlarms, normal, randomFrom, TESTS, words } from '../drift/samples.ts';
import { assert, test } from '../harness.ts';

for (const [n, pairs] of [
  [20, 2000],
  [200, 1000],
  [20_000, 60],
] as const) {
  test(`${n} values: no test finds drift more often without it than alpha says`, () => {
    const bound = mostAlarms(pairs);
    for (const name of TESTS) {
      const random = randomFrom(n + 7 * name.length);
      const data = () => (name === 'chi-square' ? words(n, random) : normal(n, random));
      let alarms = 0;
      for (let i = 0; i < pairs; i++) {
        if (createDriftDetector(data(), { test: name }).detect(data()).drifted) alarms += 1;
      }
      assert.ok(alarms <= bound, `${name}: ${alarms} of ${pairs}`);
    }
  });
}
