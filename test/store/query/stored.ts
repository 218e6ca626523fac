// Intervals made of values, for tests that ask for them.
import { Histogram } from 'inferometer/histogram';
import type { DataPoint, Instrument, MetricSnapshot } from 'inferometer/metrics';
import type { StoredInterval, StoredRuns, StoreQuery } from 'inferometer/store';
import {
  MemoryPoints,
  type OpenView,
  StoreAnswer,
  type StoreView,
  systemScheduler,
  TimeBudget,
} from 'inferometer/store/inner';

export const LATENCY: Instrument = {
  name: 'inference_seconds',
  kind: 'histogram',
  unit: 'seconds',
  labels: ['model_id', 'region', 'shard'],
  category: 'inference',
  prefix: 'ipfs_aiml_',
};

export const REQUESTS: Instrument = {
  name: 'requests_total',
  kind: 'counter',
  unit: '1',
  labels: ['model_id', 'region', 'shard'],
  category: 'custom',
};

export const QUEUE: Instrument = {
  name: 'queue_depth',
  kind: 'gauge',
  unit: '1',
  labels: ['model_id', 'region', 'shard'],
  category: 'custom',
};

/** One series in one interval. */
export interface Recorded {
  readonly instrument: Instrument;
  readonly model: string;
  readonly region: string;
  readonly values: readonly number[];
}

export interface Recording {
  readonly member: string;
  /** The telemetry; one for each member if left out. */
  readonly instance?: string;
  readonly startedAtUnixMs: number;
  readonly durationSeconds: number;
  readonly series: readonly Recorded[];
}

/** A counter has the sum of the values, a gauge the last one. Series that were recorded twice are one. */
export function intervalOf(recording: Recording, sequence = 0): StoredInterval {
  const { member, instance = member, startedAtUnixMs, durationSeconds, series } = recording;
  const metrics = [...new Set(series.map(({ instrument }) => instrument))].map(
    (instrument): MetricSnapshot => {
      return {
        instrument,
        fullName: (instrument.prefix ?? '') + instrument.name,
        series: series.filter((one) => one.instrument === instrument).map(pointOf),
      };
    },
  );
  return {
    version: 2,
    sequence,
    member,
    instance,
    startedAtUnixMs,
    endedAtUnixMs: startedAtUnixMs + durationSeconds * 1000,
    durationSeconds,
    wallClockJumpSeconds: 0,
    metrics,
  };
}

function pointOf({ instrument, model, region, values }: Recorded): DataPoint {
  const identity = { labels: { model_id: model, region }, overflow: false, createdAtUnixMs: 1 };
  if (instrument.kind === 'histogram') {
    using histogram = new Histogram();
    histogram.recordMany(values);
    return { ...identity, histogram: histogram.snapshot() };
  }
  const value = instrument.kind === 'gauge' ? values.at(-1) : values.reduce((sum, one) => sum + one, 0);
  return { ...identity, value: value as number };
}

export function viewOf(
  intervals: readonly StoredInterval[],
  runs: readonly StoredRuns[] = [],
): () => StoreView {
  const parts = intervals.map((interval) => new MemoryPoints([interval], interval));
  return () => ({
    async *points(selection) {
      for (const part of parts) yield* part.points(selection);
    },
    async *coverage(selection) {
      for (const part of parts) yield* part.coverage(selection);
    },
    async *runs() {
      yield* runs;
    },
    release() {},
  });
}

export function ask(open: OpenView, query: StoreQuery = {}): StoreAnswer {
  return new StoreAnswer(open, query, new TimeBudget(systemScheduler()));
}
