/** The door of OpenTelemetry's adapter for the rooms of this house; not published. */

export type { ConnectedTracing, TracingOptions, TracingSetup } from './peerless.ts';
export { findPeer } from './peers.ts';
export { hasTracerProvider } from './tracing/globals.ts';
