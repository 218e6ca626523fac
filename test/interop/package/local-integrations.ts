// Every export of the integrations of models in the program itself and of storage, called as a program would, with things of the shape
// that each takes.
import { createTelemetry, getInferenceMetrics, getStorageMetrics } from 'inferometer';
import * as ofBlockstore from 'inferometer/integrations/blockstore';
import * as ofOnnx from 'inferometer/integrations/onnxruntime';
import * as ofQueue from 'inferometer/integrations/queue';
import * as ofS3 from 'inferometer/integrations/s3';
import * as ofTfjs from 'inferometer/integrations/tfjs';
import * as ofTransformers from 'inferometer/integrations/transformers';
import * as ofWebLlm from 'inferometer/integrations/web-llm';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

const nothing = () => {};
const page: ofOnnx.InferenceWatch = { begin: () => nothing };
const profileOptions: ofOnnx.OnnxProfileOptions = { modelId: 'glyphs' };

export const onnxruntime = {
  calls: {
    instrumentOnnx: async () => {
      const telemetry = createTelemetry();
      const local: ofOnnx.LocalTelemetry = telemetry;
      const ort = {
        env: {},
        InferenceSession: {
          create: async (_path: string) => ({ run: async (feeds: { input: { dims: number[] } }) => feeds }),
        },
      } satisfies ofOnnx.OnnxRuntime;
      const options: ofOnnx.OnnxOptions = { modelId: 'glyphs', dtype: 'fp32', page };
      const session = await ofOnnx.instrumentOnnx(local, ort, options).create('glyphs.onnx');
      await session.run({ input: { dims: [8, 4] } });
      expect(getInferenceMetrics(telemetry, 'glyphs')?.latency?.count === 1);
    },
    onnxKernelProfiler: () => {
      const profile: ofOnnx.OnnxKernelProfile = { kernelType: 'MatMul', startTime: 0, endTime: 1000 };
      ofOnnx.onnxKernelProfiler(createTelemetry(), profileOptions)(profile);
    },
    recordOnnxProfile: () => {
      const event = { cat: 'Node', name: 'a_kernel_time', dur: 5, args: { op_name: 'Relu' } };
      expect(ofOnnx.recordOnnxProfile(createTelemetry(), profileOptions, [event]) === 1);
    },
  } satisfies Record<keyof typeof ofOnnx, () => unknown>,
};

export const transformers = {
  calls: {
    instrumentPipeline: async () => {
      const telemetry: ofTransformers.LocalTelemetry & ReturnType<typeof createTelemetry> = createTelemetry();
      const watch: ofTransformers.InferenceWatch = page;
      const options: ofTransformers.TransformersOptions = { page: watch };
      const pipeline = async (_task: string, _model: string) => async (text: string) => [text];
      const pipe = await ofTransformers.instrumentPipeline(telemetry, pipeline, options)('x', 'glyphs');
      expect((await pipe('a'))[0] === 'a');
      expect(getInferenceMetrics(telemetry, 'glyphs')?.latency?.count === 1);
    },
    transformersProgress: () => {
      const told: ofTransformers.DownloadProgress[] = [];
      const download: ofTransformers.DownloadOptions = { onProgress: (one) => told.push(one) };
      const options: ofTransformers.TransformersProgressOptions = { modelId: 'glyphs', ...download };
      const callback: ofTransformers.TransformersProgressCallback = ofTransformers.transformersProgress(
        createTelemetry(),
        options,
      );
      const event: ofTransformers.TransformersProgress = {
        status: 'progress',
        file: 'a',
        loaded: 1,
        total: 2,
      };
      callback(event);
      callback.end();
      expect(told.at(-1)?.isDone === true);
    },
  } satisfies Record<keyof typeof ofTransformers, () => unknown>,
};

const tf: ofTfjs.Tensorflow = { memory: () => ({ numTensors: 1, numBytes: 4 }), getBackend: () => 'cpu' };

