// 47 bytes of an HDR histogram of 5 digits over 63 bits took 134 ms to decode, and a log of 20 such lines 2.5 s: the time was
// that of the range in the header.
import { compressHdr, readHdrLog } from 'inferometer/hdr';
import { decodeHdr, encodeHdr, HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

/** The shortest of some runs: others may work beside it. */
function milliseconds(work: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const begunMs = performance.now();
    work();
    return performance.now() - begunMs;
  });
  return Math.min(...runs);
}

function wide(): Uint8Array<ArrayBuffer> {
  using histogram = new HdrHistogram({ significantDigits: 5, highestTrackable: 2 ** 63 });
  histogram.record(1);
  histogram.record(2 ** 63 - 1024);
  return encodeHdr(histogram.snapshot());
}

test('two counts far apart take no longer than two beside one another', () => {
  const encoded = wide();
  assert.is(encoded.length, 47);
  const decoded = decodeHdr(encoded);
  assert.is(decoded.count, 2);
  assert.is(decoded.counts.counts.length, 6_160_383);
  assert.is(decoded.min, 1);
  assert.is(milliseconds(() => decodeHdr(encoded)) < 25, true);
});

test('nor do the lines of a log', () => {
  const base64 = btoa(String.fromCharCode(...compressHdr(wide())));
  const log = Array.from({ length: 20 }, (_, i) => `${i},1,1,${base64}`).join('\n');
  assert.is(milliseconds(() => [...readHdrLog(log)].length) < 500, true);
});
