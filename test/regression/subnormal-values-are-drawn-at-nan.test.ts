// A picture of nothing but subnormal values had coordinates that are no numbers.
import { Histogram, toSvg, toTerminal } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

for (const values of [[6e-323], [5e-324], [0, 1e-323], [-1e-310, 1e-310]]) {
  test(`${values.join(' and ')} are drawn`, () => {
    using histogram = new Histogram({ scale: 0, maxBuckets: 128 });
    histogram.recordMany(values);
    const drawing = toSvg(histogram.snapshot(), { width: 400, height: 200 }).replace(/>[^<]*</g, '><');
    assert.not.match(drawing.replace(/aria-label="[^"]*"/, ''), /NaN|Infinity|undefined/);
    assert.ok(toTerminal(histogram.snapshot()).length > 0);
  });
}
