/**
 * Code written for hdr-histogram-js, run with it and with ours: only the import differs, and what it gives is the
 * same. Where we differ on purpose, differences.test.ts says so.
 */
import * as theirs from 'hdr-histogram-js';
import * as ours from 'inferometer/hdr';
import { assert, test } from '../harness.ts';
import { normalFrom, randomFrom } from '../histogram/oracle.ts';
import pauses from '../vectors/hdr/jHiccup-2.0.7S.logV2.hlog';
import tagged from '../vectors/hdr/tagged-Log.logV2.hlog';

type Hdr = typeof ours;

const WIDTHS = [8, 16, 32, 64, 'packed'] as const;
const DIGITS = [1, 2, 3, 4, 5] as const;
const PERCENTILES = [0, 1, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.9, 99.99, 99.999, 100];

/** Everything that a histogram tells, but for what it costs. */
function told(histogram: ours.Histogram) {
  const { autoResize, highestTrackableValue, totalCount, maxValue, minNonZeroValue } = histogram;
  const { numberOfSignificantValueDigits, startTimeStampMsec, endTimeStampMsec, tag, summary } = histogram;
  return {
    ...{ autoResize, highestTrackableValue, totalCount, maxValue, minNonZeroValue },
    ...{ numberOfSignificantValueDigits, startTimeStampMsec, endTimeStampMsec, tag, summary },
    // Sums of doubles, whose last digit depends on their order.
    mean: histogram.mean.toPrecision(13),
    stdDeviation: histogram.stdDeviation.toPrecision(10),
    json: JSON.stringify(histogram),
    percentiles: PERCENTILES.map((percentile) => histogram.getValueAtPercentile(percentile)),
    table: histogram.outputPercentileDistribution(),
    fine: histogram.outputPercentileDistribution(20, 1000),
    isFootprintKnown: histogram.estimatedFootprintInBytes > 0,
  };
}

/** Whole values over six decades, a few zeros among them. */
function values(seed: number, n: number): number[] {
  const normal = normalFrom(seed);
  return Array.from({ length: n }, (_, i) =>
    i % 97 === 0 ? 0 : Math.round(3000 * Math.exp(1.5 * normal())),
  );
}

function thrown(body: () => unknown): boolean {
  try {
    body();
    return false;
  } catch {
    return true;
  }
}

