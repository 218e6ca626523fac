// WebLLM needs a GPU, which no machine of these tests has: an engine of its shape stands in for it, whose answers are those that its
// types describe. What the package itself does without a GPU is in test/interop/local-models.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics } from 'inferometer';
import { instrumentWebLlm, webLlmProgress } from 'inferometer/integrations/web-llm';
import { assert, test } from '../harness.ts';
import { countOf, sampleOf } from '../telemetry/support.ts';
import { countsBy } from './recorded.ts';

const USAGE = {
  prompt_tokens: 7,
  completion_tokens: 3,
  total_tokens: 10,
  extra: { decode_tokens_per_s: 40 },
};

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: typeof USAGE;
}

class Completions {
  readonly #engine: Engine;
  constructor(engine: Engine) {
    this.#engine = engine;
  }
  create(request: { stream: true; model?: string; messages: object[] }): Promise<AsyncGenerator<Chunk>>;
  create(request: { model?: string; messages: object[] }): Promise<{ usage: typeof USAGE }>;
  async create(request: { stream?: boolean; messages: object[] }): Promise<unknown> {
    if (this.#engine.loaded === undefined) throw new Error('ModelNotLoadedError');
    return request.stream
      ? this.#engine.answer()
      : { usage: USAGE, choices: [{ message: { content: 'abc' } }] };
  }
}

class Engine {
  loaded: string | undefined;
  #isInterrupted = false;
  readonly chat = { completions: new Completions(this) };
  async reload(modelId: string | string[]): Promise<void> {
    if (modelId === 'missing') throw new Error('SpecifiedModelNotFoundError');
    this.loaded = String(modelId);
  }
  interruptGenerate(): void {
    this.#isInterrupted = true;
  }
  async *answer(): AsyncGenerator<Chunk> {
    this.#isInterrupted = false;
    for (const content of 'abc') {
      if (this.#isInterrupted) break;
      yield { choices: [{ delta: { content }, finish_reason: null }] };
    }
    yield { choices: [{ delta: {}, finish_reason: this.#isInterrupted ? 'abort' : 'stop' }] };
    yield { choices: [], usage: USAGE };
  }
}

const ASK = { messages: [{ role: 'user', content: 'x' }] };
const started = async (modelId = 'tiny-q4f16_1-MLC') => {
  const telemetry = createTelemetry();
  const engine = instrumentWebLlm(telemetry, new Engine());
  await engine.reload(modelId);
  return { telemetry, engine, modelId };
};

test('a model is loaded, or fails to be', async () => {
  const { telemetry, engine, modelId } = await started();
  assert.ok(engine instanceof Engine);
  await assert.rejects(() => engine.reload('missing'), /NotFound/);
  const labels = { model_id: modelId, framework: 'web-llm' };
  assert.is(countOf(telemetry, 'ipfs_aiml_model_load_seconds', labels), 1);
  const failed = { operation_type: 'model_load', status: 'error' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operations_total', failed), 1);
});

test('completions are inferences of the model that was loaded, with their usage', async () => {
  const { telemetry, engine, modelId } = await started();
  await Promise.all([engine.chat.completions.create(ASK), engine.chat.completions.create(ASK)]);
  const usage = getInferenceMetrics(telemetry, modelId)?.usage;
  assert.equal([usage?.tokens.inputTokens, usage?.tokens.outputTokens], [14, 6]);
});

test('a stream has its tokens, its usage and its ending', async () => {
  const { telemetry, engine, modelId } = await started();
  let text = '';
  for await (const { choices } of await engine.chat.completions.create({ ...ASK, stream: true })) {
    text += choices[0]?.delta.content ?? '';
  }
  assert.is(text, 'abc');
  for await (const _ of await engine.chat.completions.create({ ...ASK, stream: true })) break;
  const metrics = getStreamMetrics(telemetry, modelId);
  assert.equal([metrics?.endings.completed, metrics?.endings.returned], [1, 1]);
});

test('an answer that is interrupted is aborted, and the next one is not', async () => {
  const { telemetry, engine, modelId } = await started();
  const reasons: unknown[] = [];
  for await (const { choices } of await engine.chat.completions.create({ ...ASK, stream: true })) {
    engine.interruptGenerate();
    if (choices[0]?.finish_reason) reasons.push(choices[0].finish_reason);
  }
  assert.equal(reasons, ['abort']);
  for await (const _ of await engine.chat.completions.create({ ...ASK, stream: true }));
  const endings = getStreamMetrics(telemetry, modelId)?.endings;
  assert.equal([endings?.aborted, endings?.completed], [1, 1]);
});

test('an engine that was never loaded fails, and is recorded under no model', async () => {
  const telemetry = createTelemetry();
  const engine = instrumentWebLlm(telemetry, new Engine());
  await assert.rejects(() => engine.chat.completions.create(ASK), /ModelNotLoaded/);
  assert.is(
    sampleOf(telemetry, 'ipfs_aiml_operations_total', { operation_type: 'inference', status: 'error' }),
    1,
  );
});

test('its reports are one download', () => {
  // A rate wants a time, and clocks of pages have steps.
  let nowMs = 0;
  const telemetry = createTelemetry({ clock: { monotonicMs: () => nowMs++, wallUnixMs: () => Date.now() } });
  const ratios: number[] = [];
  const report = webLlmProgress(telemetry, {
    modelId: 'tiny',
    everySeconds: 0,
    onProgress: ({ ratio }) => ratios.push(ratio),
  });
  report({ progress: 0, text: 'Start to fetch params' });
  for (let i = 1; i <= 4; i++) {
    const text = `Fetching param cache[${i}/4]: ${i * 25}MB fetched. ${i * 25}% completed, ${i} secs elapsed. It can take a while.`;
    report({ progress: i / 4, text });
  }
  report({ progress: 1, text: 'Finish loading on WebGPU - nvidia' });
  report({
    progress: 0.5,
    text: 'Loading model from cache[1/2]: 50MB loaded. 50% completed, 1 secs elapsed.',
  });
  report({
    progress: 1,
    text: 'Loading model from cache[2/2]: 100MB loaded. 100% completed, 1 secs elapsed.',
  });
  report({ progress: 1, text: 'Finish loading on WebGPU - nvidia' });
  assert.is(ratios.at(-1), 1);
  assert.equal(countsBy(telemetry, 'model_download_bytes_total', 'cache'), { miss: 1e8, hit: 1e8 });
  assert.is(countOf(telemetry, 'model_download_seconds', { model_id: 'tiny' }), 2);
  // What a cache had was not downloaded.
  assert.is(countOf(telemetry, 'model_download_bytes_per_second', { model_id: 'tiny' }), 1);
});
