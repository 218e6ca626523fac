/**
 * One call that brings telemetry to what is around it. An entry of its own: bundlers look at what can be imported on demand,
 * whether somebody calls it or not, so that nothing of it may be reached from `createTelemetry`.
 */

export { connect } from './connect.ts';
export type { Connection, ConnectionName, ConnectOptions, ConnectRequest } from './connection.ts';
