/** The options of createTelemetry. */

import type {
  Clock,
  HistoryStore,
  Logger,
  MemoryProbe,
  Scheduler,
  Timer,
  TraceContext,
  Tracing,
} from '../../ports.ts';
import type { LogLevel } from './log.ts';
import type { Objective } from './objectives.ts';
import type { Thresholds } from './thresholds.ts';

/** Of a million tokens of each kind, in any one currency: 0 or more. */
export interface TokenPrices {
  readonly input?: number;
  readonly output?: number;
  /** Of the input, read out of a cache; as `input` if left out. */
  readonly cached?: number;
  /** Of the input, written to a cache; as `input` if left out. */
  readonly cacheWrite?: number;
  /** Of the input, written to a cache that keeps it for an hour; as `cacheWrite` if left out. */
  readonly cacheWrite1h?: number;
  /** Of the output, reasoning; as `output` if left out. */
  readonly reasoning?: number;
  /** Of the output, calls of tools; as `output` if left out. */
  readonly tool?: number;
}

/** By the model's id, as calls name it. */
export type PricesByModel = Readonly<Record<string, TokenPrices>>;

/** @typeParam Label the names in `labelNames`: what calls may have labels for. */
export interface TelemetryOptions<Label extends string = string> {
  /**
   * Put before every metric name but those of storage, HTTP, drift, continual learning and the library itself; `ipfs_aiml_`
   * if left out, may be empty.
   */
  readonly prefix?: string;
  /** As `prefix`, for the metrics of storage; `wal_` if left out. */
  readonly storagePrefix?: string;
  /** False: whatever is tracked runs as it would without telemetry, and nothing is recorded. True if left out. */
  readonly enabled?: boolean;
  /** Most label sets of each metric, most training runs, and most of their curves; a whole number, 1 or more; 2000 if left out. */
  readonly seriesLimit?: number;
  /**
   * A gauge that nobody sets for so long is removed when an interval ends, as is one of something that is gone; a number
   * above 0, of gauges that are set now and then a multiple of how often. Never if left out.
   */
  readonly expireAfterSeconds?: number;
  /** Points of each training curve: a whole number, 2 or more; 5000 if left out. Longer runs are thinned evenly. */
  readonly curvePointLimit?: number;
  /** Most training runs kept of each model: a whole number, 1 or more; 20 if left out. The one least recently used goes. */
  readonly trainingRunLimit?: number;
  /** Length of the intervals of the history, 0.01 to 86,400; 60 if left out. Short ones reach back less far. */
  readonly aggregationIntervalSeconds?: number;
  /** Intervals in the history: a whole number, 0 or more; 100 if left out. */
  readonly maxHistoryEntries?: number;
  /** Memory of the history, roughly: the oldest intervals go when it takes more. 64 MiB if left out. */
  readonly maxHistoryBytes?: number;
  /**
   * A worker that tells nothing for so long is gone: its utilization is no gauge any more, and it is neither a straggler nor
   * compared with others; a number above 0, a multiple of how often workers report; 300 if left out.
   */
  readonly workerTimeoutSeconds?: number;
  /** Most operations that a log has begun and not ended; a whole number, 1 or more; 100,000 if left out. */
  readonly inFlightLimit?: number;
  /**
   * An operation that a log has begun, and of which it tells nothing for so long, ends as `unknown`: its process died, it
   * seems; a number above 0, 86,400, a day, if left out.
   */
  readonly inFlightTimeoutSeconds?: number;
  /** Percentiles of durations in results and reports, 0 to 100; [50, 90, 95, 99] if left out. */
  readonly analysisPercentiles?: readonly number[];
  /** From where on something is a finding, each with a default: `{ inferenceSeconds: { medium: 0.05 } }`. */
  readonly thresholds?: Partial<{ readonly [Name in keyof Thresholds]: Partial<Thresholds[Name]> }>;
  /** What was promised about operations: goodput and findings are about these. None if left out. */
  readonly objectives?: readonly Objective[];
  /**
   * Prices of a million tokens by model and kind, `{ 'gpt-4o': { input: 2.5, cached: 1.25, output: 10 } }`: what is used
   * is counted in their currency too, and tokens without a price in `unpriced_tokens_total`. None if left out, and no cost.
   */
  readonly pricePerMillionTokens?: PricesByModel;
  /** Where every interval is kept beyond the process: what `openStore` of `inferometer/store` gave. Nowhere if left out. */
  readonly store?: HistoryStore;
  /** Whether phases of operations, `operation.child()`, are recorded and have spans; what they run runs. True if left out. */
  readonly detailedTiming?: boolean;
  /** Whether what `storageHooks()` gives records what it is called with. True if left out. */
  readonly operationHooks?: boolean;
  /** Whether memory is read before, during and after inferences: microseconds each. False if left out. */
  readonly trackMemoryUsage?: boolean;
  /** How often memory is read while an inference runs whose memory is tracked, 0.001 to 3600; 0.05 if left out. */
  readonly memorySampleSeconds?: number;
  /** Share of the traces that are recorded, 0 to 1; 1 if left out. Metrics are exact whatever it is. */
  readonly samplingRatio?: number;
  /** Whether prompts and outputs may reach logs and spans. False if left out. */
  readonly recordContent?: boolean;
  /** Longest label value, in UTF-16 units: a whole number, 8 or more; 256 if left out. Longer ones are cut. */
  readonly labelLengthLimit?: number;
  /** Values that a label may have, `{ model_id: ['glyphs', 'words'] }`; any other becomes `other`. */
  readonly labelAllowList?: Readonly<Record<string, readonly string[]>>;
  /** Labels of every series, `{ deployment: 'blue' }`: constant, strings alone. None if left out. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Labels that every tracked call may have, `['tenant', 'provider']`, with values in its option `labels`. None if left
   * out. Each set of values is a series of its own of each metric: keep ids of requests and of users out of them.
   */
  readonly labelNames?: readonly Label[];
  /** Where events and failures of telemetry are logged: pino, or alike; JSON lines on the console if left out. */
  readonly logger?: Logger;
  /** What is logged: this and above; `info` if left out. */
  readonly logLevel?: LogLevel;
  /** What records a span for each operation; `createTracing` of `inferometer/opentelemetry` sets it. None if left out. */
  readonly tracing?: Tracing;
  /** Where log lines and exemplars learn which trace they belong to; `tracing` if left out. */
  readonly traceContext?: TraceContext;
  /** Where memory is read; what the platform tells of the process or the page if left out. */
  readonly memory?: MemoryProbe;
  /** Where time is read; the platform's own if left out. */
  readonly clock?: Clock;
  /** What ends intervals on time; the platform's own if left out. */
  readonly timer?: Timer;
  /** What lets the event loop have its turn; the platform's own if left out. */
  readonly scheduler?: Scheduler;
}

/** Options that may change while telemetry runs; see `Telemetry.configure`. */
export const CONFIGURABLE = [
  'enabled',
  'aggregationIntervalSeconds',
  'maxHistoryEntries',
  'maxHistoryBytes',
  'analysisPercentiles',
  'thresholds',
  'objectives',
  'pricePerMillionTokens',
  'detailedTiming',
  'trackMemoryUsage',
  'memorySampleSeconds',
  'samplingRatio',
  'tracing',
  'recordContent',
  'logLevel',
] as const satisfies readonly (keyof TelemetryOptions)[];

export type ConfigurableOptions = Pick<TelemetryOptions, (typeof CONFIGURABLE)[number]>;