const scenarios: Record<string, (hdr: Hdr) => unknown> = {
  'README: record and retrieve': (hdr) => {
    const h = hdr.build();
    h.recordValue(123);
    h.recordValue(122);
    h.recordValue(1244);
    return [h.minNonZeroValue, h.maxValue, h.mean, h.getValueAtPercentile(90), h.summary, `Statistics ${h}`];
  },
  'README: percentile distribution': (hdr) => {
    const histogram = hdr.build();
    histogram.recordValue(25);
    histogram.recordValue(50);
    histogram.recordValue(75);
    return histogram.outputPercentileDistribution();
  },
  'README: coordinated omission': (hdr) => {
    const histogram = hdr.build();
    histogram.recordValueWithExpectedInterval(1234, 100);
    return [told(histogram), told(histogram.copyCorrectedForCoordinatedOmission(100))];
  },
  'README: a histogram made to measure': (hdr) => {
    const histogram = hdr.build({
      bitBucketSize: 32,
      autoResize: true,
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2,
      numberOfSignificantValueDigits: 3,
      useWebAssembly: false,
    });
    histogram.recordValue(42);
    return told(histogram);
  },
  'README: WebAssembly': (hdr) => {
    hdr.initWebAssemblySync();
    const histogram = hdr.build({ useWebAssembly: true });
    histogram.recordValue(42);
    const result = [
      histogram.outputPercentileDistribution(),
      `${histogram}`,
      histogram instanceof hdr.WasmHistogram,
    ];
    histogram.destroy();
    return [
      ...result,
      `${histogram}`,
      thrown(() => histogram.recordValue(42)),
      thrown(() => histogram.totalCount),
    ];
  },
  'README: decode': (hdr) => {
    const text = 'HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM=';
    const packed = hdr.decodeFromCompressedBase64(text, 'packed', true);
    return [told(hdr.decodeFromCompressedBase64(text)), `${packed}`, packed.outputPercentileDistribution()];
  },
  'README: encode and decode': (hdr) => {
    const histogram = hdr.build();
    histogram.recordValue(42);
    const text = hdr.encodeIntoCompressedBase64(histogram);
    return [text.startsWith('HISTFAAA'), told(hdr.decodeFromCompressedBase64(text))];
  },
  'README: write a log': (hdr) => {
    let buffer = '';
    const writer = new hdr.HistogramLogWriter((content) => {
      buffer += content;
    });
    const histogram = hdr.build();
    histogram.startTimeStampMsec = 1234001;
    histogram.endTimeStampMsec = 1235123;
    histogram.recordValue(123000);
    writer.outputLogFormatVersion();
    writer.outputLegend();
    writer.outputComment('[a comment]');
    writer.outputIntervalHistogram(histogram);
    writer.baseTime = 1000000;
    histogram.tag = 'TAG';
    writer.outputIntervalHistogram(histogram);
    writer.outputIntervalHistogram(histogram, 1000.0120001, 1042.013001, 1);
    return buffer.replace(/HISTFAA\S+/g, 'HISTFAA');
  },
  'README: read a log': (hdr) => {
    const reader = new hdr.HistogramLogReader(pauses);
    const read = [];
    for (let h = reader.nextIntervalHistogram(); h !== null; h = reader.nextIntervalHistogram()) {
      // A unit over 1: see differences.test.ts.
      const { maxValue, summary, json, table, fine, ...rest } = told(h);
      read.push({ ...rest, summary: { ...summary, max: 0 } });
    }
    return [read.length, reader.startTimeSec, reader.baseTimeSec, read];
  },

  'the five widths': (hdr) =>
    WIDTHS.map((bitBucketSize) => {
      const histogram = hdr.build({ bitBucketSize });
      for (let i = 1; i <= 100; i++) histogram.recordValue(i * i);
      return [`${histogram}`, told(histogram), histogram instanceof hdr.JsHistogram];
    }),
  'the classes': (hdr) => {
    const { Int8Histogram, Int16Histogram, Int32Histogram, Float64Histogram, PackedHistogram } = hdr;
    return [Int8Histogram, Int16Histogram, Int32Histogram, Float64Histogram, PackedHistogram].map((Class) => {
      const histogram = new Class(1, Number.MAX_SAFE_INTEGER, 3);
      histogram.recordValue(1234);
      return [`${histogram}`, histogram instanceof hdr.JsHistogram, told(histogram)];
    });
  },
  'every number of digits': (hdr) =>
    DIGITS.map((numberOfSignificantValueDigits) => {
      const histogram = hdr.build({ numberOfSignificantValueDigits });
      for (const value of values(1, 3000)) histogram.recordValue(value);
      return told(histogram);
    }),
  'an empty histogram': (hdr) => told(hdr.build()),
  zeros: (hdr) => {
    const histogram = hdr.build();
    histogram.recordValue(0);
    histogram.recordValueWithCount(0, 5);
    return told(histogram);
  },
  fractions: (hdr) => {
    const histogram = hdr.build();
    for (const value of [1.9, 2.0000001, 1233.99, 1234]) histogram.recordValue(value);
    return told(histogram);
  },
  'weighted recording': (hdr) => {
    const histogram = hdr.build({ bitBucketSize: 64 });
    for (const [i, value] of values(2, 500).entries()) histogram.recordValueWithCount(value, 1 + (i % 1000));
    histogram.recordValueWithCount(77, 2 ** 40);
    return told(histogram);
  },
  'large values': (hdr) => {
    const histogram = hdr.build();
    for (const value of [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40 + 12345, 2 ** 52])
      histogram.recordValue(value);
    return told(histogram);
  },
  'a range that grows': (hdr) => {
    const histogram = hdr.build({ highestTrackableValue: 4096 });
    const highest = [histogram.highestTrackableValue];
    for (const value of [4000, 8191, 8192, 9000, 100_000, 5_000_000_000]) {
      histogram.recordValue(value);
      highest.push(histogram.highestTrackableValue);
    }
    return highest;
  },
  'a range that may not grow': (hdr) => {
    const histogram = hdr.build({ highestTrackableValue: 4096, autoResize: false });
    const refused = [4096, 8191, 8192, 9000].map((value) => thrown(() => histogram.recordValue(value)));
    histogram.autoResize = true;
    refused.push(thrown(() => histogram.recordValue(9000)));
    return [refused, histogram.totalCount, histogram.highestTrackableValue];
  },
  'a class does not grow unless told to': (hdr) => {
    const histogram = new hdr.Int32Histogram(1, 4096, 3);
    return [
      histogram.autoResize,
      thrown(() => histogram.recordValue(9000)),
      thrown(() => histogram.recordValue(-1)),
    ];
  },
  'options that are refused': (hdr) => [
    thrown(() => new hdr.Int32Histogram(0, 100, 3)),
    thrown(() => new hdr.Int32Histogram(10, 19, 3)),
    thrown(() => new hdr.Int32Histogram(1, 100, 6)),
    thrown(() => new hdr.Int32Histogram(1, 100, -1)),
    thrown(() => hdr.build({ bitBucketSize: 12 as never })),
  ],
  'adding the like': (hdr) => {
    const [a, b] = [hdr.build(), hdr.build()];
    for (const value of values(3, 500)) a.recordValue(value);
    for (const value of values(4, 500)) b.recordValue(value * 3);
    a.startTimeStampMsec = 500;
    a.endTimeStampMsec = 600;
    b.startTimeStampMsec = 400;
    b.endTimeStampMsec = 550;
    a.add(b);
    return [told(a), told(b)];
  },
  'adding the unlike': (hdr) => {
    const histogram = new hdr.Int32Histogram(1, Number.MAX_SAFE_INTEGER, 2);
    const other = new hdr.Int32Histogram(1, 1024, 3);
    other.autoResize = true;
    histogram.recordValue(42000);
    other.recordValue(1000);
    histogram.add(other);
    return [histogram.totalCount, Math.floor(histogram.mean / 100), histogram.getValueAtPercentile(50)];
  },
  'adding what does not fit': (hdr) => {
    const histogram = hdr.build({ highestTrackableValue: 1000, autoResize: false });
    const other = hdr.build();
    other.recordValue(1_000_000);
    return [thrown(() => histogram.add(other)), histogram.totalCount];
  },
  'subtracting the like': (hdr) => {
    const [a, b] = [hdr.build(), hdr.build()];
    for (const value of [100, 200, 300]) {
      a.recordValueWithCount(value, 2);
      b.recordValueWithCount(value, 1);
    }
    a.subtract(b);
    return told(a);
  },
  'adding and subtracting a coarser one': (hdr) => {
    const a = hdr.build({ numberOfSignificantValueDigits: 5 });
    const b = hdr.build({ numberOfSignificantValueDigits: 3 });
    a.recordValue(100);
    b.recordValue(42000);
    a.add(b);
    a.subtract(b);
    return a.summary;
  },
  'subtracting the outermost values': (hdr) => {
    const [a, b] = [hdr.build(), hdr.build()];
    for (const value of [5, 70, 1000, 1900]) a.recordValue(value);
    for (const value of [5, 1900]) b.recordValue(value);
    a.subtract(b);
    return told(a);
  },
  'correcting while recording': (hdr) => {
    const histogram = hdr.build();
    for (const value of [207, 100, 99, 1000, 0]) histogram.recordValueWithExpectedInterval(value, 100);
    histogram.recordValueWithExpectedInterval(5000, 0);
    return told(histogram);
  },
  'correcting afterwards': (hdr) => {
    const histogram = hdr.build();
    histogram.recordValueWithCount(207, 2);
    histogram.recordValue(1999);
    const into = hdr.build();
    into.recordValue(3);
    into.addWhileCorrectingForCoordinatedOmission(histogram as never, 90);
    return [90, 100, 1000, 0]
      .map((interval) => told(histogram.copyCorrectedForCoordinatedOmission(interval)))
      .concat(told(into));
  },
  'reset and used again': (hdr) => {
    const histogram = hdr.build({ highestTrackableValue: 15000, numberOfSignificantValueDigits: 2 });
    histogram.tag = 'blabla';
    histogram.startTimeStampMsec = 42;
    for (const value of [1, 100, 2000]) histogram.recordValue(value);
    histogram.reset();
    const empty = told(histogram);
    histogram.recordValue(1000);
    return [empty, told(histogram)];
  },
  'destroyed and used again': (hdr) => {
    const histogram = hdr.build();
    histogram.recordValue(5);
    histogram.destroy();
    histogram.recordValue(6);
    return told(histogram);
  },
  'tables and lists': (hdr) => {
    const histogram = hdr.build({ numberOfSignificantValueDigits: 2 });
    for (const value of values(5, 20_000)) histogram.recordValue(value);
    return [1, 2, 5, 10].flatMap((ticks) => [
      histogram.outputPercentileDistribution(ticks),
      histogram.outputPercentileDistribution(ticks, 1000),
      histogram.outputPercentileDistribution(ticks, 3, true as never),
    ]);
  },
  iterators: (hdr) => {
    const histogram = new hdr.Int32Histogram(1, Number.MAX_SAFE_INTEGER, 3);
    for (const value of values(6, 1000)) histogram.recordValue(value);
    const { recordedValuesIterator: recorded, percentileIterator: atPercentiles } = histogram;
    const steps = [];
    for (recorded.reset(); recorded.hasNext(); ) steps.push({ ...recorded.next() });
    for (atPercentiles.reset(4); atPercentiles.hasNext(); ) steps.push({ ...atPercentiles.next() });
    for (atPercentiles.reset(4); atPercentiles.hasNext(); ) steps.push({ ...atPercentiles.next() });
    return steps;
  },
  'how it counts': (hdr) =>
    DIGITS.map((digits) => {
      const histogram = new hdr.Int32Histogram(1, 1e9, digits);
      histogram.recordValueWithCount(123456, 3);
      const index = histogram.countsArrayIndex(123456);
      return [
        ...[histogram.bucketCount, histogram.subBucketCount, histogram.countsArrayLength, index],
        ...[histogram.unitMagnitude, histogram.subBucketHalfCount, histogram.subBucketHalfCountMagnitude],
        ...[histogram.getCountAtIndex(index), histogram.getCountAtIndex(0), histogram.valueFromIndex(index)],
        ...[5, 123456, 2 ** 29].flatMap((value) => [
          histogram.lowestEquivalentValue(value),
          histogram.highestEquivalentValue(value),
          histogram.medianEquivalentValue(value),
          histogram.nextNonEquivalentValue(value),
          histogram.sizeOfEquivalentValueRange(value),
        ]),
      ];
    }),
  'encoding: the range reaches as far as asked': (hdr) => {
    const histogram = hdr.build();
    histogram.recordValue(32415);
    const text = hdr.encodeIntoCompressedBase64(histogram, 1);
    return [
      told(hdr.decodeFromCompressedBase64(text)),
      told(hdr.decodeFromCompressedBase64(text, 64, false, 1e9)),
      `${hdr.decodeFromCompressedBase64(text, 'packed')}`,
    ];
  },
  'encoding: what is refused': (hdr) => [
    thrown(() => hdr.decodeFromCompressedBase64('HISTXAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMIKZAEARAtM=')),
    thrown(() => hdr.encodeIntoCompressedBase64({} as never)),
  ],
  'a recorder': (hdr) => {
    let now = 42;
    const recorder = new hdr.Recorder({ numberOfSignificantValueDigits: 4 }, () => now);
    recorder.recordValue(123);
    recorder.recordValueWithCount(1000, 3);
    recorder.recordValueWithExpectedInterval(223, 100);
    now = 51;
    const first = recorder.getIntervalHistogram();
    recorder.recordValue(456);
    now = 56;
    const second = recorder.getIntervalHistogram();
    recorder.recordValue(789);
    const result = [told(first), told(second)];
    const third = recorder.getIntervalHistogram(first);
    const fourth = recorder.getIntervalHistogram();
    const into = hdr.build();
    recorder.recordValue(7);
    now = 60;
    recorder.getIntervalHistogramInto(into);
    recorder.recordValue(8);
    now = 70;
    recorder.reset();
    now = 75;
    const last = recorder.getIntervalHistogram();
    recorder.destroy();
    return [...result, told(third), fourth === first, told(fourth), told(into), told(last)];
  },
  'a recorder takes back its own only': (hdr) => {
    const recorder = new hdr.Recorder();
    return [
      thrown(() => recorder.getIntervalHistogram(new hdr.Int32Histogram(1, 2, 3) as never)),
      new hdr.Recorder({ bitBucketSize: 'packed' }).getIntervalHistogram() instanceof hdr.PackedHistogram,
    ];
  },
  'a log: ranges': (hdr) => {
    const counts = (from: number, to: number, n: number) => {
      const reader = new hdr.HistogramLogReader(pauses, 'packed');
      return Array.from({ length: n }, () => reader.nextIntervalHistogram(from, to)?.totalCount ?? null);
    };
    return [counts(0.01, 0.1, 1), counts(62, 63, 1), counts(0, 2, 3), counts(30, 35, 8)];
  },
  'a log: tags': (hdr) => {
    const reader = new hdr.HistogramLogReader(tagged);
    const tags = Array.from({ length: 5 }, () => reader.nextIntervalHistogram()?.tag);
    return [tags, hdr.listTags(tagged), hdr.listTags(pauses), hdr.listTags('# empty')];
  },
  'a log: times': (hdr) => {
    const line = pauses.split('\n')[4] as string;
    return [
      `#[StartTime: 1441812279.474 (seconds since epoch)]\n#[BaseTime: 1441812123.123 (seconds since epoch)]\n${line}`,
      line,
      `${line}   \r\n`,
      '# empty',
    ].map((text) => {
      const histogram = new hdr.HistogramLogReader(text).nextIntervalHistogram();
      return histogram && [histogram.startTimeStampMsec, histogram.endTimeStampMsec, histogram.totalCount];
    });
  },
  'a log: accumulated': (hdr) => {
    const reader = new hdr.HistogramLogReader(pauses);
    const whole = hdr.build();
    for (let h = reader.nextIntervalHistogram(); h !== null; h = reader.nextIntervalHistogram()) whole.add(h);
    return [
      whole.totalCount,
      PERCENTILES.slice(1).map((percentile) => whole.getValueAtPercentile(percentile)),
    ];
  },
  'a byte buffer': (hdr) => {
    const buffer = hdr.ByteBuffer.allocate(2);
    buffer.put(7);
    buffer.putInt32(-2);
    buffer.putInt64(2 ** 53 - 1);
    buffer.putArray(Uint8Array.of(1, 2, 3));
    const { position } = buffer;
    buffer.resetPosition();
    return [
      position,
      buffer.get(),
      buffer.getInt32(),
      buffer.getInt64(),
      [...buffer.data.subarray(0, position)],
    ];
  },
};

