/**
 * What callers hand to the metrics API, read once. The API never throws: what cannot be read, or is none of what it asks
 * for, is left out and counted (error handling, "Basic error handling principles").
 */
import type { Attributes, MeterOptions, MetricOptions } from '@opentelemetry/api';
import type { InstrumentScope, RecordingSwitch } from '../../metrics/inner.ts';

/** An object of options, with nothing in it that is of another kind. */
export function metricOptions(given: unknown, { contain }: RecordingSwitch): MetricOptions {
  return (
    contain('callback', () => {
      const { unit, description, valueType, advice } = Object(given) as MetricOptions;
      const bounds: unknown = advice?.explicitBucketBoundaries;
      return {
        ...(typeof unit === 'string' && { unit }),
        ...(typeof description === 'string' && { description }),
        ...(valueType !== undefined && { valueType }),
        ...(Array.isArray(bounds) && { advice: { explicitBucketBoundaries: [...bounds] } }),
      };
    }) ?? {}
  );
}

export function scopeOf(
  name: unknown,
  version: unknown,
  options: unknown,
  { contain }: RecordingSwitch,
): InstrumentScope {
  const schemaUrl = contain('callback', () => (Object(options) as MeterOptions).schemaUrl);
  return { name: textOf(name), version: textOf(version), schemaUrl: textOf(schemaUrl) };
}

/** What the SDK takes (metrics API, "Instrument name syntax"). */
const NAME = /^[a-z][\w.\-/]{0,254}$/i;

/** The diagnostics of OpenTelemetry's API, as all its copies of version 1 find them. */
const API: unique symbol = /* @__PURE__ */ Symbol.for('opentelemetry.js.api.1') as never;

/** Says what the SDK says of a name that is none, and takes it as it is, as the SDK does. */
export function instrumentName(given: unknown, { contain }: RecordingSwitch): string {
  const name = textOf(given);
  if (!NAME.test(name)) {
    const message = `Invalid metric name: "${name}". The metric name should be a ASCII string with a length no greater than 255 characters.`;
    const api = (globalThis as { [API]?: { diag?: { warn(message: string): void } } })[API];
    contain('logger', () => api?.diag?.warn(message));
  }
  return name;
}

/** Attributes without those that cannot be read. */
export function readableAttributes(given: object, recording: RecordingSwitch): Attributes {
  // Without a prototype: `__proto__` is an attribute like any other.
  const readable: Attributes = Object.create(null);
  try {
    for (const key in given) {
      try {
        const value = (given as Attributes)[key];
        readable[key] = (Array.isArray(value) ? [...value] : value) as typeof value;
      } catch {
        recording.reject('bad_label');
      }
    }
  } catch {
    // A proxy that refuses to be looked at.
    recording.reject('bad_label');
  }
  return readable;
}

function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  // Not by its own conversion, which may throw.
  return typeof given === 'object' || typeof given === 'function' || given === undefined ? '' : String(given);
}
