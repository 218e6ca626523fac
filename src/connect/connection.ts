/** What a telemetry instance is connected to, and what may be asked for. Types alone: they load nothing, and need no peer. */
import type { ConnectedTracing, TracingOptions, TracingSetup } from '../opentelemetry/peerless.ts';
import type {
  MetricsServer,
  MetricsServerOptions,
  PromClientBridge,
  PromClientOptions,
} from '../prometheus/index.ts';
import type { RemoteWrite, RemoteWriteOptions } from '../remote-write/index.ts';
import type { Store, StoreOptions } from '../store/index.ts';

/** Each part by name: what it needs and cannot have is an error. What is left out is not connected. */
export interface ConnectOptions {
  readonly prometheus?: {
    /** A server for `/metrics`, as startMetricsServer() starts it; `{}` for its defaults. */
    readonly server?: MetricsServerOptions;
    /** A registry of prom-client, as connectPromClient() fills it; `{}` for the default one. */
    readonly client?: PromClientOptions;
  };
  readonly opentelemetry?: {
    /** Spans on the tracer provider that is there, as of createTracing(); `{}` for the global one. */
    readonly tracing?: TracingOptions;
    /** Spans with an SDK and an exporter of their own, as of setupTracing(); not with `tracing`. */
    readonly setup?: Omit<TracingSetup, 'telemetry'>;
  };
  /** Pushes to a receiver of remote write, as createRemoteWrite() does. */
  readonly remoteWrite?: RemoteWriteOptions;
  /** Keeps every interval in files, in the store that openStore() opens with these: `{ path: './telemetry' }`. */
  readonly store?: StoreOptions;
}

export type ConnectRequest = 'auto' | ConnectOptions;

export type ConnectionName = 'store' | 'tracing' | 'prom_client' | 'remote_write' | 'metrics_server';

export interface Connection {
  /** In the order in which they were made; empty if `auto` found nothing. */
  readonly connected: readonly ConnectionName[];
  readonly tracing?: ConnectedTracing;
  readonly promClient?: PromClientBridge;
  readonly remoteWrite?: RemoteWrite;
  readonly server?: MetricsServer;
  readonly store?: Store;
  /**
   * Ends all of them, the last one first: what waits is sent, ports are free, registries are as they were, the store has the
   * last interval and is closed.
   */
  close(): Promise<void>;
}
