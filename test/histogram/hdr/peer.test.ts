import { build } from 'hdr-histogram-js';
import { HdrHistogram, percentiles } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { normalFrom } from '../oracle.ts';

const PERCENTILES = [0, 0.1, 1, 7, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

/** Whole values, small enough counts, no corner cases: where hdr-histogram-js 3.0.1 is right. */
for (let significantDigits = 1; significantDigits <= 5; significantDigits++) {
  for (const lowestDiscernible of [1, 1000]) {
    test(`${significantDigits} digits of at least ${lowestDiscernible}: every answer is that of hdr-histogram-js`, () => {
      const normal = normalFrom(significantDigits);
      const values = Array.from({ length: 5000 }, () => Math.floor(250_000 * Math.exp(2 * normal())));
      const peer = build({
        bitBucketSize: 64,
        autoResize: true,
        lowestDiscernibleValue: lowestDiscernible,
        highestTrackableValue: 2 * lowestDiscernible,
        numberOfSignificantValueDigits: significantDigits as 1,
        useWebAssembly: false,
      });
      using ours = new HdrHistogram({ significantDigits, lowestDiscernible });
      for (const value of values) peer.recordValue(value);
      ours.recordMany(values);

      assert.is(ours.count, peer.totalCount);
      assert.is(ours.highestTrackable, peer.highestTrackableValue);
      assert.ok(ours.valuesAreEquivalent(ours.max, peer.maxValue));
      assert.is(ours.mean, peer.mean);
      assert.is(ours.stdDev, peer.stdDeviation);
      for (const percentile of PERCENTILES) {
        assert.is(ours.quantile(percentile / 100), peer.getValueAtPercentile(percentile), `${percentile} %`);
      }
      const steps = [...percentiles(ours.buckets(), 5)];
      const rows = peer
        .outputPercentileDistribution(5, 1, true as false)
        .trim()
        .split('\n')
        .slice(1);
      assert.equal(
        steps.map((step) => [step.valueIteratedTo, step.totalCountToThisValue]),
        rows.map((row) => [Number(row.split(',')[0]), Number(row.split(',')[2])]),
      );

      const corrected = peer.copyCorrectedForCoordinatedOmission(100_000);
      using copy = ours.copyCorrectedForCoordinatedOmission(100_000);
      assert.is(copy.count, corrected.totalCount);
      assert.is(copy.mean, corrected.mean);
    });
  }
}
