/** Telemetry of many threads, processes and pages: `inferometer/multiprocess`. */
export type { TelemetryHandle, TelemetrySnapshot } from '../telemetry/index.ts';
export { type AttachedWorker, attachWorker } from './attach.ts';
export type { MessageChannelLike } from './channel.ts';
export { type CollectedSnapshots, collectSnapshots } from './collect.ts';
export type { CollectOptions } from './collecting/options.ts';
export { shareSnapshots } from './expose.ts';
