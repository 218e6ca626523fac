// What blocks of the docs use without saying where it comes from: small real things that stand in for a program around them.
// The names are global where blocks are checked and run; with a cast, those whose type differs from page to page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { context } from '@opentelemetry/api';
import express from 'express';
import { createTelemetry, startStream } from 'inferometer';
import { makeChart } from 'inferometer/chart';
import { createClient } from 'inferometer/client';
import { serve } from 'inferometer/http';
import { createBudget, watchObjectives } from 'inferometer/objectives';
import { createTracing } from 'inferometer/opentelemetry';
import { historyOf, openStore } from 'inferometer/store';
import OpenAI from 'openai';

// biome-ignore lint/suspicious/noExplicitAny: as a program in JavaScript has them
type Anything = any;

interface Logs {
  readonly [name: string]: number;
}

const store = await openStore({ path: './store-of-names' });
const objectives = [{ name: 'chat', operationType: 'inference', targetRatio: 0.999 }] as const;
const telemetry = createTelemetry({ store, objectives, labelNames: ['tenant', 'provider'] });
telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
startStream(telemetry, { modelId: 'glyphs' }).end();
const server = await serve(telemetry, { port: 0 });
const startTime = Date.now() - 3_600_000;

const series = (length: number) => Array.from({ length }, (_, i) => (i * 7919) % 101);
const dashed = async () => {};
const chat = {
  ask: async (_prompt: unknown) => ({ parts: (async function* () {})() }),
  chat: { completions: { create: async (_request: object, _options?: object) => (async function* () {})() } },
};

/** What an app of Hono and one of Express have in common; the docs show both. */
interface App {
  (request: Request): Response;
  use(listener: Anything): unknown;
  all(path: string, handler: (context: Anything) => unknown): unknown;
  get(path: string, handler: (context: Anything) => unknown): unknown;
  post(path: string, handler: (context: Anything) => unknown): unknown;
}

class Model {
  async fit(_x: unknown, _y: unknown, options: FitOptions): Promise<void> {
    options.callbacks.onEpochEnd(0, { loss: 0.5 });
  }
  async generate(_prompt: unknown): Promise<Generated> {
    return { promptTokens: 3, tokens: ['a'], *[Symbol.iterator]() {}, async *[Symbol.asyncIterator]() {} };
  }
  predict(_batch: unknown): void {}
}

interface FitOptions {
  readonly epochs?: number;
  readonly callbacks: { onEpochEnd(epoch: number, logs: Logs): void };
}

interface Generated extends Iterable<string>, AsyncIterable<string> {
  readonly promptTokens: number;
  readonly tokens: readonly string[];
}

export const names = {
  InferenceSession: {
    create: async (_url: string) => ({ run: async ({ input }: { input: { dims: number[] } }) => input }),
  },
  Bun: { serve: (_options: Anything) => {} },
  OpenAI,
  Deno: { serve: (_handler: (request: Request) => Response | Promise<Response>) => {} },
  accuracyOf: async (_model: unknown, _task: unknown) => 0.9,
  ages: series(500),
  agesOfToday: series(500),
  app: express() as unknown as App,
  banner: {} as Anything,
  batch: [] as Anything,
  budget: createBudget(telemetry, { name: 'docs', limit: { tokens: 1_000_000 }, per: ['tenant'] }),
  chart: await makeChart('latency-percentiles', historyOf(telemetry), { startTime }),
  cid: 'bafy',
  client: Object.assign(createClient({ url: server.url }), chat),
  context,
  countries: series(500).map(String),
  countriesOfToday: series(500).map(String),
  createServer,
  dirname,
  download: async (_url: string) => 'bytes',
  draw: (_now: unknown) => {},
  feeds: { input: { dims: [8] } },
  fromWorker: telemetry.snapshot(),
  gpu: { acquire: dashed },
  gradients: {},
  handler: async (_request: Request) => new Response('answer'),
  headers: {},
  hostname,
  hour: { start_time: new Date(startTime) },
  image: [] as Anything,
  instance: 'here:1',
  job: 'docs',
  join,
  key: 'key',
  learntBefore: (_task: unknown): { readonly id: string }[] => [],
  lengthsOfLastWeek: series(500),
  lengthsOfToday: series(500),
  listener: (_request: unknown, response: { end(): void }) => response.end(),
  load: telemetry.start('model_load', { modelId: 'glyphs' }),
  loss: 0.5,
  messages: [],
  mkdir,
  model: new Model(),
  modelId: 'glyphs',
  openai: chat as Anything,
  operationId: 'operation',
  optimizer: { applyGradients: (_gradients: unknown) => {} },
  options: {} as Anything,
  page: '<!doctype html>',
  pager: { send: (_state: string, _message: string) => {} },
  parameterServer: server.url,
  parentContext: context.active(),
  pause: async (_seconds: string | null) => {},
  prompt: 'prompt',
  question: 'question',
  readFile,
  reference: series(500),
  request: Object.assign(new Request(server.url), { stream: true }) as Anything,
  requests: [] as Anything,
  response: Object.assign(new TransformStream(), { setHeader() {}, end() {} }) as Anything,
  router: { match: (_request: Request) => ({ pattern: '/answers/:id' }) },
  // In one block what is tracked, in another a run of training.
  run: Object.assign(() => 1, { log: (_logs: Logs, _position: object) => {} }),
  runBatch: () => 1,
  s3: { get: async (_key: string) => new Uint8Array(8) },
  save: dashed,
  send: (_interval: unknown) => {},
  session: {
    prompt: async (_question: string, { onTextChunk }: { onTextChunk(): void }) => onTextChunk(),
    run: async (feeds: unknown) => feeds,
  },
  show: (_what: unknown) => {},
  signal: AbortSignal.timeout(600_000),
  snapshots: [telemetry.snapshot()],
  store,
  stored: telemetry.snapshot(),
  tasks: [{ id: 'a' }],
  telemetry,
  tf: { memory: () => ({ numTensors: 1, numBytes: 4 }), getBackend: () => 'cpu' },
  tracing: await createTracing(telemetry),
  train: async (
    _model: unknown,
    _task: unknown,
    onStep: (step: { loss: number; accuracy: number }) => void,
  ) => onStep({ loss: 0.5, accuracy: 0.9 }),
  trainOneEpoch: async (_learningRate: number) => {},
  trainOneStep: (_learningRate: number) => 0.5,
  trainer: {
    on: (_event: string, listener: (logs: Anything) => void) => listener({ epoch: 1, step: 1, loss: 1 }),
  },
  url: server.url,
  val_accuracy: 0.9,
  val_loss: 0.6,
  watch: watchObjectives(telemetry),
  work: () => {},
  // It is gone: nobody has to wait for it.
  worker: {
    kill: (_signal?: string) => {},
    on: (_event: string, _listener: unknown) => {},
    off: () => {},
    postMessage(_message: unknown) {
      throw new Error('it is gone');
    },
  },
  workers: () => [],
  writeFile,
  x: [],
  xs: [],
  y: [],
  ys: [],
};
