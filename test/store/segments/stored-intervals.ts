/** Intervals of every kind of metric, with whatever labels and values there may be; and what a store of segments says. */
import fc from 'fast-check';
import { Histogram } from 'inferometer/histogram';
import type { DataPoint, Instrument, Labels } from 'inferometer/metrics';
import type { Coverage, Damage, Files, StoredInterval, StoredPoint } from 'inferometer/store';
import {
  MemoryFiles,
  Segments,
  type SegmentsView,
  type Selection,
  systemScheduler,
  TimeBudget,
} from 'inferometer/store/inner';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The beginning of a day. */
export const START = Date.UTC(2026, 10, 2);

const described = { unit: '1', category: 'custom', help: 'h', labels: ['model_id'] } as const;

export const INSTRUMENTS: readonly Instrument[] = [
  { ...described, name: 'requests_total', kind: 'counter' },
  { ...described, name: 'balance', kind: 'up_down_counter', isInteger: true },
  { ...described, name: 'depth', kind: 'gauge', acrossIntervals: 'max' },
  { ...described, name: 'temperature', kind: 'gauge', scope: { name: 'lib', version: '1', schemaUrl: '' } },
  { ...described, name: 'latency', kind: 'histogram', unit: 's', hasDynamicLabels: true, prefix: 'x_' },
  { ...described, name: 'sizes', kind: 'histogram', bucketBounds: [0, 0.5, 8] },
  { ...described, name: 'bare', kind: 'histogram', bucketBounds: [] },
];

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });
export const value = fc.oneof(finite, fc.constantFrom(0, -0, 1, -1, 5e-324, 1e300, 0.1), fc.integer());

const name = fc.oneof(
  fc.constantFrom('model_id', '__proto__', 'constructor', '', 'a b', 'ключ', '\u0000', '12', '\ud800'),
  fc.string(),
);
const scalar = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom('', 'line\nbreak', '"', '\u0000', '💡', '\udc00'),
);
const labels = fc
  .uniqueArray(
    fc.tuple(name, fc.oneof(scalar, fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }))),
    {
      maxLength: 4,
      selector: ([key]) => key,
    },
  )
  .map((entries) => Object.fromEntries(entries) as Labels);

const hex = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(''));

const exemplars = fc.array(
  fc
    .tuple(finite, fc.integer({ min: START, max: START + DAY_MS }), hex(32), hex(16))
    .map(([of, timestampUnixMs, traceId, spanId]) => ({ value: of, timestampUnixMs, traceId, spanId })),
  { minLength: 1, maxLength: 3 },
);

/** What a histogram of this instrument says of these values; NaN is rejected. */
export function snapshotOf({ bucketBounds }: Instrument, values: readonly number[], maxBuckets = 2048) {
  using histogram = new Histogram({ maxBuckets, ...(bucketBounds && { bounds: bucketBounds }) });
  for (const one of values) histogram.record(one);
  return histogram.snapshot();
}

export function pointOf(instrument: Instrument): fc.Arbitrary<DataPoint> {
  return fc
    .record({
      labels,
      overflow: fc.boolean(),
      createdAtUnixMs: fc.integer({ min: 0, max: START }),
      exemplars: fc.option(exemplars, { nil: undefined }),
      values: fc.array(fc.oneof(value, fc.constant(Number.NaN)), { maxLength: 12 }),
      value: fc.oneof(value, fc.constantFrom(Number.NaN, Infinity)),
      maxBuckets: fc.constantFrom(128, 2048),
      isBound: fc.boolean(),
    })
    .map(({ values, value: own, maxBuckets, isBound, exemplars: kept, overflow, ...rest }) => {
      const identity = {
        ...rest,
        labels: overflow ? {} : rest.labels,
        overflow,
        ...(kept && { exemplars: kept }),
      };
      if (instrument.kind !== 'histogram') return { ...identity, value: own };
      const histogram = snapshotOf(instrument, values, maxBuckets);
      return {
        ...identity,
        histogram: isBound && histogram.count > 0 ? { ...histogram, isMinBound: true as const } : histogram,
      };
    });
}

