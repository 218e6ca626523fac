/** The options of collectRuntimeMetrics: those of prom-client by its names, and one of our own. */
import { areAscending, between, type OptionRules, prefix } from '../metrics/inner.ts';

export interface RuntimeMetricsOptions {
  /** Put before every name: letters, digits and `_`. None if left out. */
  readonly prefix?: string;
  /** Upper bounds of the buckets of `nodejs_gc_duration_seconds`, ascending; 0.001, 0.01, 0.1, 1, 2, 5 if left out. */
  readonly gcDurationBuckets?: readonly number[];
  /** How often the delay of the event loop is measured, in milliseconds: a whole number, 1 to 10,000; 10 if left out. */
  readonly eventLoopMonitoringPrecision?: number;
  /**
   * Whoever reads at least so often misses no delay of the event loop: the longest time between two scrapes, in seconds,
   * 1 to 86,400. A delay is shown for one to two such windows. Shorter than that, some delays are shown to one reader and
   * not to another; longer, each is shown for longer. 60 if left out.
   */
  readonly eventLoopWindowSeconds?: number;
}

export const RUNTIME_OPTION_RULES: OptionRules<RuntimeMetricsOptions> = {
  prefix: /* @__PURE__ */ prefix(''),
  gcDurationBuckets: {
    type: 'object',
    expected: 'finite numbers, ascending',
    holds: areAscending,
    otherwise: [0.001, 0.01, 0.1, 1, 2, 5],
  },
  eventLoopMonitoringPrecision: {
    type: 'number',
    otherwise: 10,
    expected: 'a whole number from 1 to 10000',
    holds: (value: number) => Number.isInteger(value) && value >= 1 && value <= 10_000,
  },
  eventLoopWindowSeconds: /* @__PURE__ */ between(1, 86_400, 60),
};
