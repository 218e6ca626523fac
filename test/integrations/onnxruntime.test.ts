// What is recorded of a runtime of onnxruntime's shape, in every runtime: also where a provider is missing, which no machine can show
// of all of them. The packages themselves are tried in test/interop/local-models.interop.ts.
import { createTelemetry, getModelMetrics, type Telemetry } from 'inferometer';
import { instrumentOnnx, onnxKernelProfiler, recordOnnxProfile } from 'inferometer/integrations/onnxruntime';
import { assert, test } from '../harness.ts';
import { countOf, refusals, sampleOf, seriesOf } from '../telemetry/support.ts';
import { countsBy } from './recorded.ts';

interface Feeds {
  readonly input: { readonly dims: readonly number[] };
}

class Session {
  readonly #size: number;
  constructor(size: number) {
    this.#size = size;
  }
  static async create(model: string | Uint8Array | ArrayBuffer, ..._more: unknown[]): Promise<Session> {
    const isModel = typeof model === 'string' || model instanceof Uint8Array || model instanceof ArrayBuffer;
    if (!isModel) throw new TypeError("Unexpected argument[0]: must be 'path' or 'buffer'.");
    return new Session(3);
  }
  async run(feeds: Feeds): Promise<{ output: number }> {
    await null;
    if (feeds.input === undefined) throw new TypeError("input 'input' is missing in 'feeds'");
    return { output: this.#size };
  }
  get inputNames(): readonly string[] {
    return ['input'];
  }
}

const WEB = { versions: { web: '1.22.0' }, webgpu: {} };
const NODE = { versions: { node: '1.22.0' }, webgpu: {} };
const ort = (env: object = WEB) => ({ env, InferenceSession: Session });
const feeds = (items: number): Feeds => ({ input: { dims: [items, 4] } });

test('a session is the runtime’s own, and so is what it gives and throws', async () => {
  const telemetry = createTelemetry();
  const Watched = instrumentOnnx(telemetry, ort(), { modelId: 'glyphs' });
  const session = await Watched.create('glyphs.onnx');
  assert.ok(session instanceof Session && session instanceof Watched);
  assert.equal(session.inputNames, ['input']);
  assert.equal(await session.run(feeds(2)), { output: 3 });
  await assert.rejects(() => session.run({} as Feeds), /missing/);
  assert.equal(countsBy(telemetry, 'local_inference_seconds', 'run'), { first: 1 });
  assert.equal(countsBy(telemetry, 'ipfs_aiml_operations_total', 'status'), { ok: 2, error: 1 });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_items_total', { model_id: 'glyphs' }), 2);
});

test('runs that begin before one has ended are first ones, those after it are warm', async () => {
  const telemetry = createTelemetry();
  const session = await instrumentOnnx(telemetry, ort(), { modelId: 'm', dtype: 'q8' }).create('m.onnx');
  await Promise.all([session.run(feeds(1)), session.run(feeds(1)), session.run(feeds(1))]);
  for (let i = 0; i < 4; i++) await session.run(feeds(1));
  assert.equal(countsBy(telemetry, 'local_inference_seconds', 'run'), { first: 3, warm: 4 });
  assert.equal(countsBy(telemetry, 'local_inference_seconds', 'dtype'), { q8: 7 });
});

test('what is awaited and is no promise is recorded when it is there', async () => {
  class Lazy extends Session {
    override run(given: Feeds): Promise<{ output: number }> {
      const done = () => super.run(given);
      // biome-ignore lint/suspicious/noThenProperty: that is what it is about
      return { then: (kept: never, failed: never) => done().then(kept, failed) } as never;
    }
    static override async create(_model: string): Promise<Session> {
      return new Lazy(3);
    }
  }
  const telemetry = createTelemetry();
  const session = await instrumentOnnx(telemetry, { env: WEB, InferenceSession: Lazy }, {}).create('m.onnx');
  assert.equal(await session.run(feeds(1)), { output: 3 });
  assert.equal(await session.run(feeds(1)), { output: 3 });
  assert.equal(countsBy(telemetry, 'local_inference_seconds', 'run'), { first: 1, warm: 1 });
});

test('labels of one’s own, and batches of other sizes in turn, are those of each run', async () => {
  const telemetry = createTelemetry({ labelNames: ['tenant'] });
  const watched = instrumentOnnx(telemetry, ort(), { modelId: 'm', labels: { tenant: 'acme' } });
  const session = await watched.create('m.onnx');
  for (const items of [1, 8, 8, 1]) await session.run(feeds(items));
  const items = sampleOf(telemetry, 'ipfs_aiml_inference_items_total', { model_id: 'm', tenant: 'acme' });
  assert.is(items, 18);
  assert.equal(countsBy(telemetry, 'ipfs_aiml_inference_seconds', 'batch_size'), { 1: 2, 8: 2 });
});

const PLACES: readonly (readonly [env: object, providers: unknown, device: string, fallback: string])[] = [
  [WEB, undefined, 'wasm', 'none'],
  [NODE, undefined, 'cpu', 'none'],
  [WEB, ['wasm'], 'wasm', 'none'],
  [NODE, ['cuda', 'cpu'], 'cuda', 'none'],
  [WEB, [{ name: 'webgpu' }], 'webgpu', 'none'],
  [WEB, ['webnn', 'wasm'], 'wasm', 'webnn_unsupported'],
];

for (const [env, providers, device, fallback] of PLACES) {
  test(`${JSON.stringify(env)} with ${JSON.stringify(providers)} runs on ${device}`, async () => {
    const telemetry = createTelemetry();
    const options = providers === undefined ? [] : [{ executionProviders: providers }];
    await instrumentOnnx(telemetry, ort(env)).create('m.onnx', ...options);
    const [load] = seriesOf(telemetry, 'local_model_loads_total');
    assert.equal([load?.labels.device, load?.labels.fallback], [device, fallback]);
  });
}

test('without a device of WebGPU a session runs on the next provider, and with one on WebGPU', async () => {
  const loadOf = async (env: object) => {
    const telemetry = createTelemetry();
    const session = await instrumentOnnx(telemetry, ort(env)).create('m.onnx', {
      executionProviders: ['webgpu', 'wasm'],
    });
    await session.run(feeds(1));
    const [load] = seriesOf(telemetry, 'local_model_loads_total');
    const [run] = seriesOf(telemetry, 'local_inference_seconds').filter((series) => countIn(series) > 0);
    return [load?.labels.requested_device, load?.labels.device, load?.labels.fallback, run?.labels.device];
  };
  const hasGpu = (globalThis as { navigator?: { gpu?: unknown } }).navigator?.gpu !== undefined;
  const reason = hasGpu ? 'webgpu_no_device' : 'webgpu_unsupported';
  assert.equal(await loadOf(WEB), ['webgpu', 'wasm', reason, 'wasm']);
  const made = { ...WEB, webgpu: { device: {} } };
  if (hasGpu) assert.equal(await loadOf(made), ['webgpu', 'webgpu', 'none', 'webgpu']);
  let isAsked = false;
  const lazy = {
    ...WEB,
    webgpu: {
      get device() {
        isAsked = true;
        return {};
      },
    },
  };
  await loadOf(lazy);
  assert.is(isAsked, false, 'a getter makes a device');
});

const countIn = (series: object) => (series as { histogram?: { count: number } }).histogram?.count ?? 0;

test('the size of a model is that of its bytes, however they are handed over', async () => {
  const sizeOf = async (...args: [Uint8Array | ArrayBuffer, ...unknown[]]) => {
    const telemetry = createTelemetry();
    await instrumentOnnx(telemetry, ort(), { modelId: 'm' }).create(...args);
    return getModelMetrics(telemetry, 'm')?.sizeBytes;
  };
  assert.is(await sizeOf(new Uint8Array(100)), 100);
  assert.is(await sizeOf(new Uint8Array(100), { executionProviders: ['wasm'] }), 100);
  assert.is(await sizeOf(new ArrayBuffer(100), 40), 60);
  assert.is(await sizeOf(new ArrayBuffer(100), 40, 20, {}), 20);
});

test('a model is called by its file where nobody names it', async () => {
  const telemetry = createTelemetry();
  const Watched = instrumentOnnx(telemetry, ort());
  await Watched.create('https://host/models/glyphs.onnx?v=2#x');
  await Watched.create('C:\\models\\words.ort');
  await Watched.create(new Uint8Array(4));
  assert.equal(countsBy(telemetry, 'local_model_loads_total', 'model_id'), {
    glyphs: 1,
    words: 1,
    unknown: 1,
  });
});

test('a model that cannot be loaded has failed, with the runtime’s error', async () => {
  const telemetry = createTelemetry();
  const broken = new Error('no available backend found');
  const refusing = { env: WEB, InferenceSession: { create: async () => Promise.reject(broken) } };
  const Watched = instrumentOnnx(telemetry, refusing, { modelId: 'm' });
  assert.is(await Watched.create().then(undefined, (error: unknown) => error), broken);
  const labels = { model_id: 'm', device: 'none', fallback: 'failed' };
  assert.is(sampleOf(telemetry, 'local_model_loads_total', labels), 1);
});

test('what is handed in and fails costs itself', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const batchSizeOf = () => {
    throw new Error('no batch');
  };
  const session = await instrumentOnnx(telemetry, ort(), { modelId: 'm', batchSizeOf }).create('m.onnx');
  assert.equal(await session.run(feeds(2)), { output: 3 });
  assert.is(refusals(telemetry, 'callback_failed'), 1);
  assert.equal(countsBy(telemetry, 'local_inference_seconds', 'run'), { first: 1 });
});

