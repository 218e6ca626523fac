/** The door of runtime-metrics for the rooms of this house; not published. */
export { collectRuntimeMetrics } from './collect.ts';
export type { RuntimeMetricsOptions } from './options.ts';
