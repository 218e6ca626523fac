/**
 * One tracked inference: duration histogram, outcome counter and throughput gauge, each with labels; nothing is
 * inferred, so all of the time is the telemetry's. The clock is most of it: "two clock reads" is the bound that
 * no telemetry passes. With a clock that costs nothing, what is left is the telemetry alone.
 */
import { dataPoints } from '../contenders/opentelemetry.mjs';
import { openOtelInference, openSpans } from '../contenders/otel-inference.mjs';
import { PROM_CLIENTS } from '../contenders/prom-client.mjs';
import { openPromInference } from '../contenders/prom-inference.mjs';
import { compile } from '../worker/compile.mjs';

const INFERENCES = 4096;
const MODEL = 'resnet-50';
const BATCH_SIZE = 8;

/** Readings that cost an addition: 25 ms apart, never the same twice. */
function freeClock() {
  // In a typed array: a captured variable would be boxed anew at every reading.
  const nowMs = new Float64Array(1);
  return {
    monotonicMs: () => {
      nowMs[0] += 25;
      return nowMs[0];
    },
    wallUnixMs: () => 1.8e12,
  };
}

function clockOnly(line, scope) {
  return {
    operations: INFERENCES,
    pass: compile(line, scope, { times: INFERENCES }),
    facts: () => ({}),
  };
}

async function inferometer(line, options, spans) {
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry(options);
  if (spans !== undefined) {
    const { createTracing } = await import('inferometer/opentelemetry');
    await createTracing(telemetry, { tracerProvider: spans.provider });
  }
  const inference = telemetry.inference({ modelId: MODEL, batchSize: BATCH_SIZE });
  // Read where a user would: the series of the snapshot.
  const recorded = () =>
    telemetry
      .snapshot()
      .metrics.find(({ instrument }) => instrument.name === 'inference_seconds')
      .series.reduce((total, { histogram }) => total + histogram.count, 0);
  const count = () => (spans === undefined ? recorded() : Math.min(recorded(), spans.endedSpans()));
  return {
    operations: INFERENCES,
    pass: compile(line, { telemetry, inference, work: () => 1 }, { times: INFERENCES }),
    facts: () => ({ operations: count() }),
    count,
  };
}

async function promClient(load) {
  const { scope, count } = await openPromInference(load);
  const line = `
    const started = performance.now();
    const seconds = (performance.now() - started) / 1000;
    duration.observe({ model_id: '${MODEL}', batch_size: '${BATCH_SIZE}' }, seconds);
    operations.inc({ operation_type: 'inference', status: 'ok' });
    throughput.set({ model_id: '${MODEL}' }, ${BATCH_SIZE} / Math.max(seconds, 1e-9));`;
  return {
    operations: INFERENCES,
    pass: compile(line, scope, { times: INFERENCES }),
    facts: async () => ({ operations: await count() }),
    count,
  };
}

async function opentelemetry(spans) {
  const { scope, reader, endedSpans } = await openOtelInference();
  const metrics = `
    duration.record(seconds, { 'model.id': '${MODEL}', 'batch.size': ${BATCH_SIZE} });
    operations.add(1, { 'operation.type': 'inference', status: 'ok' });
    throughput.record(${BATCH_SIZE} / Math.max(seconds, 1e-9), { 'model.id': '${MODEL}' });`;
  const line = spans
    ? `const span = tracer.startSpan('inference', { attributes: { 'model.id': '${MODEL}', 'batch.size': ${BATCH_SIZE} } });
       const started = performance.now();
       const seconds = (performance.now() - started) / 1000;
       ${metrics}
       span.end();`
    : `const started = performance.now();
       const seconds = (performance.now() - started) / 1000;
       ${metrics}`;
  const recorded = async () => {
    const points = await dataPoints(reader);
    return points.find(({ name }) => name === 'inference_seconds').value.count;
  };
  const count = async () => (spans ? Math.min(await recorded(), endedSpans()) : recorded());
  return {
    operations: INFERENCES,
    pass: compile(line, scope, { times: INFERENCES }),
    facts: async () => ({ operations: await count() }),
    count,
  };
}

const HANDLE = 'const started = inference.start(); inference.end(started);';
const CALLBACK = `sink += telemetry.trackInference({ modelId: '${MODEL}', batchSize: ${BATCH_SIZE} }, work);`;

export const inferenceCases = [
  {
    name: 'inference',
    title: 'track one inference',
    unit: 'ns',
    per: 'inference',
    contenders: [
      { name: 'inferometer, bound handle', open: () => inferometer(HANDLE) },
      { name: 'inferometer, trackInference', open: () => inferometer(CALLBACK) },
      {
        name: 'inferometer, trackInference and span',
        open: async () => inferometer(CALLBACK, {}, await openSpans()),
      },
      {
        name: 'two clock reads',
        open: () => clockOnly('const started = performance.now(); sink += performance.now() - started;', {}),
      },
      ...Object.entries(PROM_CLIENTS).map(([name, load]) => ({ name, open: () => promClient(load) })),
      { name: 'OTel metrics', open: () => opentelemetry(false) },
      { name: 'OTel metrics and span', open: () => opentelemetry(true) },
    ],
  },
  {
    name: 'inference/free-clock',
    title: 'track one inference, with a clock that costs nothing',
    unit: 'ns',
    per: 'inference',
    contenders: [
      { name: 'inferometer, bound handle', open: () => inferometer(HANDLE, { clock: freeClock() }) },
      { name: 'inferometer, trackInference', open: () => inferometer(CALLBACK, { clock: freeClock() }) },
      {
        name: 'two clock reads',
        open: () =>
          clockOnly('const started = clock.monotonicMs(); sink += clock.monotonicMs() - started;', {
            clock: freeClock(),
          }),
      },
    ],
  },
];
