/** What telemetry asks of the platform. Each can be handed in, so that a test owns time and memory. */

export interface Clock {
  /** Milliseconds from any origin that never go back; every duration is measured with it. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01 UTC; stamps snapshots, measures nothing. */
  wallUnixMs(): number;
}

export interface MemoryProbe {
  /** Bytes in use now. A platform that cannot tell has no probe; NaN is a reading that failed. */
  usedBytes(): number;
  /** What the memory in use is made of, for a look now and then; on pages it may take seconds. */
  breakdown?(): MemoryBreakdown | Promise<MemoryBreakdown>;
}

/** Bytes by kind: `rss`, `heap_used`, `heap_total`, `external`, `array_buffers`, `page`; those that are known. */
export type MemoryBreakdown = Readonly<Record<string, number>>;

export interface Timer {
  /** Calls `run` once, after so many milliseconds; keeps no process alive. Returns what cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

/**
 * What events and failures of telemetry are logged with: the methods of pino, which other loggers have too, each
 * taking the fields first and the message second.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface TraceContext {
  /** The span that the running code belongs to, in the lower-case hex of W3C traceparent; undefined if none. */
  active(): SpanIds | undefined;
}

export interface SpanIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** False if the trace is not recorded: no exemplar leads to it. True if left out. */
  readonly sampled?: boolean;
}
