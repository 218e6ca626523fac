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
  ...promObserveLabelled,
  otelRecordAttributes,
];

const SERIES = 4_000;
const TELEMETRY_SERIES = 20_000;
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
 * A series of a telemetry, in one of the states that it has: what came before its interval is encoded, and it has a block in
 * kernel memory only in an interval in which it recorded. What all share is left out: there are series in the same state
 * before. The history of intervals has bounds of its own, and is measured in history.mjs.
 *
 * @param {{ filled: boolean, busy: number }} state whether all recorded, a hundred of them in an interval; the share of
 *   those that record in this one
 */
async function bytesPerTelemetrySeries({ filled, busy }) {
  const values = latencies('seconds');
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry({ maxHistoryEntries: 0, seriesLimit: TELEMETRY_SERIES });
  const metric = telemetry.histogram({ name: 'own_seconds', help: '', labels: ['series'], unit: 'seconds' });
  const fill = compile(
    'const value = values[(offset + i) % values.length]; histogram.record(value);',
    { values },
    { times: VALUES_PER_SERIES, parameters: ['histogram', 'offset'] },
  );
  const all = Array.from({ length: TELEMETRY_SERIES }, (_, i) => ({ series: String(i) }));
  const series = [];
  const bring = (from, to) => {
    for (let i = from; i < to; i++) {
      series.push(metric.withLabels(all[i]));
      if (filled) fill(series[i], i * VALUES_PER_SERIES);
      if (filled && i % 100 === 99) telemetry.collector.flush();
    }
    for (let i = from; i < from + busy * (to - from); i++) fill(series[i], (i + 1) * VALUES_PER_SERIES);
    return usedBytes();
  };
  const before = bring(0, SERIES);
  return (bring(SERIES, TELEMETRY_SERIES) - before) / (TELEMETRY_SERIES - SERIES);
}

const STATES = [
  { name: 'never recorded', filled: false, busy: 0 },
  { name: 'nothing in this interval', filled: true, busy: 0 },
  { name: 'one of 40 in this interval', filled: true, busy: 1 / 40 },
  { name: 'busy', filled: false, busy: 1 },
  { name: 'busy, and before', filled: true, busy: 1 },
];

export const memoryCases = [
  {
    name: 'memory',
    title: 'memory of one latency series',
    unit: 'bytes',
    per: 'series',
    nodeOnly: true,
    exposeGc: true,
    rounds: 3,
    contenders: [
      ...SUBJECTS.map((subject) => ({ name: subject.name, once: () => bytesPerSeries(subject) })),
      ...STATES.map((state) => ({
        name: `inferometer, telemetry series: ${state.name}`,
        once: () => bytesPerTelemetrySeries(state),
      })),
    ],
  },
];
