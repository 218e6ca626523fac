import { decodeDoubleHdr, decodeHdr, encodeHdr, HdrHistogram, type HdrSnapshot } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { fuzz } from '../fuzz.ts';
import { encodeDouble, encodeV0, encodeV1, encodeV2, type Recipe, SMALL } from './bytes.ts';

const wide: Recipe = { ...SMALL, significantDigits: 4, highestTrackable: 2n ** 40n };

/** The largest double that Java's long holds. */
const MOST_COUNT = 2 ** 63 - 1024;

function check(snapshot: HdrSnapshot): void {
  assert.ok(snapshot.counts.counts.length <= 47 * 2 ** 17);
  if (snapshot.counts.counts.length > 10_000) return; // valid, and slow to look at
  using histogram = HdrHistogram.from(snapshot);
  assert.close(histogram.count, Math.min(snapshot.count, 2 ** 64), 1e-12); // beyond 2^53 it is rounded
  const { offset, counts } = decodeHdr(encodeHdr(snapshot)).counts;
  assert.is(offset, snapshot.counts.offset);
  assert.equal(
    counts,
    snapshot.counts.counts.map((count) => Math.min(count, MOST_COUNT)),
  );
}

test('decodeHdr: damaged bytes are refused, or are a snapshot like any other', () => {
  const samples = [
    encodeV2(SMALL),
    encodeV2(wide),
    encodeV1(SMALL, 2),
    encodeV1(SMALL, 8),
    encodeV0(SMALL, 4),
  ];
  fuzz(samples, 79, decodeHdr, check);
});

test('decodeDoubleHdr: damaged bytes are refused, or are a histogram of doubles', () => {
  const samples = [SMALL, wide].map((recipe) => encodeDouble(encodeV2(recipe), 1, 1_000n));
  fuzz(samples, 80, decodeDoubleHdr, ({ integers, integerToDoubleRatio }) => {
    assert.ok(integerToDoubleRatio > 0 && integerToDoubleRatio < Infinity);
    check(integers);
  });
});
