// Without drift, no test finds it more often than alpha says: the short form. `npm run test:interop -- drift-false-alarms` is the long one.
import { createDriftDetector } from 'inferometer/drift';
import { assert, test } from '../harness.ts';
import { ALPHA, mostAlarms, normal, randomFrom, TESTS, words } from './samples.ts';

for (const [n, pairs] of [
  [20, 400],
  [200, 200],
  [20_000, 8],
] as const) {
  for (const name of TESTS) {
    test(`${n} values, ${name}`, () => {
      const random = randomFrom(n + name.length);
      const data = () => (name === 'chi-square' ? words(n, random) : normal(n, random));
      let alarms = 0;
      for (let i = 0; i < pairs; i++) {
        const detector = createDriftDetector(data(), { test: name, alpha: ALPHA });
        if (detector.detect(data()).drifted) alarms += 1;
      }
      assert.ok(alarms <= mostAlarms(pairs), `${alarms} of ${pairs}`);
    });
  }
}

test('what is called detectable is found about four times of five', () => {
  for (const name of TESTS.filter((one) => one !== 'chi-square')) {
    const random = randomFrom(99);
    let found = 0;
    for (let i = 0; i < 100; i++) {
      const detector = createDriftDetector(normal(200, random), { test: name });
      const { change } = detector.detect(normal(200, random)).smallestDetectable;
      if (detector.detect(normal(200, random, change)).drifted) found += 1;
    }
    assert.ok(found >= 64 && found <= 97, `${name}: ${found} of 100`);
  }
});
