/** Telemetry of pages, small enough that nobody minds: recorded there, delivered so that it survives the tab, added up by a server. */

export { type StreamOptions, type TrackingHandle, trackStream } from '../telemetry/index.ts';
export type { Delivered } from './delivery/delivery.ts';
export type { PageTelemetryOptions, QueueOptions } from './options.ts';
export { type OtlpReceiverOptions, otlpReceiver } from './otlp/receiver.ts';
export { type PageGauge, type PageMetric, type PageMetrics, withOwnMetrics } from './own-metrics.ts';
export { createPageTelemetry, type PageTelemetry } from './page-telemetry.ts';
export type { Receiver } from './receiver.ts';
export type { PageCounter, PageHistogram } from './recording/series.ts';
