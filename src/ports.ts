/** What the library asks of the platform. Each can be handed in, so that a test owns time and memory. */

/** How an operation ended. `unknown`: it was disposed of, and nobody said whether it had worked. */
export type Outcome = 'ok' | 'error' | 'aborted' | 'unknown';

export interface Clock {
  /** Milliseconds from any origin that never go back; every duration is measured with it. */
  monotonicMs(): number;
  /** Milliseconds since 1970-01-01 UTC; stamps snapshots, measures nothing. */
  wallUnixMs(): number;
}

/** What lets the event loop have its turn while long work is done in slices. */
export interface Scheduler {
  /** Milliseconds from any origin. */
  now(): number;
  /** Resolves when timers, sockets and whatever else was due have had their turn. */
  yield(): Promise<void>;
}

/** What keeps every interval that ends, beyond the process: `openStore` of `inferometer/store` gives one. */
export interface HistoryStore {
  /**
   * Keeps what this telemetry records from now on. createTelemetry() calls it once. An InferometerError, of a store that is
   * closed, say, is thrown to its caller; what else it throws or rejects with is counted, and telemetry runs without it.
   */
  attach(telemetry: object): unknown;
}

export interface MemoryProbe {
  /** Whose memory it is, as a label: `heap`, `device`, `rss`; one word for each. `device` if left out. */
  readonly kind?: string;
  /** Bytes in use now. A platform that cannot tell has no probe; NaN is a reading that failed. */
  usedBytes(): number;
  /** Bytes that stay in use: garbage is collected before. Left out where that cannot be had, or need not be. */
  settledBytes?(): number;
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

/**
 * What records spans: an operation has one from its beginning to its end. What it throws is counted, and reaches
 * nobody. `createTracing` of `inferometer/opentelemetry` is one.
 */
export interface Tracing extends TraceContext {
  /** Begins the span of an operation; undefined where there is to be none. */
  begin(request: SpanRequest): OperationSpan | undefined;
  /**
   * Something was learnt while operations run: statistics of training, the utilization of a worker.
   *
   * @param attributes as the caller handed them in.
   * @param span of the operation that it was learnt of; the active span if undefined.
   */
  note(kind: SpanNote, attributes: object, span: OperationSpan | undefined): void;
  /** Sends spans that have ended, where it is its business; rejects where they were not taken. */
  flush?(): Promise<void>;
}

export type SpanNote = 'training_stats' | 'worker_utilization';

export interface SpanRequest {
  /** `model`, `inference`, `training`, `dataset`, `distributed`, `storage` or `http`. */
  readonly category: string;
  /** `model_load`; of a phase, the type of the operation that it is a part of. */
  readonly operationType: string;
  /** `compile`, or `compile/shaders` for a phase of a phase; undefined for an operation. */
  readonly phase: string | undefined;
  /** As the caller handed them in. */
  readonly attributes: object;
  /** Undefined where the operation has no parent, or its parent has no span. */
  readonly parent: OperationSpan | undefined;
  readonly clock: Clock;
}

export interface OperationSpan {
  readonly ids: SpanIds;
  /** Calls `fn` with the span as the active one, as far as something here carries that along. */
  run<T>(fn: () => T): T;
  event(name: string, attributes: object): void;
  /** What became known only while the operation ran, and attributes of the caller's own. */
  set(attributes: object): void;
  /** @param error what was thrown, where something was. */
  end(outcome: Outcome, error: unknown): void;
}

/** A file that is built into the library, since not every runtime has files. */
export interface EmbeddedFile {
  readonly contentType: string;
  /** All of them are text. */
  readonly body: string;
  /** Of the content, quotes included. */
  readonly etag: string;
  /** Its path names its content, so that it may be kept for ever. */
  readonly isImmutable: boolean;
}

/**
 * A Table of flechette (https://idl.uw.edu/flechette/): as much of it as is typed here, so that
 * programs need no types of that package.
 */
export interface ArrowTable {
  readonly numRows: number;
  readonly numCols: number;
  /** Of its columns. */
  readonly names: readonly string[];
  getChild(name: string): ArrowColumn;
  /** A row as an object. */
  get(row: number): Record<string, unknown>;
  /** All rows as objects. */
  toArray(): Record<string, unknown>[];
  /** All columns as arrays: of numbers without a null, typed ones. */
  toColumns(): Record<string, ArrayLike<unknown>>;
}

export interface ArrowColumn extends Iterable<unknown> {
  readonly length: number;
  readonly nullCount: number;
  at(row: number): unknown;
  toArray(): ArrayLike<unknown>;
}
