import { compressHdr, decodeFromCompressedBase64, decompressHdr, readHdrLog } from 'inferometer/hdr';
import { HdrHistogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { fuzz } from '../histogram/fuzz.ts';
import { encodeDouble, encodeV0, encodeV1, encodeV2, SMALL } from '../histogram/hdr/bytes.ts';
import pauses from '../vectors/hdr/jHiccup-2.0.7S.logV2.hlog';

/** With each byte as a character. */
const textOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const counts = Array.from({ length: 100 }, (_, i) => BigInt(i % 7));

test('decompressHdr: damaged bytes are refused, or unpack to an encoding', () => {
  const samples = [
    compressHdr(encodeV2({ ...SMALL, counts })),
    compressHdr(encodeV1(SMALL, 2)),
    compressHdr(encodeV0(SMALL, 8), 0),
    compressHdr(encodeDouble(encodeV2(SMALL), 1, 2n)),
  ];
  fuzz(samples, 81, decompressHdr, (encoded) => {
    assert.equal(decompressHdr(compressHdr(encoded)), encoded);
  });
});

test('decodeFromCompressedBase64: damaged text is refused, or is a histogram', () => {
  const samples = pauses
    .split('\n')
    .filter((line) => line.includes('HISTF'))
    .slice(0, 5)
    .map((line) => bytesOf(line.slice(line.indexOf('HISTF')).trim()));
  fuzz(
    samples,
    82,
    (bytes) => decodeFromCompressedBase64(textOf(bytes), 32, true),
    (histogram) => {
      assert.ok(histogram.totalCount >= 0 && histogram.maxValue <= 2 ** 63);
      histogram.destroy();
    },
  );
});

test('readHdrLog: a damaged log is refused, or has its intervals', () => {
  const [first, second] = pauses.split('\n').filter((line) => line.includes('HISTF'));
  const samples = [`${first}\n#[BaseTime: 1441812279.474]\nTag=A,${second}`, `${second}`].map(bytesOf);
  fuzz(
    samples,
    83,
    (bytes) => [...readHdrLog(textOf(bytes))],
    (intervals) => {
      for (const { histogram } of intervals) {
        using copy = HdrHistogram.from(histogram);
        assert.close(copy.count, histogram.count, 1e-12); // beyond 2^53 it is rounded
      }
    },
  );
});
