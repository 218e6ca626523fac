export type { MessageChannelLike } from '../multiprocess/channel.ts';
export { type CollectedSnapshots, type CollectOptions, collectSnapshots } from '../multiprocess/collect.ts';
export { shareSnapshots } from '../multiprocess/expose.ts';
export type { SnapshotSource } from '../telemetry/context/context.ts';
export type { NameOptions, Names } from '../telemetry/tracking/name-sets.ts';
export { type Exposition, exposition } from './exposition.ts';
export type { ExpositionOptions } from './exposition-options.ts';
export type { Exposable } from './format.ts';
export {
  createMetricsHandler,
  type MetricsHandlerOptions,
} from './handler.ts';
export { createMetricsListener, type NodeRequest, type NodeResponse } from './listener.ts';
export { connectPromClient, type PromClientBridge, type PromClientOptions } from './prom-client/connect.ts';
export { type MetricsServer, type MetricsServerOptions, startMetricsServer } from './server.ts';
export { EXPOSITION_CONTENT_TYPE, expositionText } from './text.ts';
