/** Prometheus remote write: how a fleet of processes feeds Prometheus, Mimir, Thanos or VictoriaMetrics. */
export { createRemoteWrite } from './create.ts';
export type { RemoteWriteOptions } from './options.ts';
export type { RemoteWrite, RemoteWriteStop } from './remote-write.ts';
