/**
 * Where inferometer/hdr differs from hdr-histogram-js 3.0.1, each with what both do; the reasons are in
 * docs/coming-from-hdr-histogram-js.md.
 */
import * as theirs from 'hdr-histogram-js';
import * as ours from 'inferometer/hdr';
import { assert, test } from '../harness.ts';
import { encodeV2, payloadV2, SMALL, zigZag } from '../histogram/hdr/bytes.ts';
import pausesV1 from '../vectors/hdr/jHiccup-2.0.6.logV1.hlog';

type Hdr = typeof ours;

const THROWS = 'throws';
/** Theirs for a value that there is not. */
const NONE = Number.MAX_SAFE_INTEGER;
const UINT64 = 2 ** 64;

function attempt(body: () => unknown): unknown {
  try {
    return body();
  } catch {
    return THROWS;
  }
}

function compressed(encoded: Uint8Array): string {
  return btoa(String.fromCharCode(...ours.compressHdr(encoded)));
}

/** The total, the least and the largest after recording a value, and whether it is the median. */
function record(hdr: Hdr, value: number, useWebAssembly = false): unknown {
  const histogram = hdr.build({ useWebAssembly });
  return attempt(() => {
    histogram.recordValue(value);
    return [histogram.totalCount, histogram.minNonZeroValue, histogram.maxValue, histogram.mean];
  });
}

interface Difference {
  readonly run: (hdr: Hdr) => unknown;
  readonly theirs: unknown;
  readonly ours: unknown;
}

const NOTHING = [0, NONE, 0, 0];

