import { chiSquareQuantile, chiSquareSurvival, normalQuantile, normalSurvival } from 'inferometer/drift';
import { assert, test } from '../../harness.ts';
import vectors from '../../vectors/two_sample.json' with { type: 'json' };

test('as scipy: tails of the normal distribution', () => {
  for (const [z, tail] of vectors.tails.normal) {
    assert.close(normalSurvival(z as number), tail as number, 1e-12, `z = ${z}`);
  }
});

test('as scipy: tails of chi-square', () => {
  for (const [x, degrees, tail] of vectors.tails.chi2) {
    assert.close(
      chiSquareSurvival(x as number, degrees as number),
      tail as number,
      1e-11,
      `${x}, ${degrees}`,
    );
  }
  assert.is(chiSquareSurvival(0, 3), 1);
  assert.identical(chiSquareSurvival(Number.NaN, 3), Number.NaN);
});

test('quantiles are where the tails are', () => {
  for (const probability of [1e-9, 0.001, 0.025, 0.2, 0.5, 0.95]) {
    assert.close(normalSurvival(normalQuantile(probability)), probability, 1e-9);
    for (const degrees of [1, 4, 30]) {
      assert.close(chiSquareSurvival(chiSquareQuantile(probability, degrees), degrees), probability, 1e-9);
    }
  }
});
