/**
 * Bytes that one latency series keeps: 4,000 series with 1,000 values each (three decades), counted as the
 * growth of the JavaScript heap and of what it holds outside (array buffers, Wasm memory with all that it has in
 * reserve) after a garbage collection, from before the library was imported: what all series share is shared out.
 * perf_hooks and the addon are left out: the runtime does not see their native memory.
 */
import { hdrHistogramJavaScript, hdrHistogramWasm } from '../contenders/hdr-histogram-js.mjs';
import { inferometerDefault } from '../contenders/inferometer.mjs';
import { otelRecordAttributes } from '../contenders/opentelemetry.mjs';
import { promObserveLabelled } from '../contenders/prom-client.mjs';
import { sketchesJs } from '../contenders/sketches-js.mjs';
import { compile } from '../worker/compile.mjs';
import { latencies } from '../worker/data.mjs';

const SUBJECTS = [
  inferometerDefault,
  hdrHistogramWasm,
  hdrHistogramJavaScript,
  sketchesJs,
  promObserveLabelled,
  otelRecordAttributes,
];

const SERIES = 4_000;
const VALUES_PER_SERIES = 1_000;

function usedBytes() {
  // Buffers whose views the first one finds dead are freed by the second.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = globalThis.process.memoryUsage();
  return heapUsed + external;
}

async function bytesPerSeries(subject) {
  const values = latencies(subject.unit);
  const before = usedBytes();
  const create = await subject.open();
  const fill = compile(
    `const value = values[(offset + i) % values.length]; ${subject.record}`,
    { values },
    { times: VALUES_PER_SERIES, parameters: ['histogram', 'offset'] },
  );
  const series = Array.from({ length: SERIES }, (_, index) => create(index));
  for (const [index, histogram] of series.entries()) fill(histogram, index * VALUES_PER_SERIES);
  return (usedBytes() - before) / series.length;
}

/**
 * A series of a telemetry keeps two things: what came before its interval, and the interval. Both are full here. The
 * history of intervals has bounds of its own, and is measured in history.mjs.
 */
async function bytesPerFoldedSeries() {
  const values = latencies('seconds');
  const before = usedBytes();
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry({ maxHistoryEntries: 0, seriesLimit: SERIES });
  const metric = telemetry.histogram({ name: 'own_seconds', help: '', labels: ['series'], unit: 'seconds' });
  const fill = compile(
    'const value = values[(offset + i) % values.length]; histogram.record(value);',
    { values },
    { times: VALUES_PER_SERIES, parameters: ['histogram', 'offset'] },
  );
  const series = Array.from({ length: SERIES }, (_, index) => metric.withLabels({ series: String(index) }));
  for (const interval of [0, 1]) {
    if (interval > 0) telemetry.collector.flush();
    for (const [index, one] of series.entries()) fill(one, (index + interval) * VALUES_PER_SERIES);
  }
  return (usedBytes() - before) / series.length;
}

export const memoryCases = [
  {
    name: 'memory',
    title: 'memory of one latency series',
    unit: 'bytes',
    per: 'series',
    runtimes: ['node'],
    exposeGc: true,
    rounds: 3,
    contenders: [
      ...SUBJECTS.map((subject) => ({ name: subject.name, once: () => bytesPerSeries(subject) })),
      { name: 'inferometer, telemetry series after a fold', once: bytesPerFoldedSeries },
    ],
  },
];