const differences: Record<string, Difference> = {
  'NaN is counted as rejected': {
    run: (hdr) => [record(hdr, Number.NaN), record(hdr, Number.NaN, true)],
    theirs: [THROWS, THROWS], // the first when the mean is read
    ours: [NOTHING, NOTHING],
  },
  'the infinities are counted as rejected': {
    run: (hdr) => [Infinity, -Infinity].flatMap((value) => [record(hdr, value), record(hdr, value, true)]),
    theirs: [THROWS, THROWS, THROWS, THROWS],
    ours: [NOTHING, NOTHING, NOTHING, NOTHING],
  },
  'a negative value throws, with whatever engine': {
    run: (hdr) => [-0.5, -1].flatMap((value) => [record(hdr, value), record(hdr, value, true)]),
    theirs: [THROWS, [1, UINT64, 0, 0], THROWS, THROWS],
    ours: [THROWS, THROWS, THROWS, THROWS],
  },
  'the fraction is cut also from the least and the largest': {
    run: (hdr) => {
      const histogram = hdr.build();
      histogram.recordValue(0.5);
      const { minNonZeroValue } = histogram;
      histogram.recordValue(7.9);
      return [minNonZeroValue, histogram.maxValue];
    },
    theirs: [0, 7.9],
    ours: [NONE, 7],
  },
  'counts do not wrap at 32 bits': {
    run: (hdr) =>
      [false, true].map((useWebAssembly) => {
        const histogram = hdr.build({ useWebAssembly });
        histogram.recordValueWithCount(5, 2 ** 32 + 3);
        histogram.recordValue(1000);
        return [
          histogram.totalCount,
          histogram.getValueAtPercentile(50),
          histogram.getValueAtPercentile(100),
        ];
      }),
    theirs: [
      [2 ** 32 + 4, 0, 0],
      [2 ** 32 + 4, 0, 0],
    ],
    ours: [
      [2 ** 32 + 4, 5, 1000],
      [2 ** 32 + 4, 5, 1000],
    ],
  },
  'counts do not wrap at 8 bits': {
    run: (hdr) => {
      const histogram = hdr.build({ bitBucketSize: 8 });
      for (let i = 0; i < 300; i++) histogram.recordValue(7);
      return [histogram.totalCount, histogram.getValueAtPercentile(50), attempt(() => histogram.mean)];
    },
    theirs: [300, 0, THROWS],
    ours: [300, 7, 7],
  },
  'values from 2^53 to 2^63 are counted': {
    run: (hdr) => {
      const histogram = hdr.build();
      histogram.recordValue(2 ** 60);
      return [histogram.getValueAtPercentile(0), attempt(() => histogram.mean / 2 ** 60)];
    },
    theirs: [0, THROWS],
    ours: [2 ** 60, 1 + 2 ** -11],
  },
  'values just under a power of two stand in their own range': {
    run: (hdr) => {
      const histogram = new hdr.Int32Histogram(1, NONE, 3);
      histogram.recordValue(2 ** 53 - 1);
      return [histogram.sizeOfEquivalentValueRange(2 ** 53 - 1), histogram.mean < 2 ** 53];
    },
    theirs: [2 ** 43, true],
    ours: [2 ** 42, true],
  },
  'a count that is none is rejected': {
    run: (hdr) => {
      const histogram = hdr.build({ bitBucketSize: 64 });
      for (const count of [-1, 0.5]) attempt(() => histogram.recordValueWithCount(5, count)); // throws in development
      return histogram.totalCount;
    },
    theirs: -0.5,
    ours: 0,
  },
  'the largest value lies in its unit, and adding does not move it': {
    run: (hdr) => {
      const [a, b] = [new hdr.Int32Histogram(1000, 1e9, 3), new hdr.Int32Histogram(1000, 1e9, 3)];
      a.recordValue(5000);
      b.add(a);
      return [a.getValueAtPercentile(100), a.maxValue, b.maxValue];
    },
    theirs: [5119, 5511, 6022],
    ours: [5119, 5119, 5119],
  },
  'there is one number for no least value': {
    run: (hdr) => {
      const decoded = hdr.decodeFromCompressedBase64(compressed(encodeV2({ ...SMALL, counts: [0n] })));
      const reset = hdr.build({ useWebAssembly: true });
      reset.reset();
      return [hdr.build().minNonZeroValue, decoded.minNonZeroValue, reset.minNonZeroValue];
    },
    theirs: [NONE, Number.MAX_VALUE, UINT64],
    ours: [NONE, NONE, NONE],
  },
  'no more can be subtracted than there is': {
    run: (hdr) => {
      const [a, b] = [hdr.build(), hdr.build()];
      a.recordValue(5);
      b.recordValueWithCount(5, 3);
      return [attempt(() => a.subtract(b)), a.totalCount];
    },
    theirs: [undefined, -2],
    ours: [THROWS, 1],
  },
  'histograms of both engines add up': {
    run: (hdr) => {
      const [js, wasm] = [hdr.build(), hdr.build({ useWebAssembly: true })];
      js.recordValue(1);
      wasm.recordValue(2);
      return [attempt(() => js.add(wasm)), attempt(() => wasm.add(js)), js.totalCount, wasm.totalCount];
    },
    theirs: [THROWS, THROWS, 1, 1],
    ours: [undefined, undefined, 2, 3],
  },
  'with Wasm everything is as without': {
    run: (hdr) => {
      const histogram = hdr.build({ useWebAssembly: true });
      histogram.recordValue(42_000);
      return [
        histogram.numberOfSignificantValueDigits,
        histogram.startTimeStampMsec,
        histogram.summary.p50,
        histogram.outputPercentileDistribution(1, 1000).split('\n')[2],
        attempt(() => histogram.outputPercentileDistribution(1, 1000, true as never).split('\n')[1]),
      ];
    },
    theirs: [undefined, UINT64, 42_015, '      42.150 0.000000000000          1           1.00', THROWS],
    ours: [
      3,
      NONE,
      42_000,
      '      42.015 0.000000000000          1           1.00',
      '42.015,0.000000000000,1,1.00',
    ],
  },
  'no digits at all are refused': {
    run: (hdr) => attempt(() => new hdr.Int32Histogram(1, 1000, 0).numberOfSignificantValueDigits),
    theirs: 0,
    ours: THROWS,
  },
  'an iterator goes on while values are recorded': {
    run: (hdr) => {
      const histogram = new hdr.Int32Histogram(1, 1000, 3);
      histogram.recordValue(1);
      const { recordedValuesIterator } = histogram;
      recordedValuesIterator.reset();
      histogram.recordValue(2);
      return attempt(() => recordedValuesIterator.next().totalCountToThisValue);
    },
    theirs: THROWS,
    ours: 1,
  },
  'V1 and V0 are read': {
    run: (hdr) => attempt(() => new hdr.HistogramLogReader(pausesV1).nextIntervalHistogram()?.totalCount),
    theirs: THROWS,
    ours: 724,
  },
  'a payload that is shorter than it says is refused': {
    run: (hdr) => {
      const cut = compressed(encodeV2(SMALL, { payloadBytes: 1000 }, payloadV2([1n, 1n])));
      return attempt(() => hdr.decodeFromCompressedBase64(cut).totalCount);
    },
    theirs: 2,
    ours: THROWS,
  },
  'counts beyond the range are refused': {
    run: (hdr) => {
      const far = compressed(encodeV2(SMALL, {}, [...zigZag(-5000n), ...payloadV2([1n])]));
      return attempt(() => hdr.decodeFromCompressedBase64(far).totalCount);
    },
    theirs: 0,
    ours: THROWS,
  },
  'a start time is one line of a log': {
    run: (hdr) => {
      let text = '';
      const writer = new hdr.HistogramLogWriter((content) => {
        text += content;
      });
      writer.outputStartTime(1_234_560);
      return [text.split('\n').length - 1, text.slice(0, 23)];
    },
    theirs: [2, '#[StartTime: 1234.560 ('],
    ours: [1, '#[StartTime: 1234.560 ('],
  },
  'a tag that would break the line is refused': {
    run: (hdr) => {
      const histogram = hdr.build();
      let text = '';
      const writer = new hdr.HistogramLogWriter((content) => {
        text += content;
      });
      histogram.tag = 'a,b';
      return [attempt(() => writer.outputIntervalHistogram(histogram, 0, 1)), hdr.listTags(text)];
    },
    theirs: [undefined, ['a']],
    ours: [THROWS, []],
  },
};

theirs.initWebAssemblySync();

for (const [name, difference] of Object.entries(differences)) {
  test(name, () => {
    assert.equal(difference.run(theirs as unknown as Hdr), difference.theirs, 'hdr-histogram-js:');
    assert.equal(difference.run(ours), difference.ours, 'inferometer/hdr:');
  });
}

test("the header is Java's: no normalizing offset, a ratio of 1", () => {
  const header = (text: string) => {
    const bytes = ours.decompressHdr(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
    const view = new DataView(bytes.buffer);
    return [view.getInt32(8), view.getFloat64(32)];
  };
  const [a, b] = [theirs.build(), ours.build()];
  for (const histogram of [a, b]) histogram.recordValue(42);
  assert.equal(header(theirs.encodeIntoCompressedBase64(a)), [1, 5e-324]);
  assert.equal(header(ours.encodeIntoCompressedBase64(b)), [0, 1]);
});

test('what was not recorded is counted', () => {
  const histogram = ours.build({ highestTrackableValue: 1000, autoResize: false });
  for (const value of [Number.NaN, Infinity, -Infinity, 1]) histogram.recordValue(value);
  for (const value of [-1, 5000]) assert.throwsCode(() => histogram.recordValue(value), 'HISTOGRAM_VALUE');
  assert.equal([histogram.totalCount, histogram.rejected], [1, 5]);
});
