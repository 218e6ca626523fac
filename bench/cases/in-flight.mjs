/**
 * Bytes that one operation keeps between its start and its end, with 100,000 in flight at once, counted as in
 * memory.mjs. The hooks also keep the operation's id and its status; a span keeps its attributes.
 */
import { openOtelInference } from '../contenders/otel-inference.mjs';

const OPERATIONS = 100_000;

function usedBytes() {
  globalThis.gc();
  const { heapUsed, external } = globalThis.process.memoryUsage();
  return heapUsed + external;
}

/** @param {(index: number) => unknown} start returns what its caller would keep. */
function bytesInFlight(start) {
  // The first operation brings what all share: series, compiled code.
  start(OPERATIONS);
  const kept = new Array(OPERATIONS);
  const before = usedBytes();
  for (let i = 0; i < OPERATIONS; i++) kept[i] = start(i);
  return (usedBytes() - before) / kept.length;
}

async function operations() {
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry();
  const attributes = { modelId: 'resnet-50', batchSize: 8 };
  return bytesInFlight(() => telemetry.start('inference', attributes));
}

async function hooks() {
  const { createTelemetry, storageHooks } = await import('inferometer');
  const { operationStarted } = storageHooks(createTelemetry({ inFlightLimit: 2 * OPERATIONS }));
  return bytesInFlight((index) => {
    operationStarted({ operationId: `operation-${index}`, operationType: 'add', backend: 's3' });
  });
}

async function spans() {
  const { scope } = await openOtelInference();
  const attributes = { 'model.id': 'resnet-50', 'batch.size': 8 };
  return bytesInFlight(() => scope.tracer.startSpan('inference', { attributes }));
}

export const inFlightCases = [
  {
    name: 'in-flight',
    title: 'memory of one operation in flight, among 100,000',
    unit: 'bytes',
    per: 'operation',
    nodeOnly: true,
    exposeGc: true,
    rounds: 3,
    contenders: [
      { name: 'inferometer', once: operations },
      { name: 'inferometer, storage hooks', once: hooks },
      { name: 'OpenTelemetry span', once: spans },
    ],
  },
];
