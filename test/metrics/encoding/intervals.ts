// What the tests of encodings draw: intervals with everything that one may carry.
import fc from 'fast-check';
import { createTelemetry, type SpanIds, type TelemetryOptions } from 'inferometer';
import { type ExponentialSnapshot, Histogram } from 'inferometer/histogram';
import type { DataPoint, Instrument, Interval, Labels, MetricSnapshot } from 'inferometer/metrics';
import { anyText } from '../../any-text.ts';
import { snapshot } from '../../histogram/arbitrary.ts';

/** Any string: halves of pairs, names of prototypes and whatever else. */
const text = fc.oneof(
  anyText({ maxLength: 20 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom('', '__proto__', 'constructor', '\ud800', 'a\udc00b', '\ufeffmark', 'ünï😀'),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, Number.NaN, Infinity, 2 ** 53, 0.1),
);
const rule = fc.constantFrom('sum' as const, 'min' as const, 'max' as const, 'last' as const);

const instrument: fc.Arbitrary<Instrument> = fc
  .record(
    {
      name: text,
      kind: fc.constantFrom(
        'counter' as const,
        'up_down_counter' as const,
        'gauge' as const,
        'histogram' as const,
      ),
      unit: text,
      labels: fc.array(text, { maxLength: 4 }),
      category: text,
      help: text,
      addedLabels: fc.array(text, { maxLength: 2 }),
      hasDynamicLabels: fc.boolean(),
      bucketBounds: fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), {
        maxLength: 6,
        // Bounds ascend: 0 and -0 are one.
        comparator: (a, b) => a === b,
      }),
      prefix: text,
      scope: fc.record({ name: text, version: text, schemaUrl: text }),
      isInteger: fc.boolean(),
      isAsynchronous: fc.boolean(),
      aggregation: text,
      acrossProcesses: fc.oneof(rule, fc.record({ of: text, label: text, value: text })),
      acrossIntervals: rule,
    },
    { requiredKeys: ['name', 'kind', 'unit', 'labels', 'category'] },
  )
  .map((drawn) => ({ ...drawn }));

const labels: fc.Arbitrary<Labels> = fc
  .array(
    fc.tuple(
      text,
      fc.oneof(text, number, fc.boolean(), fc.array(fc.oneof(text, number, fc.boolean(), fc.constant(null)))),
    ),
    { maxLength: 4 },
  )
  .map((entries) => Object.fromEntries(entries));

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const exemplar = fc.record({
  value: number,
  timestampUnixMs: number,
  traceId: fc.oneof(hex(32), text),
  spanId: fc.oneof(hex(16), text),
});

/** With explicit buckets of the instrument, or of its own, or none; and with bounds that are only bounds. */
const histogram = (bounds: readonly number[] | undefined): fc.Arbitrary<ExponentialSnapshot> =>
  fc.oneof(
    snapshot,
    snapshot.filter(({ count }) => count > 0).map((drawn) => ({ ...drawn, isMinBound: true as const })),
    snapshot.filter(({ count }) => count > 0).map((drawn) => ({ ...drawn, isMaxBound: true as const })),
    snapshot.map((drawn) => ({ ...drawn, zeroThreshold: Math.max(drawn.zeroThreshold, 2 ** -1000) })),
    fc
      .array(fc.double({ min: -10, max: 10, noNaN: true }))
      .map((values) => explicit(values, bounds ?? [0, 1])),
    fc.array(fc.double({ min: -10, max: 10, noNaN: true })).map((values) => explicit(values, [])),
  );

function explicit(values: readonly number[], bounds: readonly number[]): ExponentialSnapshot {
  using histogram = new Histogram();
  histogram.recordMany(values);
  const ascending = [...bounds].sort((a, b) => a - b);
  const counts = new Float64Array(ascending.length + 1);
  for (const value of values) {
    const at = ascending.findIndex((bound) => value <= bound);
    counts[at === -1 ? ascending.length : at] = (counts[at === -1 ? ascending.length : at] ?? 0) + 1;
  }
  return { ...histogram.snapshot(), explicit: { bounds: ascending, counts } };
}

const metric: fc.Arbitrary<MetricSnapshot> = instrument.chain((drawn) => {
  const bounds = drawn.bucketBounds && [...drawn.bucketBounds].sort((a, b) => a - b);
  const own = bounds === undefined ? drawn : { ...drawn, bucketBounds: bounds };
  const content =
    own.kind === 'histogram'
      ? fc.record({ histogram: histogram(bounds) })
      : fc.record({ value: number as fc.Arbitrary<number> });
  const point = fc
    .record(
      {
        labels,
        overflow: fc.boolean(),
        createdAtUnixMs: number,
        exemplars: fc.array(exemplar, { maxLength: 3 }),
      },
      { requiredKeys: ['labels', 'overflow', 'createdAtUnixMs'] },
    )
    .chain((identity) => content.map((one) => ({ ...identity, ...one }) as DataPoint));
  return fc.record({
    instrument: fc.constant(own),
    fullName: fc.oneof(text, fc.constant((own.prefix ?? '') + own.name)),
    series: fc.array(point, { maxLength: 5 }),
  });
});

const time = fc.double({ noNaN: true, noDefaultInfinity: true });

export const interval: fc.Arbitrary<Interval> = fc.record({
  version: fc.constant(2 as const),
  sequence: fc.nat(),
  startedAtUnixMs: time,
  endedAtUnixMs: time,
  durationSeconds: time.map(Math.abs),
  wallClockJumpSeconds: time,
  metrics: fc.array(metric, { maxLength: 4 }),
});

/** A telemetry with something of every aggregation, its own labels and exemplars. */
export function everyAggregation(values: readonly number[], options: TelemetryOptions = {}) {
  const spans = { at: 0 };
  const active = (): SpanIds => {
    const id = (++spans.at).toString(16);
    return { traceId: id.padStart(32, '0'), spanId: id.padStart(16, '0') };
  };
  const telemetry = createTelemetry({
    traceContext: { active },
    labels: { zone: 'b' },
    seriesLimit: 3,
    ...options,
  });
  const own = (name: string) => ({ name, help: 'Own.', labels: ['tier'] });
  const counter = telemetry.counter(own('hits_total'));
  const sum = telemetry.upDownCounter(own('depth'));
  const gauge = telemetry.gauge(own('level'));
  const bounded = telemetry.histogram({ ...own('sizes'), bucketBounds: [-1, 0, 5] });
  const unbounded = telemetry.histogram({ ...own('times_seconds'), unit: 'seconds', bucketBounds: [] });
  for (const [i, value] of values.entries()) {
    // Four sets of labels where three fit: the last one is the overflow series.
    const labels = { tier: `tier ${i % 4}` };
    counter.withLabels(labels).add(Math.abs(value));
    sum.withLabels(labels).add(value);
    gauge.withLabels(labels).set(value);
    bounded.withLabels(labels).record(value);
    unbounded.withLabels(labels).record(value);
    telemetry.inference({ modelId: `m${i % 2}`, batchSize: 1 + (i % 3) }).record(Math.abs(value));
    telemetry.recordTrainingStats({ modelId: 'm', loss: value });
  }
  return telemetry;
}
