// 47 bytes of an HDR histogram of 5 digits over 63 bits took 134 ms to decode, and a log of 20 such lines 2.5 s, or 32 s by the
// reader of hdr-histogram-js: the time was that of the range in the header.
import {
  compressHdr,
  decodeFromCompressedBase64,
  HdrLogLines,
  HistogramLogReader,
  readHdrLog,
} from 'inferometer/hdr';
import {
  decodeDoubleHdr,
  decodeHdr,
  decodeSnapshot,
  encodeHdr,
  encodeSnapshot,
  HdrHistogram,
} from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { encodeDouble } from '../histogram/hdr/bytes.ts';

/** All that there may be: 6,160,383 buckets from the first to the last. */
const WHOLE = { countsLimit: 2 ** 23 };

/** The shortest of some runs: others may work beside it. */
function milliseconds(work: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const begunMs = performance.now();
    work();
    return performance.now() - begunMs;
  });
  return Math.min(...runs);
}

function wide(highest = 2 ** 63 - 1024): HdrHistogram {
  const histogram = new HdrHistogram({ significantDigits: 5, highestTrackable: 2 ** 63 });
  histogram.record(1);
  histogram.record(highest);
  return histogram;
}

function encoded(highest?: number): Uint8Array<ArrayBuffer> {
  using histogram = wide(highest);
  return encodeHdr(histogram.snapshot());
}

/** Once: to make it takes as long as its range is wide. */
const bytes = encoded();

const base64Of = (bytes: Uint8Array) => btoa(String.fromCharCode(...compressHdr(bytes)));
const lines = (base64: string) => Array.from({ length: 20 }, (_, i) => `${i},1,1,${base64}`).join('\n');

test('two counts far apart take no longer than two beside one another', () => {
  assert.is(bytes.length, 47);
  const decoded = decodeHdr(bytes, WHOLE);
  assert.is(decoded.count, 2);
  assert.is(decoded.counts.counts.length, 6_160_383);
  assert.is(decoded.min, 1);
  assert.is(milliseconds(() => decodeHdr(bytes, WHOLE)) < 25, true);
});

test('nor do the lines of a log', () => {
  const log = lines(base64Of(bytes));
  assert.is(milliseconds(() => [...readHdrLog(log, WHOLE)].length) < 500, true);
});

test('whoever does not raise the limit takes memory for four million buckets at most, in every decoder', () => {
  const double = encodeDouble(bytes, 1, 2n);
  const base64 = base64Of(bytes);
  using histogram = wide();
  const own = encodeSnapshot(histogram.snapshot());
  const small = base64Of(encoded(5));
  for (const limit of [undefined, { countsLimit: 6_160_382 }]) {
    assert.throwsCode(() => decodeHdr(bytes, limit), 'HDR_ENCODING_LIMIT');
    assert.throwsCode(() => decodeDoubleHdr(double, limit), 'HDR_ENCODING_LIMIT');
    assert.throwsCode(() => decodeSnapshot(own, limit), 'SNAPSHOT_ENCODING_LIMIT');
    assert.throwsCode(() => decodeFromCompressedBase64(base64, 32, false, 0, limit), 'HDR_ENCODING_LIMIT');
    assert.throwsCode(() => [...readHdrLog(`0,1,1,${base64}`, limit)], 'HDR_LOG_LINE');
    assert.throwsCode(() => new HdrLogLines(limit).interval(`0,1,1,${base64}`), 'HDR_LOG_LINE');
    const reader = new HistogramLogReader(`0,1,1,${base64}\n1,1,1,${small}`, 32, false, limit);
    assert.throwsCode(() => reader.nextIntervalHistogram(), 'HDR_ENCODING_LIMIT');
    assert.is(reader.nextIntervalHistogram()?.maxValue, 5);
  }
  for (const limit of [WHOLE, { countsLimit: 6_160_383 }]) {
    assert.is(decodeHdr(bytes, limit).count, 2);
    assert.is(decodeDoubleHdr(double, limit).integers.count, 2);
    assert.is(decodeSnapshot(own, limit).count, 2);
    assert.is(decodeFromCompressedBase64(base64, 32, true, 0, limit).totalCount, 2);
    assert.is([...readHdrLog(`0,1,1,${base64}`, limit)].length, 1);
    assert.is(
      new HistogramLogReader(`0,1,1,${base64}`, 32, false, limit).nextIntervalHistogram()?.totalCount,
      2,
    );
  }
});

test('a histogram that is made of a line is made in the time that its memory takes', () => {
  using far = new HdrHistogram({ significantDigits: 5, highestTrackable: 2 ** 48 });
  far.recordMany([0, 2 ** 47]);
  const text = base64Of(encodeHdr(far.snapshot()));
  const read = () => {
    const histogram = new HistogramLogReader(`0,1,1,${text}`, 32, true).nextIntervalHistogram();
    assert.is(histogram?.totalCount, 2);
    histogram?.destroy();
  };
  // It took a second and more, to look for the least value that is not 0.
  assert.is(milliseconds(read) < 500, true);
});

test('five digits of nanoseconds up to three days are read without a word about limits', () => {
  const threeDays = 3 * 24 * 3600e9;
  assert.is(decodeHdr(encoded(threeDays)).count, 2);
  using histogram = wide(threeDays);
  const decoded = decodeSnapshot(encodeSnapshot(histogram.snapshot()));
  assert.equal([decoded.count, decoded.max], [2, histogram.max]);
});

test('what is far apart in a snapshot is where it was in the histogram that is made of it', () => {
  using histogram = new HdrHistogram({ significantDigits: 5, highestTrackable: 2 ** 63 });
  for (const value of [1, 2, 200, 600, 131_000, 1e9, 1e9 + 5e4, 2 ** 40, 2 ** 41]) histogram.record(value, 3);
  using copy = HdrHistogram.from(histogram.snapshot());
  const { counts, ...totals } = copy.snapshot();
  const { counts: expected, ...others } = histogram.snapshot();
  assert.equal(totals, others);
  assert.is(counts.offset, expected.offset);
  assert.is(
    counts.counts.every((count, i) => count === expected.counts[i]),
    true,
  );
});
