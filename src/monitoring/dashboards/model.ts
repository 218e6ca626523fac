/**
 * What a dashboard shows, as data. `npm run docs` has Grafana's SDK make JSON of everything but the expressions, which are filled
 * in when they are asked for: they depend on the options.
 */
import type { MetricName } from '../generated/metrics.ts';
import type { Queries } from '../queries.ts';

export interface Target {
  readonly expr: string;
  /** With labels: `{{model_id}} p95`. */
  readonly legend?: string;
}

/** Grafana's words for units. */
export type Unit =
  | 's'
  | 'bytes'
  | 'percentunit'
  | 'short'
  | 'reqps'
  | 'ops'
  | 'binBps'
  | 'currency'
  | 'none'
  | 'dateTimeFromNow';

export interface Panel {
  readonly title: string;
  /** A sentence: what is seen, and what to look for. */
  readonly description: string;
  readonly kind: 'lines' | 'bars' | 'stat' | 'heatmap';
  readonly unit: Unit;
  /** Of 24; 12 if left out, 6 for a stat. */
  readonly width?: number;
  readonly min?: number;
  readonly max?: number;
  /** A line from which on it is bad: red above it, or below it where it falls. */
  readonly limit?: { readonly value: number; readonly side: 'above' | 'below' };
  /** What numbers stand for: `0: offline`. */
  readonly words?: Readonly<Record<string, string>>;
  targets(x: Queries): readonly Target[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A choice above the dashboard: values of this label of this metric. */
export interface Variable {
  /** `$model` */
  readonly name: string;
  readonly title: string;
  readonly metric: MetricName;
  readonly label: string;
}

export interface Dashboard {
  /** Of its file and its address in Grafana. */
  readonly id: 'training' | 'inference' | 'streams' | 'storage' | 'infrastructure';
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

type Fields = { readonly [field: string]: unknown };

/** In Grafana's classic schema; what is looked at here is named. */
export type GrafanaDashboard = Fields & {
  readonly templating: { readonly list: readonly (Fields & { readonly name: string })[] };
  readonly panels: readonly (Fields & { readonly type: string; readonly targets?: readonly object[] })[];
};

/** What a panel says of itself. */
type Texts = Pick<Panel, 'title' | 'description'>;

/** Times of a histogram as columns of a heatmap, as wide as the dashboard. */
export function timesOf(metric: MetricName, texts: Texts): Panel {
  return { ...texts, kind: 'heatmap', unit: 's', width: 24, targets: (x) => [{ expr: x.buckets(metric) }] };
}

/** Of the same: median, and what one of twenty and one of a hundred exceed, one line each. */
export function percentilesOf(metric: MetricName, texts: Texts): Panel {
  const targets = (x: Queries) =>
    [0.5, 0.95, 0.99].map((quantile) => ({
      expr: x.quantile(quantile, metric),
      legend: `p${quantile * 100}`,
    }));
  return { ...texts, kind: 'lines', unit: 's', targets };
}

/** A quantile for each value of a label. */
export function quantileBy(x: Queries, quantile: number, metric: MetricName, label: string): Target {
  return {
    expr: x.quantile(quantile, metric, { by: [label] }),
    legend: `{{${x.label(metric, label)}}}`,
  };
}

/** `{{model_id}} {{status}}` */
export function legendOf(x: Queries, metric: MetricName, ...labels: readonly string[]): string {
  return labels.map((label) => `{{${x.label(metric, label)}}}`).join(' ');
}
