// As docs/runtimes.md shows it: instrumentation and routes are bundles of their own, and hot reloading makes modules anew.
import { createTelemetry } from 'inferometer';

const KEY = Symbol.for('my-app.telemetry');
globalThis[KEY] ??= createTelemetry();
export const telemetry = globalThis[KEY];
