import fc from 'fast-check';
import { decodeDoubleHdr, decodeHdr, encodeHdr, HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import {
  bigEndian,
  encodeDouble,
  encodeV0,
  encodeV1,
  encodeV2,
  payloadV2,
  type Recipe,
  SMALL,
  zigZag,
} from './bytes.ts';

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function recorded(values: readonly number[], significantDigits = 3): HdrHistogram {
  const histogram = new HdrHistogram({ significantDigits });
  histogram.recordMany(values);
  return histogram;
}

const HEADER_OF_42 = '0000000000000003000000000000000100000000000000023ff0000000000000';

test('the bytes are those that Java writes', () => {
  using one = recorded([42]);
  assert.is(hex(encodeHdr(one.snapshot())), `1c84931300000002${HEADER_OF_42}5302`);
  using none = new HdrHistogram();
  assert.is(hex(encodeHdr(none.snapshot())), `1c84931300000001${HEADER_OF_42}00`);
});

test('a histogram survives being encoded', () => {
  // The more digits, the lower the values: 5 digits up to 2^53 are five million counts.
  const contents = fc.integer({ min: 1, max: 5 }).chain((digits) => {
    const value = fc.oneof(
      fc.nat(100),
      fc.maxSafeNat().map((n) => Math.floor(n / 1000 ** (digits - 1))),
    );
    return fc.tuple(fc.constant(digits), fc.array(value));
  });
  fc.assert(
    fc.property(contents, ([digits, values]) => {
      using histogram = recorded(values, digits);
      const before = histogram.snapshot();
      const after = decodeHdr(encodeHdr(before));
      const { significantDigits, lowestDiscernible, highestTrackable, count, counts } = after;
      assert.equal(counts, before.counts);
      assert.equal(
        { significantDigits, lowestDiscernible, highestTrackable, count },
        {
          significantDigits: before.significantDigits,
          lowestDiscernible: before.lowestDiscernible,
          highestTrackable: before.highestTrackable,
          count: before.count,
        },
      );
      using again = HdrHistogram.from(after);
      assert.equal(again.quantiles([0, 0.5, 0.99, 1]), histogram.quantiles([0, 0.5, 0.99, 1]));
      assert.equal(encodeHdr(again.snapshot()), encodeHdr(before));
    }),
  );
});

test('every sequence of counts is encoded and decoded as big integers say', () => {
  const count = fc.oneof(fc.constant(0n), fc.constant(0n), fc.bigInt(1n, 300n), fc.bigInt(1n, 2n ** 53n));
  fc.assert(
    fc.property(fc.array(count, { maxLength: 112 }), (all) => {
      while (all.at(-1) === 0n) all.pop();
      if (all.length === 0) return;
      const bytes = encodeV2({ ...SMALL, counts: all });
      const snapshot = decodeHdr(bytes);
      const { offset, counts } = snapshot.counts;
      assert.equal(
        all.flatMap((n, i) => (n > 0n ? [`${i}:${n}`] : [])),
        Array.from(counts).flatMap((n, i) => (n > 0 ? [`${offset + i}:${n}`] : [])),
      );
      assert.equal(encodeHdr(snapshot), bytes);
    }),
  );
});

test('what the format does not hold is taken from the counts', () => {
  // Index 1 holds 1, index 4 holds 4, index 35 = 16 + 19 holds 38 and 39.
  const counts = [0n, 3n, 0n, 0n, 5n, ...Array<bigint>(30).fill(0n), 2n];
  const { min, max, sum, count, rejected } = decodeHdr(encodeV2({ ...SMALL, counts }));
  assert.equal(
    { min, max, sum, count, rejected },
    { min: 1, max: 39, sum: 3 + 20 + 2 * 39, count: 10, rejected: 0 },
  );
  const empty = decodeHdr(encodeV2({ ...SMALL, counts: [0n] }));
  assert.is(empty.count, 0);
  assert.identical(empty.min, Number.NaN);
  assert.identical(empty.max, Number.NaN);
});

test('counts beyond 2^53 are the nearest doubles, and saturate under 2^63', () => {
  for (const count of [2n ** 53n + 1n, 2n ** 53n + 3n, 2n ** 62n + 2n ** 9n + 1n, 2n ** 63n - 1n])
    assert.is(decodeHdr(encodeV2({ ...SMALL, counts: [count] })).counts.counts[0], Number(count));
  using histogram = new HdrHistogram();
  histogram.record(1, 2 ** 63);
  histogram.record(1, 2 ** 63);
  const bytes = encodeHdr(histogram.snapshot());
  assert.equal([...bytes.subarray(40)], [0, ...zigZag(2n ** 63n - 1024n)]);
});

test('the largest long of Java survives', () => {
  const bytes = encodeV2({ ...SMALL, significantDigits: 3, highestTrackable: 2n ** 63n - 1n });
  const snapshot = decodeHdr(bytes);
  assert.is(snapshot.highestTrackable, 2 ** 63);
  assert.equal(encodeHdr(snapshot), bytes);
});

for (const wordBytes of [2, 4, 8]) {
  test(`V0 and V1 with words of ${wordBytes} bytes decode to the same as V2`, () => {
    const counts = [0n, 1n, 0n, 2n ** BigInt(8 * wordBytes - 1) - 1n, 0n, 0n, 7n, 0n];
    const recipe: Recipe = { ...SMALL, lowestDiscernible: 3n, counts };
    const expected = decodeHdr(encodeV2(recipe));
    assert.equal(decodeHdr(encodeV1(recipe, wordBytes)), expected);
    assert.equal(decodeHdr(encodeV0(recipe, wordBytes)), expected);
    // 0x10 marked what Java wrote compactly.
    const marked = encodeV1(recipe, wordBytes);
    marked[3] = (marked[3] as number) | 0x10;
    assert.equal(decodeHdr(marked), expected);
  });
}

test("the headers that hdr-histogram-js writes are read, and Java's are written", () => {
  const wrong = encodeV2(SMALL, { normalizingOffset: 1, ratio: 5e-324 });
  assert.equal(decodeHdr(wrong), decodeHdr(encodeV2(SMALL)));
  assert.equal(encodeHdr(decodeHdr(wrong)), encodeV2(SMALL));
});

test('a DoubleHistogram is its integers and what one is worth', () => {
  const integers = encodeV2(SMALL, { ratio: 2 ** -20 });
  const decoded = decodeDoubleHdr(encodeDouble(integers, 1, 1_000_000n));
  assert.equal(decoded, {
    significantDigits: 1,
    highestToLowestRatio: 1_000_000,
    integerToDoubleRatio: 2 ** -20,
    integers: decodeHdr(encodeV2(SMALL)),
  });
  assert.throwsCode(() => decodeHdr(encodeDouble(integers, 1, 1_000_000n)), 'HDR_ENCODING_DOUBLE');
  assert.throwsCode(() => decodeDoubleHdr(integers), 'HDR_ENCODING_COOKIE');
  for (const ratio of [0, -1, Number.NaN, Infinity])
    assert.throwsCode(
      () => decodeDoubleHdr(encodeDouble(encodeV2(SMALL, { ratio }), 1, 2n)),
      'HDR_ENCODING_HEADER',
    );
});

const whole = encodeV2(SMALL);
const refused: Record<string, readonly [string, () => Uint8Array]> = {
  'no bytes': ['HDR_ENCODING_TRUNCATED', () => new Uint8Array(0)],
  'another magic': ['HDR_ENCODING_COOKIE', () => encodeV2(SMALL, { cookie: 0xcafebaben })],
  'a compressed one': ['HDR_ENCODING_COOKIE', () => encodeV2(SMALL, { cookie: 0x1c849314n })],
  'a V1 word size of 6': ['HDR_ENCODING_HEADER', () => encodeV2(SMALL, { cookie: 0x1c849361n })],
  'half a header': ['HDR_ENCODING_TRUNCATED', () => whole.subarray(0, 20)],
  'a payload cut short': ['HDR_ENCODING_TRUNCATED', () => whole.subarray(0, -1)],
  'bytes after the payload': ['HDR_ENCODING_TRAILING', () => Uint8Array.from([...whole, 0])],
  'a negative payload length': ['HDR_ENCODING_HEADER', () => encodeV2(SMALL, { payloadBytes: -1 })],
  'a payload longer than all counts': [
    'HDR_ENCODING_HEADER',
    () => encodeV2(SMALL, { payloadBytes: 112 * 9 + 1 }),
  ],
  'no digits': ['HDR_ENCODING_HEADER', () => encodeV2({ ...SMALL, significantDigits: 0 })],
  '6 digits': ['HDR_ENCODING_HEADER', () => encodeV2({ ...SMALL, significantDigits: 6 })],
  'a lowest value of 0': ['HDR_ENCODING_HEADER', () => encodeV2({ ...SMALL, lowestDiscernible: 0n })],
  'a negative lowest value': ['HDR_ENCODING_HEADER', () => encodeV2({ ...SMALL, lowestDiscernible: -5n })],
  'a range of nothing': ['HDR_ENCODING_HEADER', () => encodeV2({ ...SMALL, highestTrackable: 1n })],
  'more than 63 bits': [
    'HDR_ENCODING_HEADER',
    () =>
      encodeV2({ ...SMALL, significantDigits: 5, lowestDiscernible: 2n ** 46n, highestTrackable: 2n ** 62n }),
  ],
  'an array turned beyond its length': [
    'HDR_ENCODING_HEADER',
    () => encodeV2(SMALL, { normalizingOffset: 112 }),
  ],
  'a number cut short': ['HDR_ENCODING_COUNTS', () => encodeV2(SMALL, {}, [...payloadV2([1n]), 0x80])],
  'more counts than the range has': ['HDR_ENCODING_COUNTS', () => encodeV2(SMALL, {}, Array(113).fill(2))],
  'a run of zeros beyond the range': ['HDR_ENCODING_COUNTS', () => encodeV2(SMALL, {}, zigZag(-113n))],
  'a run of zeros beyond 2^31 - 1': ['HDR_ENCODING_COUNTS', () => encodeV2(SMALL, {}, zigZag(-(2n ** 31n)))],
  'the longest run of all': ['HDR_ENCODING_COUNTS', () => encodeV2(SMALL, {}, zigZag(-(2n ** 63n)))],
  'a negative word': ['HDR_ENCODING_COUNTS', () => encodeV1({ ...SMALL, counts: [-1n] }, 8)],
  'half a word': ['HDR_ENCODING_COUNTS', () => encodeV2(SMALL, { cookie: 0x1c849341n }, bigEndian(1n, 3))],
  'V0 with more words than fit': [
    'HDR_ENCODING_TRAILING',
    () => encodeV0({ ...SMALL, counts: Array(113).fill(1n) }, 4),
  ],
};

for (const [what, [code, bytes]] of Object.entries(refused)) {
  test(`${what}: refused`, () => {
    assert.throwsCode(() => decodeHdr(bytes()), code);
  });
}

test('a run of 2^31 - 1 zeros is a matter of the range alone', () => {
  const error = assert.throwsCode(
    () => decodeHdr(encodeV2(SMALL, {}, zigZag(-(2n ** 31n - 1n)))),
    'HDR_ENCODING_COUNTS',
  );
  assert.match(error.message, '2147483647');
});

test('what is no Uint8Array is refused as such', () => {
  for (const bytes of [undefined, null, 'HISTFAAA', [0x1c, 0x84], new ArrayBuffer(40)])
    assert.throwsCode(() => decodeHdr(bytes as never), 'HDR_ENCODING_KIND');
  assert.throwsCode(() => encodeHdr({} as never), 'HISTOGRAM_SNAPSHOT');
});
