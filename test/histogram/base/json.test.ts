import fc from 'fast-check';
import {
  type BucketSnapshot,
  bucketCounts,
  cdf,
  correctedForInterval,
  countAt,
  countBetween,
  decodeSnapshot,
  diffSnapshots,
  downscale,
  ExplicitHistogram,
  type ExponentialSnapshot,
  encodeDdSketch,
  encodeHdr,
  encodeSnapshot,
  explicitSeries,
  exponentialSeries,
  HdrHistogram,
  type HdrSnapshot,
  Histogram,
  hdrSeries,
  mergeSnapshots,
  percentileCsv,
  percentiles,
  percentileText,
  quantileInterval,
  quantilesOf,
  rebucket,
  recordedValues,
  restoreSnapshot,
  type Snapshot,
  Summary,
  seriesOf,
  stdDev,
  subtractSnapshots,
  toNativeHistogram,
  toOtelExponential,
  toSvg,
  toTerminal,
  trimmedMean,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { value } from '../arbitrary.ts';

const BOUNDS = [-5, -0.25, 0, 1, 10, 1e6];

interface Recorder {
  recordMany(values: readonly number[]): void;
  snapshot(): Snapshot;
}

/** A row for each layout, and for what an exponential histogram may hold beside. */
const LAYOUTS: Readonly<Record<string, () => Recorder>> = {
  exponential: () => new Histogram(),
  'exponential with explicit bounds': () => new Histogram({ bounds: BOUNDS }),
  explicit: () => new ExplicitHistogram({ bounds: BOUNDS }),
  hdr: () => new HdrHistogram({ significantDigits: 2 }),
  summary: () => new Summary(),
};

/** Everything that can be asked of buckets. */
const QUESTIONS: Readonly<Record<string, (snapshot: BucketSnapshot) => unknown>> = {
  quantileInterval: (snapshot) => quantileInterval(snapshot, 0.5),
  cdf: (snapshot) => [-1, 0, 0.5, 1e3].map((bound) => cdf(snapshot, bound)),
  countBetween: (snapshot) => [countBetween(snapshot, -2, 3), countBetween(snapshot, 0.5, 0.5)],
  countAt: (snapshot) => [-1, 0, 0.5, 1e3].map((bound) => countAt(snapshot, bound)),
  stdDev,
  trimmedMean: (snapshot) => [trimmedMean(snapshot, 0), trimmedMean(snapshot, 0.2)],
  seriesOf: (snapshot) => [...recordedValues(seriesOf(snapshot))],
  percentileText: (snapshot) => percentileText(snapshot),
  percentileCsv: (snapshot) => percentileCsv(snapshot),
  toSvg: (snapshot) => toSvg(snapshot),
  toTerminal: (snapshot) => toTerminal(snapshot),
  rebucket: (snapshot) => rebucket(snapshot, [-1, 0, 2, 1e3]),
  diffSnapshots: (snapshot) => diffSnapshots(snapshot, snapshot),
  encodeSnapshot,
  restoreSnapshot,
};

/** Those of one layout. */
const OWN: Readonly<Record<Snapshot['layout'], Readonly<Record<string, (snapshot: never) => unknown>>>> = {
  exponential: {
    'Histogram.from': (snapshot: ExponentialSnapshot) => Histogram.from(snapshot).snapshot(),
    quantilesOf: (snapshot: ExponentialSnapshot) => quantilesOf(snapshot, [0, 0.5, 1]),
    bucketCounts: (snapshot: ExponentialSnapshot) => bucketCounts(snapshot, BOUNDS),
    mergeSnapshots: (snapshot: ExponentialSnapshot) => mergeSnapshots([snapshot, snapshot]),
    downscale: (snapshot: ExponentialSnapshot) => [
      downscale(snapshot, {}),
      downscale(snapshot, { scale: 1 }),
    ],
    exponentialSeries: (snapshot: ExponentialSnapshot) => [...percentiles(exponentialSeries(snapshot), 2)],
    encodeDdSketch: (snapshot: ExponentialSnapshot) => encodeDdSketch(snapshot),
    toNativeHistogram: (snapshot: ExponentialSnapshot) => toNativeHistogram(snapshot),
    toOtelExponential: (snapshot: ExponentialSnapshot) => toOtelExponential(snapshot),
  },
  explicit: {
    'ExplicitHistogram.from': (snapshot) => ExplicitHistogram.from(snapshot).quantiles([0, 0.5, 1]),
    merge: (snapshot) => new ExplicitHistogram({ bounds: BOUNDS }).merge(snapshot).snapshot(),
    explicitSeries: (snapshot) => [...percentiles(explicitSeries(snapshot), 2)],
  },
  hdr: {
    'HdrHistogram.from': (snapshot: HdrSnapshot) => HdrHistogram.from(snapshot).snapshot(),
    merge: (snapshot: HdrSnapshot) => new HdrHistogram({ significantDigits: 2 }).merge(snapshot).snapshot(),
    hdrSeries: (snapshot: HdrSnapshot) => [...percentiles(hdrSeries(snapshot), 2)],
    encodeHdr: (snapshot: HdrSnapshot) => encodeHdr(snapshot),
  },
  summary: {
    'Summary.from': (snapshot) => Summary.from(snapshot).snapshot(),
    encodeSnapshot: (snapshot) => encodeSnapshot(snapshot),
    restoreSnapshot: (snapshot) => restoreSnapshot(snapshot),
  },
};

const values = fc.array(value, { maxLength: 60 });

function sent<S>(snapshot: S): S {
  return JSON.parse(JSON.stringify(snapshot));
}

for (const [name, make] of Object.entries(LAYOUTS)) {
  test(`law: ${name}: a snapshot that went through JSON answers everything as one that was cloned`, () => {
    fc.assert(
      fc.property(values, (recorded) => {
        // Of sums that overflow on both sides of zero, only one side is known again.
        const isOneSided = recorded.every((one) => one > -1e300) || recorded.every((one) => one < 1e300);
        if (!isOneSided) return;
        const histogram = make();
        histogram.recordMany(recorded);
        const snapshot = histogram.snapshot();
        const questions = { ...(snapshot.layout === 'summary' ? {} : QUESTIONS), ...OWN[snapshot.layout] };
        for (const [label, ask] of Object.entries(questions)) {
          const asked = ask as (snapshot: Snapshot) => unknown;
          assert.equal(asked(sent(snapshot)), asked(structuredClone(snapshot)), label);
        }
        assert.equal(decodeSnapshot(encodeSnapshot(sent(snapshot))), snapshot);
      }),
      { numRuns: 60 },
    );
  });

  test(`law: ${name}: differences, and corrections, of what went through JSON`, () => {
    fc.assert(
      fc.property(values, values, (before, between) => {
        const histogram = make();
        histogram.recordMany(before);
        const earlier = histogram.snapshot();
        histogram.recordMany(between);
        const later = histogram.snapshot();
        if (!Number.isFinite(later.sum)) return;
        const difference = subtractSnapshots(later, earlier);
        assert.equal(subtractSnapshots(sent(later), sent(earlier)), difference);
        if (!Number.isFinite(difference.sum)) return;
        assert.equal(restoreSnapshot(sent(difference)), difference);
        if (later.layout !== 'exponential' && later.layout !== 'explicit') return;
        const corrected = (one: typeof later) => {
          try {
            return correctedForInterval(one, 1e290);
          } catch (error) {
            return (error as { code?: string }).code;
          }
        };
        assert.equal(corrected(sent(later)), corrected(later));
      }),
      { numRuns: 60 },
    );
  });

  test(`${name}: an empty one, and sums beyond the doubles`, () => {
    for (const recorded of [[], [1e308, 1e308, 1e308], [-1e308, -1e308, -1]]) {
      const histogram = make();
      histogram.recordMany(recorded);
      const snapshot = histogram.snapshot();
      assert.equal(restoreSnapshot(sent(snapshot)), snapshot);
      assert.equal(encodeSnapshot(sent(snapshot)), encodeSnapshot(snapshot));
    }
  });

  test(`${name}: JSON made by hand is refused with a code, or a snapshot`, () => {
    const histogram = make();
    histogram.recordMany([0.5, 3, 70, 70]);
    const text = JSON.stringify(histogram.snapshot());
    const odd: readonly unknown[] = [
      ...[null, true, -1, 0.5, Number.MAX_VALUE, 'x', '5'],
      ...[{}, [], [1], { 0: 1, 2: 1 }, { toString: 1 }, { counts: null }, { 0: 'x' }],
      { offset: 0, counts: [1, null] },
      { bounds: [{}], counts: { 0: 1 } },
    ];
    const { layout } = JSON.parse(text) as Snapshot;
    for (const field of [...Object.keys(JSON.parse(text)), 'explicit']) {
      for (const what of odd) {
        const made = { ...JSON.parse(text), [field]: what };
        for (const ask of [encodeSnapshot, ...Object.values(OWN[layout])]) {
          try {
            (ask as (snapshot: unknown) => unknown)(made);
          } catch (error) {
            assert.match(
              String((error as { code?: string }).code),
              /^(HISTOGRAM|SNAPSHOT)_/,
              `${field}: ${JSON.stringify(what)}: ${error}`,
            );
          }
        }
      }
    }
    for (const what of [
      undefined,
      null,
      5,
      'x',
      [],
      {},
      { layout: 'constructor' },
      { layout: { toString: 1 } },
    ])
      assert.throwsCode(() => encodeSnapshot(what as never), 'HISTOGRAM_SNAPSHOT');
  });
}

test('no snapshot, and no difference of two, holds a zero that JSON would take the sign of', () => {
  const lists = [[-5e-324, 0], [-0], [0, -0], [-1, 1], [-1e-300, 1e-300, 0]];
  for (const [name, make] of Object.entries(LAYOUTS)) {
    for (const recorded of lists) {
      const histogram = make();
      histogram.recordMany(recorded);
      const before = histogram.snapshot();
      histogram.recordMany(recorded);
      for (const snapshot of [before, subtractSnapshots(histogram.snapshot(), before)]) {
        const sign = JSON.stringify(snapshot, (_, one) => (Object.is(one, -0) ? 'minus zero' : one));
        assert.not.match(sign, /minus zero/, `${name} ${recorded}`);
      }
    }
  }
});
