/** The OpenTelemetry SDKs with the instruments of one tracked inference, and a tracer that samples every span. */
import { openMeter } from './opentelemetry.mjs';

/** A provider that samples every span, and how many have ended. */
export async function openSpans() {
  const { default: sdk } = await import('@opentelemetry/sdk-trace-base');
  let ended = 0;
  // Ends where an exporter would begin: cheaper than any real set-up, so the ratio errs to OTel's side.
  const spanProcessor = {
    onStart() {},
    onEnd() {
      ended += 1;
    },
    async forceFlush() {},
    async shutdown() {},
  };
  const provider = new sdk.BasicTracerProvider({ spanProcessors: [spanProcessor] });
  return { provider, endedSpans: () => ended };
}

export async function openOtelInference() {
  const { meter, reader } = await openMeter();
  const { provider, endedSpans } = await openSpans();
  return {
    scope: {
      duration: meter.createHistogram('inference_seconds', { unit: 's' }),
      operations: meter.createCounter('operations_total'),
      throughput: meter.createGauge('inference_throughput'),
      tracer: provider.getTracer('bench'),
    },
    reader,
    endedSpans,
  };
}
