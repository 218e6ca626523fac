// Uses transformers.js in every way, without telemetry and with it, against a hub that counts. Prints what came of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as transformers from '@huggingface/transformers';
import { createTelemetry, getStreamMetrics } from '../../../dist/index.js';
import { instrumentPipeline, transformersProgress } from '../../../dist/integrations/transformers.js';
import { startHub } from './hub.mjs';
import { compared, countOf, countsBy, localRecordOf } from './record.mjs';

const hub = await startHub();
const { env } = transformers;
env.remoteHost = hub.host;
env.allowLocalModels = false;
/** A cache that is empty, so that everything is downloaded. */
const emptied = async () => {
  if (env.cacheDir?.includes('inferometer-hub-')) await rm(env.cacheDir, { recursive: true, force: true });
  // Deno has the cache of browsers.
  await globalThis.caches?.delete('transformers-cache');
  env.cacheDir = await mkdtemp(join(tmpdir(), 'inferometer-hub-'));
};

const OPTIONS = { dtype: 'fp32' };
const classify = (pipeline) => pipeline('text-classification', 'tiny/classifier', OPTIONS);
const generate = (pipeline) => pipeline('text-generation', 'tiny/talker', OPTIONS);
const runs = (first, warm, items, ok = first + warm + 1) => ({
  ...{ outcomes: { ok }, first, warm, items, loads: 1 },
  ...{ tokens: 0, endings: {} },
});
const streamer = (pipe, told) =>
  new transformers.TextStreamer(pipe.tokenizer, {
    skip_prompt: true,
    callback_function: (text) => told.push(text),
  });

const ways = {
  'one text': [
    async (pipeline) => {
      const pipe = await classify(pipeline);
      return [await pipe('cheap enough'), pipe.constructor.name, pipe.task, typeof pipe.dispose];
    },
    runs(1, 0, 1),
  ],
  'several texts': [
    async (pipeline) => {
      const pipe = await classify(pipeline);
      return [await pipe(['cheap', 'enough', 'to leave']), await pipe('on')];
    },
    runs(1, 1, 4),
  ],
  'side by side': [
    async (pipeline) => {
      const pipe = await classify(pipeline);
      return Promise.all(['cheap', 'enough', 'on'].map((text) => pipe(text)));
    },
    runs(3, 0, 3),
  ],
  'a call that fails': [
    async (pipeline) => {
      const pipe = await classify(pipeline);
      const error = await pipe(null).catch((thrown) => thrown);
      return [error instanceof Error, error.message];
    },
    { ...runs(0, 0, 0), outcomes: { ok: 1, error: 1 } },
  ],
  'a model that is not there': [
    async (pipeline) => {
      const error = await pipeline('text-classification', 'tiny/nothing', OPTIONS).catch((thrown) => thrown);
      return error.message;
    },
    { ...runs(0, 0, 0), outcomes: { error: 1 } },
  ],
  'text, whole': [
    async (pipeline) => (await generate(pipeline))('cheap enough', { max_new_tokens: 4 }),
    runs(1, 0, 1),
  ],
  'text, streamed': [
    async (pipeline) => {
      const [pipe, told] = [await generate(pipeline), []];
      const options = { max_new_tokens: 4, streamer: streamer(pipe, told) };
      return [await pipe('cheap enough', options), told, options.streamer.constructor.name];
    },
    { ...runs(0, 0, 1), outcomes: { ok: 2 }, tokens: 4, endings: { completed: 1 } },
  ],
  'a stream whose reader throws': [
    async (pipeline) => {
      const pipe = await generate(pipeline);
      let left = 2;
      const options = {
        max_new_tokens: 4,
        streamer: new transformers.TextStreamer(pipe.tokenizer, {
          skip_prompt: true,
          token_callback_function: () => {
            left -= 1;
            if (left === 0) throw new Error('seen enough');
          },
          callback_function: () => {},
        }),
      };
      return pipe('cheap enough', options).then(String, String);
    },
    { ...runs(0, 0, 0), outcomes: { ok: 1, error: 1 }, tokens: 2, endings: { failed: 1 } },
  ],
};

await emptied();
const results = await compared(
  ways,
  (telemetry) => (telemetry ? instrumentPipeline(telemetry, transformers.pipeline) : transformers.pipeline),
  (telemetry) => {
    const streams = getStreamMetrics(telemetry, 'tiny/talker');
    const endings = Object.entries(streams?.endings ?? {}).filter(([, count]) => count > 0);
    return {
      ...localRecordOf(telemetry),
      tokens: streams?.tokens ?? 0,
      endings: Object.fromEntries(endings),
    };
  },
);

const telemetry = createTelemetry();
const pipelines = {
  plain: transformers.pipeline,
  watched: instrumentPipeline(telemetry, transformers.pipeline),
};
/** What the hub is asked for, and what a callback is told, by each of two models that differ in their names alone. */
async function bothWith(options) {
  const both = {};
  for (const [name, pipeline] of Object.entries(pipelines)) {
    await emptied();
    hub.taken();
    const told = [];
    await pipeline(
      'text-classification',
      `tiny/${name}`,
      options((info) => told.push(`${info.status} ${info.file}`)),
    );
    both[name] = {
      asked: hub.taken().map((one) => one.replace(`tiny/${name}`, 'tiny')),
      told: [...new Set(told)].sort(),
    };
  }
  return both;
}
const downloads = {
  'with a callback': await bothWith((progress_callback) => ({ ...OPTIONS, progress_callback })),
  'without one': await bothWith(() => OPTIONS),
};

/** Once from the hub, once out of the cache. */
const progress = [];
const measured = createTelemetry();
await emptied();
for (let i = 0; i < 2; i++) {
  const options = { onProgress: (one) => progress.push(one), everySeconds: 0 };
  await instrumentPipeline(measured, transformers.pipeline, options)(
    'text-classification',
    'tiny/classifier',
    OPTIONS,
  );
}
const byHand = transformersProgress(createTelemetry(), { onProgress: (one) => progress.push(one) });
await transformers.AutoTokenizer.from_pretrained('tiny/classifier', { progress_callback: byHand });
byHand.end();
const done = progress.filter(({ isDone }) => isDone);
const download = {
  done,
  isRising: progress.every(
    ({ ratio, modelId }, i) =>
      i === 0 ||
      modelId !== progress[i - 1].modelId ||
      progress[i - 1].isDone ||
      ratio >= progress[i - 1].ratio,
  ),
  files: countsBy(measured, 'model_download_files_total', 'cache'),
  bytes: countsBy(measured, 'model_download_bytes_total', 'cache'),
  seconds: countOf(measured, 'model_download_seconds'),
  sizeBytes: hub.sizeOf('tiny/classifier'),
};
await rm(env.cacheDir, { recursive: true, force: true });
hub.stop();
console.log(`RESULTS ${JSON.stringify({ results, downloads, download })}`);
process.exit(0);
