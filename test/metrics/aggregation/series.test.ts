// What a series holds over its intervals: parts and whole agree, whatever is recorded and wherever time is cut.
import fc from 'fast-check';
import { createTelemetry, type DataPoint, Histogram } from 'inferometer';
import { type ExponentialSnapshot, mergeSnapshots } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { ManualClock, seriesOf } from '../../telemetry/support.ts';

function histogramOf(series: readonly DataPoint[]): ExponentialSnapshot {
  const [first] = series;
  if (first === undefined || !('histogram' in first)) throw new Error('there is no histogram');
  return first.histogram;
}

/** Those of a histogram in seconds that nobody gave bounds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** All but the sum, which is within rounding. */
function agree(got: ExponentialSnapshot, expected: ExponentialSnapshot, magnitudes: number): void {
  const { sum, explicit, ...exact } = got;
  const { sum: expectedSum, explicit: expectedExplicit, ...expectedExact } = expected;
  assert.equal(exact, expectedExact);
  // Of nothing, nobody knows in which buckets it was counted.
  if (expected.count > 0) assert.equal(explicit, expectedExplicit);
  if (Number.isFinite(expectedSum)) assert.ok(Math.abs(sum - expectedSum) <= 1e-12 * magnitudes, `${sum}`);
}

// Latencies, which share buckets; any doubles, which make the scale coarser; and what is refused.
const latency = fc.double({ min: 1e-4, max: 10, noNaN: true });
const anything = fc.oneof(latency, latency, fc.double(), fc.double({ min: -1e3, max: 1e3 }), fc.constant(0));

test('law: intervals merge to what is told of the whole, which is what one histogram would tell', () => {
  const intervals = fc.array(
    fc.array(fc.oneof({ weight: 3, arbitrary: latency }, anything), { maxLength: 40 }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(intervals, (parts) => {
      const clock = new ManualClock();
      using telemetry = createTelemetry({ clock });
      using whole = new Histogram({ bounds: SECONDS });
      const waits = telemetry
        .histogram({ name: 'wait_seconds', help: 'Waits.', unit: 'seconds' })
        .withLabels();
      const deltas: ExponentialSnapshot[] = [];
      let magnitudes = 0;
      for (const part of parts) {
        for (const value of part) {
          waits.record(value);
          whole.record(value);
          if (Number.isFinite(value)) magnitudes += Math.abs(value);
        }
        agree(histogramOf(seriesOf(telemetry, 'wait_seconds')), whole.snapshot(), magnitudes);
        clock.advance(60);
        const brought = telemetry.collector
          .flush()
          ?.metrics.find(({ instrument }) => instrument.name === 'wait_seconds');
        assert.is(brought === undefined, part.length === 0);
        if (brought !== undefined) deltas.push(histogramOf(brought.series));
        agree(histogramOf(seriesOf(telemetry, 'wait_seconds')), whole.snapshot(), magnitudes);
      }
      agree(mergeSnapshots(deltas), whole.snapshot(), magnitudes);
    }),
  );
});

test('the sum of many intervals loses no more than one rounding', () => {
  using telemetry = createTelemetry({ clock: new ManualClock() });
  const waits = telemetry.histogram({ name: 'wait_seconds', help: 'Waits.', unit: 'seconds' }).withLabels();
  waits.record(1e16);
  telemetry.collector.flush();
  for (let i = 0; i < 1000; i++) {
    waits.record(1);
    telemetry.collector.flush();
  }
  assert.is(histogramOf(seriesOf(telemetry, 'wait_seconds')).sum, 1e16 + 1000);
});

test('a count in the billions, and a long run of empty buckets, come through intervals', () => {
  using telemetry = createTelemetry({ clock: new ManualClock() });
  const sizes = telemetry.histogram({ name: 'size_bytes', help: 'Sizes.', unit: 'bytes' }).withLabels();
  // A test cannot record so many one by one.
  const histogram: Histogram = Object.values(sizes).find((field) => 'recordMany' in Object(field));
  for (let i = 0; i < 40; i++) {
    sizes.record(1e15);
    histogram.record(1, 2 ** 31 - 1);
    telemetry.collector.flush();
  }
  const { count, positive } = histogramOf(seriesOf(telemetry, 'size_bytes'));
  assert.is(count, 40 * 2 ** 31);
  assert.equal([positive.counts[0], positive.counts.at(-1)], [40 * (2 ** 31 - 1), 40]);
});