theirs.initWebAssemblySync();

for (const [name, run] of Object.entries(scenarios)) {
  test(name, () => assert.equal(run(ours), run(theirs as unknown as Hdr)));
}

test('every name of hdr-histogram-js is there', () => {
  assert.equal(
    Object.keys(theirs).filter((name) => name !== 'default' && !(name in ours)),
    [],
  );
});

test('initWebAssembly resolves', async () => {
  await ours.initWebAssembly();
  ours.initWebAssemblySync();
});

test('each reads what the other wrote', () => {
  const random = randomFrom(12);
  for (let n = 1; n < 200; n += 7) {
    const pair = [ours.build(), theirs.build() as never as ours.Histogram];
    for (const value of Array.from({ length: n }, () => Math.floor(10 ** (9 * random()))))
      for (const histogram of pair) histogram.recordValue(value);
    const [a, b] = pair as [ours.Histogram, ours.Histogram];
    const ofOurs = ours.encodeIntoCompressedBase64(a);
    const ofTheirs = theirs.encodeIntoCompressedBase64(b as never);
    const expected = told(ours.decodeFromCompressedBase64(ofOurs));
    assert.equal(told(ours.decodeFromCompressedBase64(ofTheirs)), expected);
    assert.equal(told(theirs.decodeFromCompressedBase64(ofOurs) as never), expected);
  }
});
