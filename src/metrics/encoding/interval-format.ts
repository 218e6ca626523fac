/**
 * What the writer and the reader of intervals as bytes agree upon; docs/store-format.md has it byte by byte.
 *
 *     b1 "IFI"  version  times (4 doubles)  sequence  buckets  strings  metrics
 *
 * Strings are in a table, each once; metrics say how long they are, so that a reader may leave them out.
 */
import type { GaugeRule, MetricKind } from '../base/model.ts';

/** Not text, and no byte order mark: b1 "IFI". */
export const MAGIC = [0xb1, 0x49, 0x46, 0x49] as const;
export const VERSION = 1;

export const KINDS = ['counter', 'up_down_counter', 'gauge', 'histogram'] as const satisfies MetricKind[];
export const RULES = ['sum', 'min', 'max', 'last'] as const satisfies GaugeRule[];

// What pages write is a constant of its own, which the build replaces by its number: a table stays in a bundle as a whole.
export const HAS_HELP = 1;
export const HAS_BUCKET_BOUNDS = 4;
export const IS_OVERFLOW = 1;
export const IS_OF_SAME_CREATION = 4;
export const IS_HISTOGRAM = 8;
export const FIRST_STRING = 5;

/** What the flags of an instrument say that it has. */
export const INSTRUMENT = {
  help: HAS_HELP,
  addedLabels: 2,
  bucketBounds: HAS_BUCKET_BOUNDS,
  prefix: 8,
  scope: 16,
  aggregation: 32,
  acrossIntervals: 64,
  acrossProcesses: 128,
  ratioAcrossProcesses: 256,
  /** Said, and true where the flag after it is set. */
  hasDynamicLabels: 512,
  isInteger: 2048,
  isAsynchronous: 8192,
  /** It is not the prefix and the name. */
  fullName: 32768,
} as const;
export const ALL_INSTRUMENT_FLAGS = 65535;

/** What the flags of a series say. */
export const SERIES = {
  overflow: IS_OVERFLOW,
  exemplars: 2,
  /** It was made when the series before it in the metric was. */
  sameCreation: IS_OF_SAME_CREATION,
  histogram: IS_HISTOGRAM,
  /** Its explicit bounds are not those of the instrument. */
  ownBounds: 16,
  isMinBound: 32,
  isMaxBound: 64,
  zeroThreshold: 128,
} as const;

/** What a value of a label is that is no string; a string is its place in the table, from here on. */
export const VALUE = { null: 0, false: 1, true: 2, number: 3, list: 4, string: FIRST_STRING } as const;

/** How a string is written: UTF-8, or UTF-16 where half of a pair is alone. */
export const UTF_8 = 0;
export const UTF_16 = 1;

/**
 * Buckets that an interval may have in all, empty ones included, of which many take few bytes: what bounds the memory that
 * bytes can ask for. A histogram takes forty bytes or more, and has two times 2048 buckets at most, if it is not made
 * otherwise.
 */
export function bucketLimit(bytes: number): number {
  return 2 ** 20 + 128 * bytes;
}