/** Minutes that follow one another, each with some series. */
export function intervals(points = pointOf): fc.Arbitrary<StoredInterval[]> {
  const metric = fc.constantFrom(...INSTRUMENTS).chain((instrument) =>
    fc
      .uniqueArray(points(instrument), {
        minLength: 1,
        maxLength: 4,
        selector: (one) => JSON.stringify(one.labels),
      })
      .map((series) => ({ instrument, fullName: (instrument.prefix ?? '') + instrument.name, series })),
  );
  const metrics = fc.uniqueArray(metric, { maxLength: 4, selector: ({ fullName }) => fullName });
  return fc.array(fc.tuple(metrics, fc.integer({ min: 1, max: 40 })), { maxLength: 6 }).map((all) => {
    let at = START - 0.25;
    return all.map(([brought, minutes], i) => {
      at += minutes * MINUTE_MS + 0.125;
      return intervalAt(i, at, brought);
    });
  });
}

export function intervalAt(
  sequence: number,
  startedAtUnixMs: number,
  metrics: StoredInterval['metrics'],
): StoredInterval {
  return {
    version: 2,
    sequence,
    startedAtUnixMs,
    endedAtUnixMs: startedAtUnixMs + MINUTE_MS,
    durationSeconds: 59.9995,
    wallClockJumpSeconds: 0,
    metrics,
    member: 'main',
    instance: 'process-1',
  };
}

export const EVERYTHING: Selection = {
  startUnixMs: -Infinity,
  endUnixMs: Infinity,
  isWanted: () => true,
  labels: {},
  members: undefined,
  signal: undefined,
};

export const budget = new TimeBudget(systemScheduler());

export async function openSegments<F extends Files = MemoryFiles>(files?: F, isReadOnly = false) {
  const damages: Damage[] = [];
  const context = { budget, damaged: (damage: Damage) => void damages.push(damage) };
  const used = files ?? (new MemoryFiles() as Files as F);
  const segments = await Segments.open(used, 'main', context, { isReadOnly });
  return { files: used, damages, segments };
}

export async function pointsIn(view: SegmentsView, selection = EVERYTHING): Promise<StoredPoint[]> {
  const all: StoredPoint[] = [];
  for await (const batch of view.points(selection)) all.push(...batch);
  view.release();
  return all;
}

export async function coverageIn(view: SegmentsView, selection = EVERYTHING): Promise<Coverage[]> {
  const all: Coverage[] = [];
  for await (const batch of view.coverage(selection)) all.push(...batch);
  view.release();
  return all;
}

/** What was recorded, point by point. */
export function pointsOf(all: readonly StoredInterval[]): StoredPoint[] {
  return all.flatMap(({ member, startedAtUnixMs, endedAtUnixMs, durationSeconds, metrics }) =>
    metrics.flatMap(({ instrument, fullName, series }) =>
      series.map((point) => {
        return { member, startedAtUnixMs, endedAtUnixMs, durationSeconds, instrument, fullName, point };
      }),
    ),
  );
}

/** In an order that does not depend on who gave them; labels as pairs, since one may be called `constructor`. */
export function inOrder(points: readonly StoredPoint[]): unknown[] {
  const keyOf = ({ startedAtUnixMs, fullName, point }: StoredPoint) =>
    `${startedAtUnixMs} ${fullName} ${point.overflow} ${spelled(point.labels)}`;
  return [...points]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((one) => ({ ...one, point: { ...one.point, labels: Object.entries(one.point.labels) } }));
}

function spelled(given: Labels): string {
  const entries = Object.entries(given).map(([key, one]) => [
    key,
    [one].flat().map((part) => typeof part + String(part)),
  ]);
  return JSON.stringify(entries.sort());
}
