/** The door of OpenTelemetry's adapter for the rooms of this house; not published. */

export { findPeer } from './peers.ts';
export { hasTracerProvider } from './tracing/globals.ts';
export { SETUP_OPTIONS } from './tracing/options.ts';
