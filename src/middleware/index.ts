/** HTTP servers: middleware for fetch handlers, Hono, Express and node:http. */
export { type FetchHandler, withTelemetry } from './fetch.ts';
export { type HonoContext, type HonoMiddleware, honoTelemetry } from './hono.ts';
export {
  type ExpressMiddleware,
  expressTelemetry,
  type NodeListener,
  type NodeRequest,
  type NodeResponse,
  nodeTelemetry,
} from './node.ts';
export { operationOf } from './operation-of.ts';
export type { HttpOptions } from './options.ts';
