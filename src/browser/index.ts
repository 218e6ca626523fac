/** Telemetry of pages, small enough that nobody minds: recorded there, delivered so that it survives the tab, added up by a server. */

export { type StreamOptions, type TrackingHandle, trackStream } from '../telemetry/index.ts';
export type { Delivered } from './delivery/delivery.ts';
export type { PageTelemetryOptions, QueueOptions } from './options.ts';
export { createPageTelemetry, type PageTelemetry } from './page-telemetry.ts';
export type { PageMetric } from './recording/registry.ts';
export type { PageCounter, PageGauge, PageHistogram } from './recording/series.ts';