export const tfjs = {
  calls: {
    instrumentTfjs: () => {
      const telemetry = createTelemetry();
      const local: ofTfjs.LocalTelemetry = telemetry;
      const watch: ofTfjs.InferenceWatch = page;
      const options: ofTfjs.TfjsOptions = { modelId: 'glyphs', tf, page: watch };
      const training: ofTfjs.TrainingTelemetry = telemetry;
      ofTfjs.instrumentTfjs(training, { predict: (batch: number[]) => batch }, options).predict([1]);
      expect(local === training && getInferenceMetrics(telemetry, 'glyphs')?.latency?.count === 1);
    },
    tfjsFitCallbacks: () => {
      const options: ofTfjs.TfjsFitOptions = { modelId: 'glyphs' };
      const callbacks: ofTfjs.TfjsFitCallbacks = ofTfjs.tfjsFitCallbacks(createTelemetry(), options);
      callbacks.onTrainBegin();
      callbacks.onTrainEnd();
    },
  } satisfies Record<keyof typeof ofTfjs, () => unknown>,
};

export const webLlm = {
  calls: {
    instrumentWebLlm: async () => {
      const telemetry = createTelemetry();
      const engine: ofWebLlm.WebLlmEngine = {
        chat: { completions: { create: async () => ({}) } },
        reload: async (_modelId: string) => {},
        interruptGenerate: nothing,
      };
      const options: ofWebLlm.WebLlmOptions = { modelId: 'glyphs' };
      const watched = ofWebLlm.instrumentWebLlm(telemetry, engine, options);
      await (watched.chat as { completions: { create(): Promise<object> } }).completions.create();
      expect(getInferenceMetrics(telemetry, 'glyphs')?.latency?.count === 1);
    },
    webLlmProgress: () => {
      const telemetry: ofWebLlm.LocalTelemetry = createTelemetry();
      const told: ofWebLlm.DownloadProgress[] = [];
      const download: ofWebLlm.DownloadOptions = { onProgress: (one) => told.push(one) };
      const options: ofWebLlm.WebLlmProgressOptions = { modelId: 'glyphs', ...download };
      const report: ofWebLlm.WebLlmProgress = {
        progress: 0.5,
        text: 'Fetching param cache[1/2]: 5MB fetched.',
      };
      ofWebLlm.webLlmProgress(telemetry, options)(report);
      expect(told[0]?.loadedBytes === 5e6);
    },
  } satisfies Record<keyof typeof ofWebLlm, () => unknown>,
};

export const s3 = {
  calls: {
    s3Telemetry: async () => {
      const telemetry = createTelemetry();
      const options: ofS3.S3Options = { backend: 'minio' };
      const plugin: ofS3.AwsPlugin = ofS3.s3Telemetry(telemetry, options);
      type Handler = (args: object) => Promise<object>;
      const added: ((next: Handler, context: object) => Handler)[] = [];
      const stack: ofS3.AwsMiddlewareStack = {
        add: (middleware: (typeof added)[number]) => added.push(middleware),
      };
      plugin.applyToStack(stack);
      const context = { commandName: 'GetObjectCommand' };
      const send = added.reduceRight<Handler>(
        (next, middleware) => middleware(next, context),
        async () => ({}),
      );
      await send({});
      expect(getStorageMetrics(telemetry).operations[0]?.operationType === 'get_object');
    },
  } satisfies Record<keyof typeof ofS3, () => unknown>,
};

export const blockstore = {
  calls: {
    instrumentBlockstore: async () => {
      const telemetry = createTelemetry();
      const store = { has: async (_cid: string) => true } satisfies ofBlockstore.Blockstore;
      const options: ofBlockstore.BlockstoreOptions = { backend: 'helia' };
      expect(await ofBlockstore.instrumentBlockstore(telemetry, store, options).has('cid'));
      expect(getStorageMetrics(telemetry).operations[0]?.backend === 'helia');
    },
  } satisfies Record<keyof typeof ofBlockstore, () => unknown>,
};

export const queue = {
  calls: {
    watchQueue: () => {
      const events: ofQueue.JobEvents = { on: nothing, off: nothing };
      const options: ofQueue.QueueOptions = { backend: 'redis' };
      ofQueue.watchQueue(createTelemetry(), events, options)();
    },
  } satisfies Record<keyof typeof ofQueue, () => unknown>,
};
