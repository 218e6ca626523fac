// A context of `vm`, as any test of Jest is, and a frame of a page have classes of their own: `instanceof Error` is false of an error
// that comes from there, and of a date, a list of bytes, an address.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { createTelemetry, getMetrics, instrument } from 'inferometer';
import { createClient } from 'inferometer/client';
import { createDriftDetector } from 'inferometer/drift';
import { flushAfter } from 'inferometer/edge';
import {
  decodeSnapshot,
  ExplicitHistogram,
  encodeSnapshot,
  HdrHistogram,
  Histogram,
  kernelKind,
  loadKernel,
  restoreSnapshot,
} from 'inferometer/histogram';
import { createEventLogger, createLogger } from 'inferometer/logging';
import { createOpenTelemetryLogger } from 'inferometer/opentelemetry';
import { createRemoteWrite } from 'inferometer/remote-write';
import { assert, test } from '../harness.ts';

const context = createContext({ URL, Response });
/** What this text makes there. */
const there = <T>(code: string): T => runInContext(code, context) as T;

const failing = () => {
  throw there('new TypeError("no such model", { cause: new Error("deeper") })');
};

/** Lines of a logger. */
function logged(format: 'json' | 'text') {
  const lines: string[] = [];
  const logger = createLogger({ format, write: (line) => void lines.push(line) });
  const telemetry = createTelemetry({ logger });
  return { telemetry, lines, log: createEventLogger(telemetry, { name: 'program' }) };
}

test('a module that was compiled there is taken for the kernel', async () => {
  const module = there<(bytes: Uint8Array) => never>('(bytes) => new WebAssembly.Module(bytes)')(
    readFileSync('dist/kernel/simd.wasm'),
  );
  assert.is((module as object) instanceof WebAssembly.Module, false);
  await loadKernel(module);
  assert.is(kernelKind(), 'wasm');
});

test('an error is an error: in lines, as an event, and by its class in metrics', () => {
  const error = there<Error>('new TypeError("no such model", { cause: new Error("deeper") })');
  assert.is(error instanceof Error, false);
  for (const format of ['json', 'text'] as const) {
    const { telemetry, lines, log } = logged(format);
    log.error(error);
    log.error({ err: error, other: { error } }, 'Failed');
    assert.match(lines[0] ?? '', 'no such model');
    for (const line of lines) {
      assert.match(line, 'TypeError: no such model');
      assert.match(line, 'Caused by: Error: deeper');
    }
    assert.throws(() => telemetry.trackInference({ modelId: 'm' }, failing));
    const failures = telemetry.snapshot().metrics.flatMap(({ series }) => series);
    assert.ok(failures.some(({ labels }) => labels.error_type === 'TypeError'));
    telemetry.dispose();
  }
});

test('a record of OpenTelemetry names it', async () => {
  const records: { attributes: Record<string, unknown> }[] = [];
  const loggerProvider = { getLogger: () => ({ emit: (record: never) => void records.push(record) }) };
  const logger = await createOpenTelemetryLogger({ loggerProvider });
  logger.error({ err: there('new RangeError("bad")') }, 'Failed');
  assert.is(records[0]?.attributes['exception.type'], 'RangeError');
});

test('why a write failed is told without its class', async () => {
  const lines: string[] = [];
  const write = (_: object, message: string) => void lines.push(message);
  const telemetry = createTelemetry({
    logger: {
      debug: write,
      info: write,
      warn: (fields) => void lines.push(JSON.stringify(fields)),
      error: write,
    },
  });
  const remote = createRemoteWrite(telemetry, {
    url: there<URL>('new URL("http://127.0.0.1:1/api/v1/write")'),
    externalLabels: { job: 'j', instance: 'i' },
    fetch: async () => {
      throw there(
        'new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) })',
      );
    },
  });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  await remote.stop({ timeoutSeconds: 1 });
  assert.ok(
    lines.some((line) => line.includes('fetch failed: ECONNREFUSED')),
    lines.join('\n'),
  );
});

test('dates, lists and bytes are what they are', () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.is(getMetrics(telemetry, { startTime: there('new Date(0)') }).range.operations[0]?.count, 1);
  using histogram = new Histogram();
  histogram.recordMany(there<Float64Array>('Float64Array.of(1, 2, 3)'));
  assert.is(histogram.sum, 6);
  using explicit = new ExplicitHistogram({ bounds: there<number[]>('Float64Array.of(2, 4)') });
  using hdr = new HdrHistogram();
  for (const one of [explicit, hdr, histogram]) {
    one.recordMany([1, 2, 3]);
    const snapshot = one.snapshot();
    const bytes = there<(given: Uint8Array) => Uint8Array>('(given) => Uint8Array.from(given)')(
      encodeSnapshot(snapshot),
    );
    assert.is(bytes instanceof Uint8Array, false);
    assert.equal(decodeSnapshot(bytes).sum, snapshot.sum);
    const copied = there<(given: string) => typeof snapshot>(
      '(given) => JSON.parse(given, (_, value) => (Array.isArray(value) ? Float64Array.from(value) : value))',
    )(JSON.stringify(snapshot, (_, value) => (value instanceof Float64Array ? Array.from(value) : value)));
    assert.is(restoreSnapshot(copied).count, snapshot.count);
  }
  const detector = createDriftDetector(there<Float64Array>('Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)'));
  assert.is(detector.detect(there<number[]>('[1, 2, 3, 4, 5, 6, 7, 8]')).drifted, false);
  assert.throwsCode(() => createDriftDetector(there('BigInt64Array.of(1n, 2n)')), 'DRIFT_SAMPLE');
});

test('a client takes dates and addresses', async () => {
  const asked: string[] = [];
  const client = createClient({
    url: there<URL>('new URL("http://127.0.0.1:1")'),
    retries: 0,
    fetch: async (url) => {
      asked.push(new Request(url).url);
      return Response.json({ error: 'no', error_type: 'no' }, { status: 400 });
    },
  });
  await client.getFindings({ start_time: there<Date>('new Date(5000)') }).catch(() => {});
  assert.match(asked[0] ?? '', /start_time=5(&|$)/);
});

test('a fetch that answers with promises of another realm is followed, and tried again', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  const client = instrument(
    telemetry,
    { chat: () => there<Promise<number>>('Promise.resolve(1)') },
    { operations: { chat: { operationType: 'inference', modelId: 'm' } } },
  );
  assert.is(await client.chat(), 1);
});

test('a server is known by its request', async () => {
  using telemetry = createTelemetry({ logLevel: 'silent' });
  let isFlushed = false;
  const flushing = Object.assign(telemetry, {
    flush: () =>
      new Promise<never>(() => {
        isFlushed = true;
      }),
  });
  class Request {
    get [Symbol.toStringTag]() {
      return 'Request';
    }
  }
  // It does not wait for what never ends.
  await flushAfter(flushing, async (_: object) => 'answer')(new Request());
  assert.is(isFlushed, true);
});
