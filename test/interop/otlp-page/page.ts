// A page that measures, and sends OTLP to whatever its address names.
import { createPageTelemetry, otlpReceiver, withOwnMetrics } from 'inferometer/browser';
import { HITS, hitsOf, INTERVALS, WAITS, waitsOf } from './recording.ts';

const asked = new URLSearchParams(location.search);
const telemetry = withOwnMetrics(
  createPageTelemetry({
    url: asked.get('url') ?? '',
    receiver: otlpReceiver({ headers: asked.has('key') ? { 'x-api-key': asked.get('key') ?? '' } : {} }),
    intervalSeconds: 3600,
    queue: { persist: false },
  }),
);
const waits = telemetry.histogram(WAITS).withLabels({ queue: 'gpu' });
const hits = telemetry.counter(HITS).withLabels();

/** Records all of it, an interval after the other. How many were acknowledged, and how many wait in the end. */
async function record() {
  let [acknowledged, waiting] = [0, 0];
  for (let interval = 0; interval < INTERVALS; interval++) {
    for (const seconds of waitsOf(interval)) waits.record(seconds);
    hits.add(hitsOf(interval));
    // Times of data points are milliseconds: each interval ends in one of its own.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const delivered = await telemetry.flush();
    acknowledged += delivered.acknowledged;
    waiting = delivered.waiting;
  }
  return { acknowledged, waiting };
}

Object.assign(globalThis, { record, flush: () => telemetry.flush() });
