/** The kinds of work that telemetry knows, each with all its sides: see tracking/. */
export const CATEGORIES = [
  'model',
  'inference',
  'stream',
  'training',
  'dataset',
  'distributed',
  'storage',
  'http',
  'drift',
  'continual',
] as const;

export type Category = (typeof CATEGORIES)[number];

/** What metrics may be asked for by: the categories of work, and groups of metrics that are no work of their own. */
export const METRIC_CATEGORIES = [
  ...CATEGORIES,
  'operation',
  'objective',
  'runtime',
  'custom',
  'self',
] as const;

export type MetricCategory = (typeof METRIC_CATEGORIES)[number];
