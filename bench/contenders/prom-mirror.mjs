/**
 * A registry of prom-client, or of one with its interface, with the content of one of our snapshots: same families, labels,
 * bounds and counts.
 */
export async function mirrorInPromClient(load, snapshot) {
  const { default: promClient } = await load();
  const registry = new promClient.Registry();
  for (const metric of snapshot.metrics) {
    if (metric.series.length > 0) mirrorMetric(promClient, registry, metric);
  }
  return registry;
}

function mirrorMetric({ Counter, Gauge, Histogram }, registry, { instrument, fullName, series }) {
  const options = {
    name: fullName,
    help: instrument.help ?? instrument.name,
    labelNames: [...instrument.labels],
    registers: [registry],
  };
  if (instrument.kind === 'counter') {
    const counter = new Counter(options);
    for (const { labels, value } of series) counter.inc({ ...labels }, value);
  } else if (instrument.kind === 'gauge') {
    const gauge = new Gauge(options);
    for (const { labels, value } of series) gauge.set({ ...labels }, value);
  } else {
    const mirrored = new Histogram({ ...options, buckets: [...instrument.bucketBounds] });
    for (const { labels, histogram } of series) {
      for (let i = 0; i < histogram.count; i += 1)
        mirrored.observe({ ...labels }, histogram.sum / histogram.count);
    }
  }
}
