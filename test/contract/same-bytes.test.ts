// One program, the same bytes in every runtime and with every kernel: encoded histograms of each layout, and the intervals of a
// telemetry as a store keeps them.
import { createTelemetry } from 'inferometer';
import {
  ExplicitHistogram,
  encodeSnapshot,
  HdrHistogram,
  Histogram,
  OPENTELEMETRY_BOUNDS,
  Summary,
} from 'inferometer/histogram';
import type { Interval } from 'inferometer/metrics';
import { encodeInterval } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { awkward, fingerprint } from '../histogram/fingerprint.ts';
import { Machine } from '../telemetry/time.ts';

/** Written down once from the SIMD build in Node. */
const expected = {
  exponential: '66e52327d25b9a20',
  explicit: '497f72e5c87af47d',
  hdr: 'dc647dc3aab19383',
  summary: '50616de6fd6549fe',
  intervals: ['85eaf21b5d513adc', '756240d160d26ae'],
};

const layouts = {
  exponential: () => new Histogram({ scale: 6 }),
  explicit: () => new ExplicitHistogram({ bounds: OPENTELEMETRY_BOUNDS }),
  hdr: () => new HdrHistogram(),
  summary: () => new Summary(),
};

for (const [layout, make] of Object.entries(layouts)) {
  test(`the bytes of an encoded snapshot: ${layout}`, () => {
    using histogram = make();
    histogram.recordMany(awkward(10_007, 12));
    for (const value of awkward(5_003, 5)) histogram.record(value);
    assert.is(fingerprint(encodeSnapshot(histogram.snapshot())), expected[layout as keyof typeof layouts]);
  });
}

test('the bytes of the intervals of a telemetry', () => {
  const machine = new Machine();
  using telemetry = createTelemetry({ clock: machine, timer: machine, labelNames: ['tenant'] });
  const handles = ['a', 'b', 'c'].map((tenant) =>
    telemetry.inference({ modelId: 'glyphs', batchSize: 8, labels: { tenant } }),
  );
  const intervals = [7, 12].map((exponents) => {
    awkward(9_001, exponents).forEach((value, i) => {
      handles[i % handles.length]?.record(Math.abs(value));
    });
    telemetry.recordTrainingStats({ modelId: 'glyphs', step: exponents, loss: 1 / exponents });
    machine.pass(20);
    return fingerprint(encodeInterval(telemetry.collector.flush() as Interval));
  });
  assert.equal(intervals, expected.intervals);
});
