// OpenTelemetry's packages as a program hands them in whose bundle has everything inside; nothing where the library finds them.
import * as api from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import * as resources from '@opentelemetry/resources';
import * as sdk from '@opentelemetry/sdk-trace';
import type { TracingOptions, TracingSetup } from 'inferometer/opentelemetry';

// Not spelled out, or it would be in the bundle.
const name = ['@opentelemetry', 'api'].join('/');
export const isFound = await import(name).then(
  () => true,
  () => false,
);

const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});

export const forTracing: TracingOptions = isFound ? {} : { api, propagator };

export const forSetup: TracingSetup = isFound ? {} : { ...forTracing, sdk, resources };
