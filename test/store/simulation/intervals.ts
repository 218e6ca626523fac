// Intervals of several telemetries, with every aggregation in them. Each can be told from all others wherever it has gone.
import type { DataPoint, Interval, MetricSnapshot } from 'inferometer';
import { createMetrics } from 'inferometer/metrics';
import type { Chance } from './chance.ts';

/** A counter and a histogram with a series for each interval: how often is it there, and with the same content? */
export const MARK = 'simulation_mark_total';
export const MARK_SECONDS = 'simulation_mark_seconds';
/** Metrics whose series are those of all intervals: what they hold is what the intervals brought together. */
export const SHARED_COUNTER = 'simulation_items_total';
export const SHARED_HISTOGRAM = 'simulation_item_seconds';

const TELEMETRIES = 3;
const VARIANTS = 6;

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

  next(wallUnixMs: number): { id: number; instance: string; interval: Interval } {
    const id = this.made++;
    const instance = this.chance.one(this.instances);
    const durationSeconds = this.chance.one([1, 10, 60, 60, 60]);
    const interval = {
      version: 2,
      sequence: instance.sequence++,
      startedAtUnixMs: wallUnixMs - 1000 * durationSeconds,
      endedAtUnixMs: wallUnixMs,
      durationSeconds,
      wallClockJumpSeconds: 0,
      metrics: marked(recordings[this.chance.below(VARIANTS)] as readonly MetricSnapshot[], id),
    } as const;
    return { id, instance: instance.name, interval };
  }
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
  metrics
    .upDownCounter({ name: 'simulation_open', help })
    .withLabels()
    .add(variant - 2);
  metrics.gauge({ name: 'simulation_temperature', help }).withLabels().set(variant);
  // By the real clock, which no seed decides.
  const createdAtUnixMs = Date.UTC(2026, 0, 5);
  return metrics.snapshot().metrics.map((metric) => ({
    ...metric,
    series: metric.series.map((point) => ({ ...point, createdAtUnixMs })),
  }));
}

function marked(metrics: readonly MetricSnapshot[], id: number): readonly MetricSnapshot[] {
  const ofId = (point: DataPoint): DataPoint => ({ ...point, labels: { id: String(id) } });
  return metrics.map((metric) =>
    metric.instrument.labels.includes('id') ? { ...metric, series: metric.series.map(ofId) } : metric,
  );
}
