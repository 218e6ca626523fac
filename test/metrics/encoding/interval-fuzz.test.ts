import type { Interval } from 'inferometer/metrics';
import { decodeInterval, encodeInterval } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { fuzz } from '../../histogram/fuzz.ts';
import { everyAggregation } from './intervals.ts';

test('decodeInterval: damaged bytes are refused, or are an interval that can be written again', () => {
  const samples = [[], [1], [0, 1, -2.5, 1e-3, 400, 7, 7]].map((values) => {
    using telemetry = everyAggregation(values);
    return encodeInterval(telemetry.collector.flush() as Interval);
  });
  fuzz(samples, 31, decodeInterval, (interval) => {
    assert.equal(decodeInterval(encodeInterval(interval)), interval);
  });
});

test('decodeInterval: few bytes that ask for much memory are refused', () => {
  // 10,000 histograms of two times 65,536 empty buckets, which would take 10 GB.
  const buckets = 10_000 * 2 * 65_536;
  assert.throwsCode(() => decodeInterval(hostileInterval(10_000, buckets)), 'INTERVAL_ENCODING_CONTENT');
  assert.throwsCode(() => decodeInterval(hostileInterval(10_000, 500_000)), 'INTERVAL_ENCODING_CONTENT');
  assert.is(decodeInterval(hostileInterval(2, 2 * 2 * 65_536)).metrics[0]?.series.length, 2);
});

function hostileInterval(histograms: number, said: number): Uint8Array {
  const runOf65536 = [0, 0x80, 0x80, 0x04];
  const length65536 = [0x80, 0x80, 0x04];
  // Histogram; made at 0; no labels; scale 8, 65,536 buckets; count, rejected, zeros, sum 0; min and max NaN.
  const nan = [0, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f];
  const point = [8, 1, 0, 12 + 16 * 9, 0, 0, 0, 1, ...nan, ...nan, 0, ...length65536, 0, ...length65536, 0];
  const instrument = [0, 0, 3, 0, 0, 0];
  const heads = [...instrument, ...varint(histograms), ...Array(histograms).fill(point).flat()];
  const counts = Array(2 * histograms)
    .fill(runOf65536)
    .flat();
  const times = Array(32).fill(0);
  return Uint8Array.from([
    ...[0xb1, 0x49, 0x46, 0x49, 1, ...times, 0, ...varint(said)],
    // One string, which is empty.
    ...[1, 0],
    ...[1, ...varint(heads.length), ...varint(counts.length)],
    ...heads,
    ...counts,
  ]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [128 + (value % 128), ...varint(Math.floor(value / 128))];
}
