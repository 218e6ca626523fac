/** Series for promtool's unit tests, a sample at each scrape. */
import type { MetricName } from '../generated/metrics.ts';
import type { Queries } from '../queries.ts';

/** One metric's labels and what it holds while something is wrong, and while nothing is. */
export interface Sample {
  /** `name{label="value"}` */
  readonly series: string;
  /** In promtool's notation. */
  readonly wrong: string;
  readonly healthy: string;
}

/** The proof of an alert: with these series it fires, with these labels and this value, and with the healthy ones it does not. */
export interface Check {
  readonly samples: readonly Sample[];
  /** Of the alert, but its own; as the catalogue names them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Labels = Readonly<Record<string, string>>;

/** Of all series, as a scrape adds them. */
export const INSTANCE = 'app:8000';

export class Samples {
  private readonly x: Queries;
  private readonly count: number;
  private readonly heldCount: number;

  /** @param count of samples in each series @param heldCount so many of them at the end are longer than the alert waits */
  constructor(x: Queries, count: number, heldCount: number) {
    this.x = x;
    this.count = count;
    this.heldCount = heldCount;
  }

  /** A series of another's: `up`. */
  plain(series: string, wrong: number | undefined, healthy: number): Sample {
    return { series, wrong: this.level(wrong), healthy: this.level(healthy) };
  }

  gauge(metric: MetricName, labels: Labels, wrong: number, healthy: number): Sample {
    return this.plain(this.series(metric, labels), wrong, healthy);
  }

  /** A gauge that falls to this value, and stays there. */
  falling(metric: MetricName, labels: Labels, before: number, wrong: number): Sample {
    const earlier = Math.max(1, this.count - this.heldCount);
    return {
      series: this.series(metric, labels),
      wrong: `${before}x${earlier} ${wrong}x${this.heldCount}`,
      healthy: this.level(before),
    };
  }

  /** A counter that goes up by so much at each scrape. */
  counter(metric: MetricName, labels: Labels, wrong: number, healthy: number): Sample {
    return { series: this.series(metric, labels), wrong: this.ramp(wrong), healthy: this.ramp(healthy) };
  }

  /** A counter that appears with its first count, as those of losses do. */
  appearing(metric: MetricName, labels: Labels, value: number): Sample {
    const before = Math.max(1, this.count - this.heldCount);
    return {
      series: this.series(metric, labels),
      wrong: `_x${before} ${value}x${this.heldCount}`,
      // Nothing has been lost since long ago; and an alert that looks back further than these samples would see a beginning.
      healthy: `_x${this.count}`,
    };
  }

  /** A classic histogram that gets so many values of this size at each scrape. */
  values(metric: MetricName, labels: Labels, wrong: number, healthy: number, each = 10): Sample[] {
    const matchers = (more: Labels) => this.labels(metric, labels, more);
    const name = this.x.name(metric);
    const bucket = (le: string, holds: (value: number) => boolean): Sample => ({
      series: `${name}_bucket{${matchers({ le })}}`,
      wrong: this.ramp(holds(wrong) ? each : 0),
      healthy: this.ramp(holds(healthy) ? each : 0),
    });
    return [
      ...this.x.bounds(metric).map((bound) => bucket(`${bound}`, (value) => value <= bound)),
      bucket('+Inf', () => true),
      {
        series: `${name}_count{${matchers({})}}`,
        wrong: this.ramp(each),
        healthy: this.ramp(each),
      },
    ];
  }

  /** The check of an alert on a p95: values of this size beside those of usual size. @param shown of the labels, those that the alert has */
  slow(metric: MetricName, labels: Labels, shown: Labels, wrong: number, healthy: number): Check {
    return {
      samples: this.values(metric, labels, wrong, healthy),
      labels: { job: this.x.settings.job, ...shown },
      value: this.quantileOf(0.95, metric, wrong),
    };
  }

  /** What histogram_quantile gives where all values lie in the bucket of this one. */
  quantileOf(quantile: number, metric: MetricName, value: number): number {
    const bounds = this.x.bounds(metric);
    const at = bounds.findIndex((bound) => value <= bound);
    const upper = bounds[at] ?? (bounds.at(-1) as number);
    const lower = at < 0 ? upper : (bounds[at - 1] ?? 0);
    return lower + quantile * (upper - lower);
  }

  private series(metric: MetricName, labels: Labels): string {
    return `${this.x.name(metric)}{${this.labels(metric, labels)}}`;
  }

  private labels(metric: MetricName, labels: Labels, more: Labels = {}): string {
    const { job } = this.x.settings;
    const own = Object.entries(labels).map(([label, value]) => [this.x.label(metric, label), value]);
    // Those of a name that several metrics have: empty ones are none.
    const fixed = Object.entries(this.x.fixedLabels(metric)).filter(([, value]) => value !== '');
    const all = [['job', job], ['instance', INSTANCE], ...own, ...fixed, ...Object.entries(more)];
    return all.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',');
  }

  private level(value: number | undefined): string {
    return value === undefined ? `_x${this.count}` : `${value}x${this.count}`;
  }

  private ramp(step: number): string {
    return `0+${step}x${this.count}`;
  }
}
