/** What may be asked of tracing. */
import type { TelemetryHandle } from '../../telemetry/index.ts';
import type {
  ApiLike,
  ContextManagerLike,
  PropagatorLike,
  ResourcesLike,
  SpanExporterLike,
  TracerProviderLike,
  TracingSdkLike,
} from './shapes.ts';

export interface TracingOptions {
  /** The global one if left out, whether it is set before or after. */
  readonly tracerProvider?: TracerProviderLike;
  /** What `inject` and `extract` use where no global propagator is set; that of W3C if left out. */
  readonly propagator?: PropagatorLike;
  /** Whether the telemetry's operations get spans. True if left out. */
  readonly autoInstrument?: boolean;
  /** The module `@opentelemetry/api`; imported if left out. */
  readonly api?: ApiLike;
}

export const TRACING_OPTIONS = [
  'tracerProvider',
  'propagator',
  'autoInstrument',
  'api',
] as const satisfies readonly (keyof TracingOptions)[];

export type ExporterName = 'console' | 'otlp' | 'jaeger' | 'zipkin';

export interface ExporterOptions {
  /** `otlp` if left out; `jaeger` is OTLP to a Jaeger, which takes nothing else any more. */
  readonly exporter?: ExporterName | SpanExporterLike;
  /** Where the exporter sends to; the path may be left out. The exporter's own default if left out, on this machine. */
  readonly endpoint?: string;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TracingSetup extends ExporterOptions, Omit<TracingOptions, 'tracerProvider'> {
  /** Whose operations get spans; none if left out. */
  readonly telemetry?: TelemetryHandle;
  /** `service.name`; what OTEL_SERVICE_NAME says if left out. */
  readonly serviceName?: string;
  /** Of the program: `{ 'service.version': '1.0.0', 'deployment.environment.name': 'production' }`. */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
  /** Share of the traces that begin here and are recorded, 0 to 1; the telemetry's `samplingRatio` if left out. */
  readonly samplingRatio?: number;
  /** The module `@opentelemetry/sdk-trace-base`, or `sdk-trace`; imported if left out. */
  readonly sdk?: TracingSdkLike;
  /** The module `@opentelemetry/resources`; imported if left out. */
  readonly resources?: ResourcesLike;
  /** What carries the active span across awaits; AsyncLocalStorage's, where there is one, if left out. */
  readonly contextManager?: ContextManagerLike;
}

export const SETUP_OPTIONS = [
  'telemetry',
  'serviceName',
  'resourceAttributes',
  'samplingRatio',
  'sdk',
  'resources',
  'contextManager',
  'exporter',
  'endpoint',
  'headers',
  'propagator',
  'autoInstrument',
  'api',
] as const satisfies readonly (keyof TracingSetup)[];
