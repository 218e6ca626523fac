export type { MessageChannelLike } from '../multiprocess/inner.ts';
export {
  type CollectedSnapshots,
  type CollectOptions,
  collectSnapshots,
  shareSnapshots,
} from '../multiprocess/inner.ts';
export type { NameOptions, Names, SnapshotSource } from '../telemetry/index.ts';
export { type Exposition, exposition } from './exposition.ts';
export type { ExpositionOptions } from './exposition-options.ts';
export type { ResourceOptions } from './families/target-info.ts';
export type { Exposable } from './page/format.ts';
export { EXPOSITION_CONTENT_TYPE, expositionText } from './page/text.ts';
export { connectPromClient, type PromClientBridge, type PromClientOptions } from './prom-client/connect.ts';
export type { PushOptions, PushTarget } from './push/options.ts';
export { deletePushedMetrics, type PushResult, pushMetrics } from './push/push.ts';
export {
  createMetricsHandler,
  type MetricsHandlerOptions,
} from './serving/handler.ts';
export { createMetricsListener, type NodeRequest, type NodeResponse } from './serving/listener.ts';
export { type MetricsServer, type MetricsServerOptions, startMetricsServer } from './serving/server.ts';
