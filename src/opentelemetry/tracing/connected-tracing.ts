/** Tracing as a connection holds it: what can be said of it without a type of OpenTelemetry. */
import type { Tracing } from '../../ports.ts';

/** Headers, a Map, or a plain object by the names of headers, as node:http has them. */
export type Carrier =
  | { get(name: string): unknown; set(name: string, value: string): unknown }
  | Record<string, unknown>;

/** An OpenTelemetryTracing, which `inferometer/opentelemetry` has whole; of a setup, an InstalledTracing. */
export interface ConnectedTracing extends Tracing {
  /**
   * Writes traceparent, tracestate and baggage into headers, and returns them: `Headers`, a Map or a plain object.
   *
   * @param of a context, a span or an operation; what is active if left out.
   */
  inject<C extends Carrier>(carrier: C, of?: object): C;
  /** The context that headers tell of, for `traceContext`; the active one where they tell of none. */
  extract(carrier: Carrier): object;
  /** Begins no more spans for operations. */
  close(): void;
  /** Of a setup: sends what has ended and was not sent yet. */
  flush?(): Promise<void>;
  /** Of a setup: begins no more spans, sends what has ended, takes back what was registered globally. */
  shutdown?(): Promise<void>;
}
