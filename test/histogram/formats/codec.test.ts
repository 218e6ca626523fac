import fc from 'fast-check';
import {
  decodeSnapshot,
  ExplicitHistogram,
  encodeSnapshot,
  HdrHistogram,
  Histogram,
  type Snapshot,
  Summary,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshot, snapshotOf, values } from '../arbitrary.ts';

const anySnapshot: fc.Arbitrary<Snapshot> = fc.oneof(
  snapshot,
  fc
    .tuple(values, fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 30 }))
    .map(([recorded, bounds]) => {
      using histogram = new ExplicitHistogram({ bounds: bounds.sort((a, b) => a - b) });
      histogram.recordMany(recorded);
      return histogram.snapshot();
    }),
  fc
    .tuple(
      fc.array(fc.integer({ min: -5, max: 1e9 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
    )
    .map(([recorded, significantDigits, autoResize]) => {
      using histogram = new HdrHistogram({ significantDigits, autoResize, highestTrackable: 1e6 });
      histogram.recordMany(recorded);
      return histogram.snapshot();
    }),
  values.map((recorded) => {
    using summary = new Summary();
    summary.recordMany(recorded);
    return summary.snapshot();
  }),
);

test('law: what is decoded equals what was encoded, and encodes to the same bytes', () => {
  fc.assert(
    fc.property(anySnapshot, (original) => {
      const bytes = encodeSnapshot(original);
      const decoded = decodeSnapshot(bytes);
      assert.equal(decoded, original);
      assert.equal(encodeSnapshot(decoded), bytes);
    }),
    { numRuns: 400 },
  );
});

test('law: every part of an encoded snapshot is refused, and so is whatever follows one', () => {
  fc.assert(
    fc.property(anySnapshot, (original) => {
      const bytes = encodeSnapshot(original);
      for (let end = 0; end < bytes.length; end += 1 + Math.floor(bytes.length / 50)) {
        assert.throwsCode(() => decodeSnapshot(bytes.subarray(0, end)), 'SNAPSHOT_ENCODING_TRUNCATED');
      }
      const longer = Uint8Array.of(...bytes, 0);
      assert.throwsCode(() => decodeSnapshot(longer), 'SNAPSHOT_ENCODING_TRAILING');
    }),
    { numRuns: 60 },
  );
});

// Written down once; every runtime and every kernel build has to agree. docs/snapshot-format.md explains the first.
const golden: Record<string, { make(): Snapshot; hex: string }> = {
  exponential: {
    make: () => snapshotOf([1.5, 1.5, 3, 100, -2, 0]),
    hex: 'b149464801 00 06 00 0000000000005a40 00000000000000c0 0000000000005940 09 0b 01 00 24 c301 02 00 1f 01 00 a101 01 3e 01 01',
  },
  explicit: {
    make: () => {
      using histogram = new ExplicitHistogram({ bounds: [1, 2, 5] });
      histogram.recordMany([0.5, 2, 2, 9, Number.NaN]);
      return histogram.snapshot();
    },
    hex: 'b149464801 01 04 01 0000000000002b40 000000000000e03f 0000000000002240 03 000000000000f03f 0000000000000040 0000000000001440 01 02 00 01 01',
  },
  hdr: {
    make: () => {
      using histogram = new HdrHistogram({ significantDigits: 2 });
      histogram.recordMany([5, 5, 300, -1]);
      return histogram.snapshot();
    },
    hex: 'b149464801 02 03 01 0000000000607340 0000000000001440 0000000000c07240 02 01 ff03 01 05 9202 02 00 9002 01',
  },
  summary: {
    make: () => {
      using summary = new Summary();
      summary.recordMany([1, 2, 3, 6]);
      return summary.snapshot();
    },
    hex: 'b149464801 03 04 00 0000000000002840 000000000000f03f 0000000000001840 0000000000000840 0000000000002c40 0000000000003240 0000000000805840',
  },
  'an empty one': {
    make: () => snapshotOf([]),
    hex: 'b149464801 00 00 00 0000000000000000 09 0b 00 00 00 00 00 00',
  },
};

for (const [name, { make, hex }] of Object.entries(golden)) {
  test(`the same bytes everywhere: ${name}`, () => {
    assert.is(hexOf(encodeSnapshot(make())), hex.replaceAll(/\s/g, ''));
  });
}

test('a snapshot of latencies takes about a byte for each bucket in use', () => {
  const histogram = new Histogram();
  for (let i = 0; i < 20_000; i++) histogram.record(0.001 * 1000 ** ((i * 0.618034) % 1));
  const encoded = encodeSnapshot(histogram.snapshot());
  const { counts } = histogram.snapshot().positive;
  assert.ok(counts.length > 300);
  assert.ok(encoded.length < counts.length + 60, `${encoded.length} bytes for ${counts.length} buckets`);
});

test('counts beyond 53 bits survive as far as doubles hold them', () => {
  using histogram = new Histogram();
  for (let i = 0; i < 3; i++) histogram.record(1, 2 ** 63);
  histogram.record(5, 2 ** 60 + 2 ** 10);
  const original = histogram.snapshot();
  assert.equal(decodeSnapshot(encodeSnapshot(original)), original);
});

test('bytes within a larger buffer are read where they lie', () => {
  const bytes = encodeSnapshot(snapshotOf([1, 2]));
  const larger = new Uint8Array(bytes.length + 20);
  larger.set(bytes, 7);
  assert.equal(decodeSnapshot(larger.subarray(7, 7 + bytes.length)), snapshotOf([1, 2]));
});

test('what is encoded has been checked', () => {
  const good = snapshotOf([1]);
  assert.throwsCode(() => encodeSnapshot({ ...good, count: 2 }), 'HISTOGRAM_SNAPSHOT');
  assert.throwsCode(() => encodeSnapshot({ ...good, layout: 'other' } as never), 'HISTOGRAM_SNAPSHOT');
  assert.throwsCode(() => encodeSnapshot(null as never), 'HISTOGRAM_SNAPSHOT');
  const beyond = { ...good, count: 2 ** 65, positive: { offset: 0, counts: Float64Array.of(2 ** 65) } };
  assert.throwsCode(() => encodeSnapshot(beyond), 'SNAPSHOT_ENCODING_NUMBER');
});

test('what is damaged is refused with what is wrong about it', () => {
  const bytes = encodeSnapshot(snapshotOf([1, 1, 2]));
  const changed = (at: number, ...to: number[]) => {
    const copy = bytes.slice();
    copy.set(to, at);
    return copy;
  };
  const cases: readonly [Uint8Array, string][] = [
    [changed(0, 0x50), 'SNAPSHOT_ENCODING_MAGIC'],
    [changed(4, 2), 'SNAPSHOT_ENCODING_VERSION'],
    [changed(5, 4), 'SNAPSHOT_ENCODING_LAYOUT'],
    [changed(6, 5), 'SNAPSHOT_ENCODING_CONTENT'], // count
    [changed(32, 13), 'SNAPSHOT_ENCODING_NUMBER'], // scale 9
    [changed(33, 40), 'SNAPSHOT_ENCODING_NUMBER'], // 2^40 buckets
    [changed(35, 16), 'SNAPSHOT_ENCODING_NUMBER'], // a flag that is none
    [new Uint8Array(0), 'SNAPSHOT_ENCODING_TRUNCATED'],
  ];
  for (const [damaged, code] of cases) assert.throwsCode(() => decodeSnapshot(damaged), code);
  assert.throwsCode(() => decodeSnapshot('bytes' as never), 'SNAPSHOT_ENCODING_KIND');
  assert.throwsCode(() => decodeSnapshot([...bytes] as never), 'SNAPSHOT_ENCODING_KIND');
});

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