test('labels that were not declared are refused before anything is created', () => {
  const labels = { tenant: 'a' };
  assert.throwsCode(() => instrumentOnnx(createTelemetry(), ort(), { labels }), 'TELEMETRY_LABEL_NAME');
});

test('without telemetry sessions do what they do', async () => {
  const telemetry = createTelemetry({ enabled: false });
  const session = await instrumentOnnx(telemetry, ort()).create('m.onnx');
  assert.equal(await session.run(feeds(1)), { output: 3 });
  assert.equal(recordedNames(telemetry), []);
});

function recordedNames(telemetry: Telemetry): string[] {
  const { metrics } = telemetry.snapshot();
  const isRecorded = (series: object) => countIn(series) > 0 || (series as { value?: number }).value === 1;
  return metrics.filter(({ series }) => series.some(isRecorded)).map(({ fullName }) => fullName);
}

test('kernels are recorded by what they are and what ran them', () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const profiler = onnxKernelProfiler(telemetry, { modelId: 'm' });
  for (let i = 1; i <= 3; i++) profiler({ kernelType: 'MatMul', startTime: 1000, endTime: 1000 + i * 1e6 });
  profiler(undefined as never);
  const trace = [
    { cat: 'Session', name: 'model_run', dur: 900 },
    { cat: 'Node', name: 'a_fence_before', dur: 1 },
    {
      cat: 'Node',
      name: 'a_kernel_time',
      dur: 40,
      args: { op_name: 'Relu', provider: 'CPUExecutionProvider' },
    },
  ];
  assert.is(recordOnnxProfile(telemetry, { modelId: 'm' }, JSON.stringify(trace)), 1);
  assert.is(recordOnnxProfile(telemetry, { modelId: 'm' }, 'no JSON'), 0);
  const kernel = { model_id: 'm', kernel: 'MatMul', device: 'webgpu' };
  assert.is(countOf(telemetry, 'local_kernel_seconds', kernel), 3);
  assert.is(countOf(telemetry, 'local_kernel_seconds', { kernel: 'Relu', device: 'cpu' }), 1);
  assert.is(refusals(telemetry, 'callback_failed'), 2);
});
