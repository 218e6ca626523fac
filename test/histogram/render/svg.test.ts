import fc from 'fast-check';
import { toSvg } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshot, snapshotOf } from '../arbitrary.ts';

const drawn = toSvg(snapshotOf([0.01, 0.02, 0.02, 0.3]), { title: 'Inference', unit: 'seconds' });

test('the picture is one element, with what a screen reader says', () => {
  assert.match(drawn, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img" aria-label="[^"]+">/);
  assert.match(drawn, /<title>Inference: 4 values, mean 87\.5 ms, from 10 ms to 300 ms, p50 20 ms/);
  assert.ok(drawn.endsWith('</svg>'));
});

test('it needs nothing from elsewhere, and follows a dark scheme', () => {
  assert.not.match(drawn, /<script|href|url\(|@import|<image/);
  assert.is(drawn.match(/http/g)?.length, 1); // the namespace
  assert.match(drawn, /prefers-color-scheme:dark/);
});

test('the quantiles that are asked for are marked', () => {
  assert.is(drawn.match(/class="mark"/g)?.length, 3);
  const other = toSvg(snapshotOf([1, 2]), { quantiles: [0.999] });
  assert.match(other, />p99\.9 2</);
});

test('titles cannot leave their place', () => {
  const hostile = toSvg(snapshotOf([1]), { title: '</title><script>"&' });
  assert.not.match(hostile, /<script/);
  assert.match(hostile, /&#60;\/title&#62;&#60;script&#62;&#34;&#38;/);
});

test('every coordinate is a number and lies inside, whatever is in the snapshot', () => {
  fc.assert(
    fc.property(snapshot, (any) => {
      const svg = toSvg(any, { width: 400, height: 200 });
      const drawing = svg.replace(/>[^<]*</g, '><').replace(/aria-label="[^"]*"/, '');
      assert.not.match(drawing, /NaN|Infinity|undefined/);
      for (const [, x] of svg.matchAll(/[HM](-?[\d.]+)/g)) assert.ok(Number(x) >= 0 && Number(x) <= 400);
      for (const [, y] of svg.matchAll(/V(-?[\d.]+)/g)) assert.ok(Number(y) >= 0 && Number(y) <= 200);
    }),
  );
});

test('an empty snapshot is said to be', () => {
  assert.match(toSvg(snapshotOf([])), /no values/);
});

test('options that are none are refused', () => {
  assert.throwsCode(() => toSvg(snapshotOf([1]), { width: 10 }), 'HISTOGRAM_OPTION_RANGE');
});
