export { type Exposition, exposition } from './exposition.ts';
export type { ExpositionOptions } from './exposition-options.ts';
export type { Exposable } from './format.ts';
export {
  createMetricsHandler,
  type MetricsHandlerOptions,
  type SnapshotSource,
} from './handler.ts';
export { createMetricsListener, type NodeRequest, type NodeResponse } from './listener.ts';
export type { MessageChannelLike } from './processes/channel.ts';
export { type CollectedSnapshots, type CollectOptions, collectSnapshots } from './processes/collect.ts';
export { shareSnapshots } from './processes/share.ts';
export { connectPromClient, type PromClientBridge, type PromClientOptions } from './prom-client/connect.ts';
export { type MetricsServer, type MetricsServerOptions, startMetricsServer } from './server.ts';
export { EXPOSITION_CONTENT_TYPE, expositionText } from './text.ts';
