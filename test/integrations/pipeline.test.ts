// Pipelines of transformers.js's shape: functions with a class. The package itself is tried in test/interop/local-models.interop.ts.
import { createTelemetry, getInferenceMetrics, getStreamMetrics } from 'inferometer';
import { instrumentPipeline } from 'inferometer/integrations/transformers';
import { assert, test } from '../harness.ts';
import { seriesOf } from '../telemetry/support.ts';
import { countsBy } from './recorded.ts';

type Options = { device?: string; dtype?: string; progress_callback?: (info: object) => void };
interface Streamer {
  put(value: bigint[][]): void;
  end(): void;
}

/** As `Callable` makes them: a function whose class is the pipeline's. */
class Pipeline extends Function {
  readonly model = { sessions: { model: { config: { device: 'wasm', dtype: 'q8' } } } };
  declare task: string;
  static of(task: string): Pipeline {
    const pipe = (inputs: unknown, options?: object): unknown => made.call_(inputs, options);
    const made = Object.setPrototypeOf(pipe, Pipeline.prototype) as Pipeline;
    return Object.assign(made, {
      task,
      model: { sessions: { model: { config: { device: 'wasm', dtype: 'q8' } } } },
    });
  }
  async call_(inputs: unknown, options?: { streamer?: Streamer }): Promise<unknown> {
    await null;
    if (inputs === null) throw new TypeError('text');
    options?.streamer?.put([[1n, 2n, 3n]]);
    for (let i = 0; i < 4; i++) options?.streamer?.put([[BigInt(i)]]);
    options?.streamer?.end();
    return [inputs].flat().map((text) => `${text}!`);
  }
}
type Call = (inputs: unknown, options?: object) => Promise<string[]>;

function library() {
  const asked: unknown[][] = [];
  const pipeline = async (...args: [task: string, model?: string, options?: Options]) => {
    asked.push(args);
    args[2]?.progress_callback?.({ status: 'progress', name: 'm', file: 'a', loaded: 5, total: 5 });
    if (args[1] === 'missing') throw new Error('Could not locate file');
    return Pipeline.of(args[0]) as unknown as Call & { task: string };
  };
  return { pipeline, asked };
}

test('nothing is handed on that the program has not handed over', async () => {
  const { pipeline, asked } = library();
  const options = { dtype: 'q8' };
  const watched = instrumentPipeline(createTelemetry(), pipeline);
  await watched('x', 'm', options);
  await watched('x');
  assert.is(asked[0]?.[2], options);
  assert.equal(asked[1], ['x']);
});

test('a callback of the program is called as before, with ours before it', async () => {
  const telemetry = createTelemetry();
  const { pipeline } = library();
  const [theirs, ratios]: [object[], number[]] = [[], []];
  const watched = instrumentPipeline(telemetry, pipeline, { onProgress: ({ ratio }) => ratios.push(ratio) });
  await watched('x', 'm', { progress_callback: (info) => theirs.push(info) });
  assert.equal(theirs, [{ status: 'progress', name: 'm', file: 'a', loaded: 5, total: 5 }]);
  assert.is(ratios.at(-1), 1);
});

test('a pipeline is of its class, and its calls are inferences of what it has chosen', async () => {
  const telemetry = createTelemetry();
  const pipe = await instrumentPipeline(telemetry, library().pipeline)('x', 'm', { device: 'webgpu' });
  assert.ok((pipe as unknown) instanceof Pipeline);
  assert.is(pipe.task, 'x');
  assert.equal(await pipe(['a', 'b']), ['a!', 'b!']);
  assert.equal(await pipe([{ role: 'user', content: 'a' }]), ['[object Object]!']);
  await assert.rejects(() => pipe(null), /text/);
  assert.equal(countsBy(telemetry, 'ipfs_aiml_operations_total', 'status'), { ok: 3, error: 1 });
  assert.equal(countsBy(telemetry, 'ipfs_aiml_inference_items_total', 'model_id'), { m: 3 });
  const [load] = seriesOf(telemetry, 'local_model_loads_total');
  const { requested_device, device, fallback } = load?.labels ?? {};
  assert.equal([requested_device, device, fallback], ['webgpu', 'wasm', 'library_choice']);
});

test('tokens are those that the streamer is given, without those of the prompt', async () => {
  const telemetry = createTelemetry();
  const pipe = await instrumentPipeline(telemetry, library().pipeline)('text-generation', 'm');
  class Own implements Streamer {
    readonly #puts: bigint[][][] = [];
    isEnded = false;
    put(value: bigint[][]): void {
      this.#puts.push(value);
    }
    end(): void {
      this.isEnded = true;
    }
    get count(): number {
      return this.#puts.length;
    }
  }
  const streamer = new Own();
  const options = { streamer, max_new_tokens: 4 };
  assert.equal(await pipe('a', options), ['a!']);
  assert.is(options.streamer, streamer);
  assert.equal([streamer.count, streamer.isEnded], [5, true]);
  await assert.rejects(() => pipe(null, options));
  const metrics = getStreamMetrics(telemetry, 'm');
  assert.is(metrics?.tokens, 4);
  assert.equal([metrics?.endings.completed, metrics?.endings.failed], [1, 1]);
  assert.is(getInferenceMetrics(telemetry, 'm')?.usage?.tokens.inputTokens, 3);
});

test('a model that is not there has failed, with the library’s error', async () => {
  const telemetry = createTelemetry();
  const watched = instrumentPipeline(telemetry, library().pipeline);
  await assert.rejects(() => watched('x', 'missing'), /locate/);
  assert.equal(countsBy(telemetry, 'local_model_loads_total', 'device'), { none: 1 });
});
