/**
 * Objects of OpenTelemetry as options take them: as much of each as tells it from others. The real types fit, of any
 * version; programs without the packages type-check.
 */

/** The module `@opentelemetry/api`. */
export interface ApiLike {
  readonly trace: TracerProviderLike;
  readonly context: { active(): object };
  readonly propagation: { fields(): string[] };
}

/** A TracerProvider. */
export interface TracerProviderLike {
  getTracer(name: string): { startSpan(name: string): object };
}

/** A TextMapPropagator. */
export interface PropagatorLike {
  inject(context: never, carrier: never, setter: never): void;
  extract(context: never, carrier: never, getter: never): object;
  fields(): string[];
}

/** A ContextManager. */
export interface ContextManagerLike {
  active(): object;
  with(context: never, fn: never, thisArg?: never, ...args: never[]): unknown;
  bind(context: never, target: never): unknown;
  enable(): object;
  disable(): object;
}

/** A SpanExporter. */
export interface SpanExporterLike {
  export(spans: never, done: never): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

/** The module `@opentelemetry/sdk-trace-base`, or `@opentelemetry/sdk-trace`. */
export interface TracingSdkLike {
  readonly BatchSpanProcessor: object;
  readonly ConsoleSpanExporter: object;
  readonly ParentBasedSampler: object;
}

/** The module `@opentelemetry/resources`. */
export interface ResourcesLike {
  readonly defaultResource: object;
  readonly resourceFromAttributes: object;
}
