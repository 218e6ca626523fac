// Intervals of several telemetries, with every aggregation in them. Each can be told from all others wherever it has gone.
import type { DataPoint, Interval, MetricSnapshot } from 'inferometer';
import { createMetrics, type Metrics } from 'inferometer/metrics';
import type { Chance } from './chance.ts';

/** A counter and a histogram with a series for each interval: how often is it there, and with the same content? */
export const MARK = 'simulation_mark_total';
export const MARK_SECONDS = 'simulation_mark_seconds';
/** Metrics whose series are those of all intervals: what they hold is what the intervals brought together. */
export const SHARED_COUNTER = 'simulation_items_total';
export const SHARED_HISTOGRAM = 'simulation_item_seconds';

const TELEMETRIES = 3;
const VARIANTS = 10;

/** What some intervals of real telemetries brought; made once, since recording is not what is tried here. */
const recordings = Array.from({ length: VARIANTS }, (_, variant) => recording(variant));

/** Intervals as they come from telemetries that live as long as the process that writes them. */
export class IntervalSource {
  private readonly chance: Chance;
  private readonly instances: { readonly name: string; sequence: number }[] = [];
  private made = 0;

  constructor(chance: Chance) {
    this.chance = chance;
    this.restart();
  }

  /** Another process has telemetries of its own. */
  restart(): void {
    this.instances.length = 0;
    for (let i = 0; i < TELEMETRIES; i++) {
      this.instances.push({ name: `telemetry-${this.made}-${i}`, sequence: 0 });
    }
  }

  /** The id and the writer of a run of training. */
  nextRun(): { id: number; instance: string } {
    return { id: this.made++, instance: this.chance.one(this.instances).name };
  }

  next(wallUnixMs: number): { id: number; instance: string; interval: Interval } {
    const id = this.made++;
    const instance = this.chance.one(this.instances);
    const durationSeconds = this.chance.one([1, 10, 60, 60, 60]);
    const variant = this.chance.of(0.02) ? VARIANTS - 1 : this.chance.below(VARIANTS - 1);
    const interval = intervalOf({ id, sequence: instance.sequence++, durationSeconds, variant }, wallUnixMs);
    return { id, instance: instance.name, interval };
  }
}

export interface IntervalIdentity {
  readonly id: number;
  readonly sequence: number;
  readonly durationSeconds: number;
  /** What was recorded, of some; the last one is large. */
  readonly variant: number;
}

/** The same for everybody who knows so much of it. */
export function intervalOf(identity: IntervalIdentity, endedAtUnixMs: number): Interval {
  const { id, sequence, durationSeconds, variant } = identity;
  return {
    version: 2,
    sequence,
    startedAtUnixMs: endedAtUnixMs - 1000 * durationSeconds,
    endedAtUnixMs,
    durationSeconds,
    wallClockJumpSeconds: 0,
    metrics: marked(recordings[variant % VARIANTS] as readonly MetricSnapshot[], id),
  };
}

function recording(variant: number): readonly MetricSnapshot[] {
  using metrics = createMetrics();
  const help = 'Recorded for the simulation.';
  const of = { id: '' };
  metrics
    .counter({ name: MARK, help, labels: ['id'] })
    .withLabels(of)
    .add(1);
  const unit = 'seconds';
  const mark = metrics.histogram({ name: MARK_SECONDS, help, unit, labels: ['id'] }).withLabels(of);
  const shared = metrics.histogram({
    name: SHARED_HISTOGRAM,
    help,
    unit,
    labels: ['model'],
    bucketBounds: [],
  });
  const bounded = metrics.histogram({ name: 'simulation_bytes', help, unit: 'bytes', bucketBounds: [1, 10] });
  for (let i = 0; i <= 3 * variant; i++) {
    mark.record((i + 1) / (variant + 1));
    shared.withLabels({ model: i % 2 === 0 ? 'a' : 'b' }).record((variant + 1) * 2 ** (i % 5));
    bounded.withLabels().record(i * variant);
  }
  metrics
    .counter({ name: SHARED_COUNTER, help, labels: ['model'] })
    .withLabels({ model: 'a' })
    .add(variant + 1);
  // Most intervals are small, so that seeds are many.
  if (variant % 3 === 0) fill(metrics, variant);
  // By the real clock, which no seed decides.
  const createdAtUnixMs = Date.UTC(2026, 0, 5);
  return metrics.snapshot().metrics.map((metric) => ({
    ...metric,
    series: metric.series.map((point) => ({ ...point, createdAtUnixMs })),
  }));
}

function fill(metrics: Metrics, variant: number): void {
  const help = 'Recorded for the simulation.';
  const shared = metrics.histogram({
    name: SHARED_HISTOGRAM,
    help,
    unit: 'seconds',
    labels: ['model'],
    bucketBounds: [],
  });
  const bounded = metrics.histogram({ name: 'simulation_bytes', help, unit: 'bytes', bucketBounds: [1, 10] });
  for (let i = 0; i <= 3 * variant; i++) {
    shared.withLabels({ model: i % 2 === 0 ? 'a' : 'b' }).record((variant + 1) * 2 ** (i % 5));
    bounded.withLabels().record(i * variant);
  }
  metrics
    .upDownCounter({ name: 'simulation_open', help })
    .withLabels()
    .add(variant - 2);
  metrics.gauge({ name: 'simulation_temperature', help }).withLabels().set(variant);
  const rooms = metrics.counter({ name: 'simulation_rooms_total', help, labels: ['room'] });
  // One that fills files, and the memory for what waits.
  for (let i = 0; variant === VARIANTS - 1 && i < 200; i++)
    rooms.withLabels({ room: `room number ${i}` }).add(i);
}

function marked(metrics: readonly MetricSnapshot[], id: number): readonly MetricSnapshot[] {
  const ofId = (point: DataPoint): DataPoint => ({ ...point, labels: { id: String(id) } });
  return metrics.map((metric) =>
    metric.instrument.labels.includes('id') ? { ...metric, series: metric.series.map(ofId) } : metric,
  );
}
