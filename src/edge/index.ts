/** Telemetry where nothing runs between requests, on Cloudflare Workers and their like: `inferometer/edge`. */
export type { TelemetryHandle } from '../telemetry/index.ts';
export { flushAfter } from './flush-after.ts';
export type { FlushAfterOptions, WaitUntil } from './options.ts';
