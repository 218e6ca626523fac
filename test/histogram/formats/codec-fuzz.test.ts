import {
  decodeDdSketch,
  decodeSnapshot,
  ExplicitHistogram,
  encodeDdSketch,
  encodeSnapshot,
  HdrHistogram,
  Histogram,
  type Snapshot,
  Summary,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshotOf } from '../arbitrary.ts';
import { fuzz } from '../fuzz.ts';
import { normalFrom } from '../oracle.ts';

const normal = normalFrom(5);
const drawn = Array.from({ length: 300 }, () => 100 * normal());

test('decodeSnapshot: damaged bytes are refused, or are a snapshot with exactly these bytes', () => {
  using explicit = new ExplicitHistogram();
  using hdr = new HdrHistogram({ significantDigits: 2 });
  using summary = new Summary();
  for (const histogram of [explicit, hdr, summary]) histogram.recordMany(drawn);
  const samples = [
    snapshotOf(drawn),
    snapshotOf([]),
    explicit.snapshot(),
    hdr.snapshot(),
    summary.snapshot(),
  ];
  fuzz(samples.map(encodeSnapshot), 77, decodeSnapshot, (snapshot, bytes) => {
    assert.equal(encodeSnapshot(snapshot), bytes);
    if (snapshot.layout === 'exponential') {
      assert.ok(snapshot.positive.counts.length <= 65536 && snapshot.negative.counts.length <= 65536);
    }
    using histogram = histogramOf(snapshot);
    assert.close(histogram.count, Math.min(snapshot.count, 2 ** 64), 1e-12); // beyond 2^53 it is rounded
  });
});

function histogramOf(snapshot: Snapshot): Histogram | ExplicitHistogram | HdrHistogram | Summary {
  switch (snapshot.layout) {
    case 'exponential':
      return Histogram.from(snapshot);
    case 'explicit':
      return ExplicitHistogram.from(snapshot);
    case 'hdr':
      return HdrHistogram.from(snapshot);
    case 'summary':
      return Summary.from(snapshot);
  }
}

test('decodeDdSketch: damaged bytes are refused, or are a snapshot like any other', () => {
  const samples = [
    snapshotOf(drawn.slice(0, 30), { scale: 2, maxBuckets: 2048 }),
    snapshotOf([]),
    snapshotOf([0, 1e-5, 1e5], { scale: 2, maxBuckets: 2048 }),
  ];
  fuzz(
    samples.map((snapshot) => encodeDdSketch(snapshot)),
    78,
    decodeDdSketch,
    (snapshot) => {
      assert.ok(snapshot.positive.counts.length <= 65536 && snapshot.negative.counts.length <= 65536);
      using histogram = Histogram.from(snapshot);
      assert.is(histogram.count, Math.min(snapshot.count, 2 ** 64));
    },
  );
});
