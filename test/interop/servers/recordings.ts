// What is recorded for servers to take.
import { createTelemetry, type Telemetry } from 'inferometer';
import type { ExponentialSnapshot } from 'inferometer/histogram';
import { normalFrom } from '../../histogram/oracle.ts';

export const LATENCY = 'ipfs_aiml_inference_seconds';

/** Latencies of one model, lognormal; the same for the same seed. */
export function recordedTelemetry(seed: number, { medianSeconds = 0.05, spread = 1 } = {}): Telemetry {
  const telemetry = createTelemetry();
  const normal = normalFrom(seed);
  const inference = telemetry.inference({ modelId: 'm', batchSize: 8 });
  for (let i = 0; i < 5000; i++) inference.record(medianSeconds * Math.exp(spread * normal()));
  return telemetry;
}

export function latencyOf(telemetry: Telemetry): ExponentialSnapshot {
  const metric = telemetry.snapshot().metrics.find(({ fullName }) => fullName === LATENCY);
  const [series] = metric?.series ?? [];
  if (series === undefined || !('histogram' in series)) throw new Error('nothing was recorded');
  return series.histogram;
}

/** The catalogue's, upper bounds. */
export function classicBoundsOf(telemetry: Telemetry): readonly number[] {
  const metric = telemetry.snapshot().metrics.find(({ fullName }) => fullName === LATENCY);
  return metric?.instrument.bucketBounds ?? [];
}
