import fc from 'fast-check';
import { ExplicitHistogram, HdrHistogram, toTerminal } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshot, snapshotOf } from '../arbitrary.ts';

test('a picture, line by line', () => {
  const values = [...new Array(64).fill(1), ...new Array(32).fill(3), 4.9];
  assert.is(
    toTerminal(snapshotOf(values), { width: 20, height: 2, title: 'Waiting', unit: 'seconds' }),
    [
      'Waiting',
      '▾p50      ▾p90  ▾p99',
      '█',
      '█         █        ▁',
      '─────┬─────────┬────',
      '    2 s       4 s',
      '97 values  min 1 s  mean 1.7 s  p50 1 s  p90 2.99 s  p99 4.9 s  max 4.9 s',
    ].join('\n'),
  );
});

test('lines are as wide and as many as was asked for, whatever is in the snapshot', () => {
  fc.assert(
    fc.property(
      snapshot,
      fc.integer({ min: 20, max: 120 }),
      fc.integer({ min: 1, max: 12 }),
      (drawn, width, height) => {
        const lines = toTerminal(drawn, { width, height }).split('\n');
        if (drawn.count === 0) {
          assert.equal(lines, ['no values']);
          return;
        }
        assert.is(lines.length, height + 4);
        assert.ok(lines.slice(0, -1).every((line) => line.length <= width));
        assert.ok(
          lines
            .slice(1, height + 1)
            .join('')
            .includes('█') || height === 1,
        );
      },
    ),
  );
});

test('one value that is alone, and very many, are drawn', () => {
  for (const values of [[5], [0], [-1e300, 1e300], [Number.MAX_VALUE], [5e-324], [1e-300, 1e300]]) {
    assert.match(toTerminal(snapshotOf(values)), /█/);
  }
});

test('zeros beside values over several decades are named, since a logarithmic axis has no place for them', () => {
  const picture = toTerminal(snapshotOf([0, 0, 1, 100]), { unit: 'bytes' });
  assert.match(picture, /2 values at or under 0 not drawn/);
  assert.match(picture, /64 B/);
});

test('every layout can be drawn, on either axis', () => {
  using explicit = new ExplicitHistogram({ bounds: [1, 10, 100] });
  using hdr = new HdrHistogram();
  for (const histogram of [explicit, hdr]) histogram.recordMany([1, 5, 50, 500]);
  for (const drawn of [explicit.snapshot(), hdr.snapshot()]) {
    for (const axis of ['linear', 'logarithmic'] as const) {
      assert.match(toTerminal(drawn, { axis }), /4 values/);
    }
  }
});

test('options that are none are refused', () => {
  assert.throwsCode(() => toTerminal(snapshotOf([1]), { width: 5 }), 'HISTOGRAM_OPTION_RANGE');
  assert.throwsCode(() => toTerminal(snapshotOf([1]), { height: 1.5 }), 'HISTOGRAM_OPTION_RANGE');
});
