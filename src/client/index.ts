/** A typed client of the REST API of `inferometer/http`, for Node, Deno, Bun, browsers and workers. */

export type * from '../api/types.ts';
export { ApiError, type ApiFault } from '../api/wire.ts';
export { InferometerError } from '../errors.ts';
export type { ArrowColumn, ArrowTable } from '../ports.ts';
export type { CallOptions } from './calls.ts';
export {
  type Asked,
  type Client,
  createClient,
  type Method,
  type MetricSeries,
  type MetricsOverTime,
} from './client.ts';
export type { ConnectionState, EventsOptions } from './events.ts';
export { ApiFile } from './file.ts';
export type { ClientOptions } from './options.ts';
