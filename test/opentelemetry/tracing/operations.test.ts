// Every tracked operation has a span: what it is called, what it says, where it lies, how it ends.
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Operation } from 'inferometer';
import {
  instrument,
  logTrainingProgress,
  storageHooks,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { isProcess } from '../../places.ts';
import { ManualClock } from '../../telemetry/support.ts';
import { idOf, parentIdOf, secondsOf, traced } from '../spans.ts';

const modelId = 'glyphs';
/** Pages carry no context across an await. */
const carriesContext = isProcess;

test('the operations of every category, with the names of the contract', async () => {
  await traced(async ({ telemetry, spans }) => {
    const load = { operationType: 'model_load', modelId, framework: 'tfjs', modelSizeBytes: 52_000 } as const;
    telemetry.trackModelOperation(load, () => 1);
    telemetry.trackInference({ modelId, batchSize: 8, inputType: 'image' }, () => 1);
    telemetry.trackInference({ modelId, operationType: 'embeddings_generation' }, () => 1);
    telemetry.trackTrainingEpoch({ modelId, epoch: 3, numSamples: 2000 }, () => 1);
    const dataset = { operationType: 'dataset_preprocess', datasetId: 'letters', operation: 'crop' } as const;
    telemetry.trackDatasetOperation(dataset, () => 1);
    const task = { operationType: 'task_distribution', taskId: 'task-1', numWorkers: 4 } as const;
    telemetry.trackDistributedOperation(task, () => 1);
    trackStorageOperation(telemetry, { operationType: 'add', backend: 'ipfs' }, () => 1);
    const seen = (await spans()).map(({ name, kind, attributes }) => [name, kind, attributes]);
    const common = (type: string, category: string) => ({
      'operation.type': type,
      'operation.category': category,
      'operation.outcome': 'ok',
    });
    const model = { 'model.id': modelId };
    const genAi = { 'gen_ai.request.model': modelId };
    const { INTERNAL, CLIENT } = SpanKind;
    assert.equal(seen, [
      [
        'model_load glyphs',
        INTERNAL,
        { ...common('model_load', 'model'), ...model, framework: 'tfjs', 'model.size_bytes': 52_000 },
      ],
      [
        'inference glyphs',
        INTERNAL,
        {
          ...common('inference', 'inference'),
          ...model,
          ...genAi,
          'gen_ai.operation.name': 'inference',
          'batch.size': 8,
          input_type: 'image',
        },
      ],
      [
        'embeddings glyphs',
        INTERNAL,
        {
          ...common('embeddings_generation', 'inference'),
          ...model,
          ...genAi,
          'gen_ai.operation.name': 'embeddings',
          'batch.size': 1,
        },
      ],
      [
        'training_epoch glyphs',
        INTERNAL,
        { ...common('training_epoch', 'training'), ...model, epoch: 3, num_samples: 2000 },
      ],
      [
        'dataset_preprocess letters',
        INTERNAL,
        { ...common('dataset_preprocess', 'dataset'), 'dataset.id': 'letters', operation: 'crop' },
      ],
      [
        'task_distribution',
        INTERNAL,
        { ...common('task_distribution', 'distributed'), 'task.id': 'task-1', num_workers: 4 },
      ],
      ['add ipfs', CLIENT, { ...common('add', 'storage'), backend: 'ipfs' }],
    ]);
  });
});

test('a span lasts as long as its operation, by the same clock', async () => {
  const clock = new ManualClock();
  await traced(
    async ({ telemetry, span }) => {
      clock.advance(10);
      using load = telemetry.start('model_load', { modelId });
      clock.advance(1.5);
      load.child('compile', () => clock.advance(2));
      load.ok();
      const whole = await span('model_load glyphs');
      const phase = await span('compile');
      const startedAt = clock.wallUnixMs() / 1000 - 3.5;
      assert.close(secondsOf(whole.startTime), startedAt, 1e-12);
      assert.close(secondsOf(whole.duration), 3.5, 1e-6);
      assert.close(secondsOf(phase.startTime), startedAt + 1.5, 1e-12);
      assert.close(secondsOf(phase.duration), 2, 1e-6);
      assert.is(load.durationSeconds, 3.5);
    },
    { clock },
  );
});

test('a child never outlasts the parent that waited for it', async () => {
  await traced(async ({ telemetry, spans }) => {
    for (let i = 0; i < 200; i++) {
      telemetry.trackInference({ modelId }, (inference) =>
        inference.child('pre', (pre) => pre.child('in', () => i)),
      );
    }
    const ended = await spans();
    const byId = new Map(ended.map((span) => [idOf(span), span]));
    for (const span of ended) {
      const parent = byId.get(parentIdOf(span) ?? '');
      if (parent === undefined) continue;
      assert.ok(secondsOf(span.startTime) >= secondsOf(parent.startTime));
      assert.ok(secondsOf(span.endTime) <= secondsOf(parent.endTime));
    }
  });
});

test('an error: an exception event, error.type, status ERROR', async () => {
  await traced(async ({ telemetry, span }) => {
    const boom = new RangeError('no such tensor');
    await telemetry.trackInference({ modelId }, () => Promise.reject(boom)).catch(() => undefined);
    const { status, attributes, events } = await span('inference glyphs');
    assert.equal(status, { code: SpanStatusCode.ERROR, message: 'no such tensor' });
    assert.is(attributes['error.type'], 'RangeError');
    assert.is(attributes['operation.outcome'], 'error');
    assert.equal(
      events.map(({ name, attributes: told }) => [
        name,
        told?.['exception.type'],
        told?.['exception.message'],
      ]),
      [['exception', 'RangeError', 'no such tensor']],
    );
  });
});

test('giving up, and not saying, are no errors', async () => {
  await traced(async ({ telemetry, spans }) => {
    const abort = new DOMException('stopped', 'AbortError');
    await telemetry.trackInference({ modelId }, () => Promise.reject(abort)).catch(() => undefined);
    telemetry.start('inference', { modelId })[Symbol.dispose]();
    const ended = await spans();
    assert.equal(
      ended.map(({ attributes, status, events }) => [
        attributes['operation.outcome'],
        status.code,
        events.length,
      ]),
      [
        ['aborted', SpanStatusCode.UNSET, 0],
        ['unknown', SpanStatusCode.UNSET, 0],
      ],
    );
  });
});

test('whatever is thrown can be told', async () => {
  const hostile = {
    get name(): string {
      throw new Error('no name');
    },
    get message(): string {
      throw new Error('no message');
    },
  };
  const thrown = ['text', 7, null, undefined, Symbol('s'), hostile, Object.create(null), new Error('')];
  await traced(async ({ telemetry, spans }) => {
    for (const one of thrown) {
      const call = () =>
        telemetry.trackInference({ modelId }, () => {
          throw one;
        });
      try {
        call();
      } catch (error) {
        assert.is(error, one);
      }
    }
    const ended = await spans();
    assert.is(ended.length, thrown.length);
    for (const { status, attributes } of ended) {
      assert.is(status.code, SpanStatusCode.ERROR);
      assert.type(attributes['error.type'], 'string');
    }
  });
});

test('phases, and operations with a parent, lie where they belong: nothing ambient is needed', async () => {
  await traced(async ({ telemetry, span }) => {
    const load = telemetry.start('model_load', { modelId });
    const fetching = load.child('fetch');
    // Interleaved, and ended after their parents.
    const other = telemetry.start('inference', { modelId: 'other', parent: load });
    load.ok();
    fetching.child('decode', () => 1);
    fetching.ok();
    other.ok();
    const whole = await span('model_load glyphs');
    assert.is(parentIdOf(whole), undefined);
    assert.is(parentIdOf(await span('fetch')), idOf(whole));
    assert.is(parentIdOf(await span('decode')), idOf(await span('fetch')));
    assert.is((await span('decode')).attributes['operation.phase'], 'fetch/decode');
    assert.is(parentIdOf(await span('inference other')), idOf(whole));
  });
});

test('spans of others nest under the operation that runs', async () => {
  await traced(async ({ telemetry, span }) => {
    const others = trace.getTracer('somebody else');
    const foreign = (name: string) => others.startSpan(name).end();
    telemetry.trackInference({ modelId }, (inference) => {
      foreign('synchronous');
      inference.child('phase', () => foreign('in a phase'));
    });
    const step = telemetry.start('optimizer_step', { modelId });
    step.run(() => foreign('in run'));
    foreign('outside');
    step.ok();
    const inferenceId = idOf(await span('inference glyphs'));
    assert.is(parentIdOf(await span('synchronous')), inferenceId);
    assert.is(parentIdOf(await span('in a phase')), idOf(await span('phase')));
    assert.is(parentIdOf(await span('in run')), idOf(await span('optimizer_step glyphs')));
    assert.is(parentIdOf(await span('outside')), undefined);
    if (!carriesContext) return;
    await telemetry.trackInference({ modelId: 'awaited' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      foreign('after an await');
    });
    assert.is(parentIdOf(await span('after an await')), idOf(await span('inference awaited')));
  });
});

test('an operation lies under the active span of others, or in the context that it is handed', async () => {
  await traced(async ({ telemetry, span }) => {
    const server = trace.getTracer('server').startSpan('GET /');
    const inServer = trace.setSpan(context.active(), server);
    context.with(inServer, () => telemetry.trackInference({ modelId: 'ambient' }, () => 1));
    telemetry.trackInference({ modelId: 'handed', traceContext: inServer }, () => 1);
    server.end();
    const serverId = server.spanContext().spanId;
    assert.is(parentIdOf(await span('inference ambient')), serverId);
    assert.is(parentIdOf(await span('inference handed')), serverId);
  });
});

test('links: operations and ids that are no parents', async () => {
  await traced(async ({ telemetry, tracing, span }) => {
    const requests: Operation[] = [1, 2].map(() => telemetry.start('inference', { modelId: 'request' }));
    const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const untraced = telemetry.start('inference', { modelId: 'untraced' });
    const links = [...requests, ids, { traceId: 'nonsense', spanId: '' }];
    telemetry.trackInference({ modelId: 'batch', operationType: 'batch_inference', links }, () => 1);
    for (const request of [...requests, untraced]) request.ok();
    const linked = (await span('batch_inference batch')).links.map((link) => link.context.spanId);
    const expected = requests.map((request) => tracing.getTracingContext(request));
    assert.equal(linked, [...expected.map((one) => trace.getSpanContext(one)?.spanId), ids.spanId]);
  });
});

test('a stream: one span from its opening to its end, with its tokens and its first one', async () => {
  const clock = new ManualClock();
  await traced(
    async ({ telemetry, span }) => {
      async function* reply() {
        for (const token of ['role', 'a', 'b']) {
          clock.advance(1);
          yield token;
        }
      }
      const isToken = (chunk: string) => chunk !== 'role';
      for await (const _ of trackStream(telemetry, { modelId, isToken }, reply())) clock.advance(0.5);
      const { attributes, duration } = await span('inference glyphs');
      assert.is(attributes['stream.tokens'], 2);
      assert.is(attributes['gen_ai.response.time_to_first_chunk'], 1);
      // Without the half second that the reader took.
      assert.is(attributes['stream.time_to_first_token_seconds'], 2);
      assert.close(secondsOf(duration), 4.5, 1e-6);
    },
    { clock },
  );
});

test('usage, and what an answer says of itself, are attributes of generative AI; others are one’s own', async () => {
  await traced(async ({ telemetry, span }) => {
    async function* reply() {
      const answer = { id: 'c1', model: 'glyphs-0125' };
      yield { ...answer, choices: [{ delta: { content: 'a' }, finish_reason: null }] };
      yield { ...answer, choices: [{ delta: {}, finish_reason: 'stop' }] };
      yield { ...answer, choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } };
    }
    const open = (inference: Operation) => {
      inference.set({ 'app.user_tier': 'gold', tags: ['a', 'b'], nothing: undefined });
      return reply();
    };
    for await (const _ of trackStream(telemetry, { modelId, operationName: 'chat' }, open));
    const { attributes } = await span('chat glyphs');
    const expected = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'glyphs',
      'gen_ai.response.model': 'glyphs-0125',
      'gen_ai.response.id': 'c1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'stream.ending': 'completed',
      'app.user_tier': 'gold',
      tags: ['a', 'b'],
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(attributes[name], value, name);
    assert.not.ok('nothing' in attributes);
  });
});

test('a stream that fails, and one that is left', async () => {
  await traced(async ({ telemetry, span }) => {
    async function* failing() {
      yield 1;
      throw new TypeError('cut off');
    }
    const read = async (model: string, stop: boolean) => {
      for await (const _ of trackStream(telemetry, { modelId: model }, failing())) if (stop) break;
    };
    await read('failing', false).catch(() => undefined);
    await read('left', true);
    const failed = await span('inference failing');
    assert.is(failed.attributes['error.type'], 'TypeError');
    assert.is(failed.attributes['stream.tokens'], 1);
    assert.is((await span('inference left')).attributes['operation.outcome'], 'aborted');
  });
});

test('opening a stream, and an instrumented method, run inside of their spans', async () => {
  await traced(async ({ telemetry, span }) => {
    const others = trace.getTracer('http');
    const request = (name: string) => others.startSpan(name).end();
    async function* none() {}
    const stream = trackStream(telemetry, { modelId: 'streamed' }, () => {
      request('POST /completions');
      return none();
    });
    for await (const _ of stream);
    const client = instrument(telemetry, { add: () => request('POST /add') }, { backend: 'ipfs' });
    client.add();
    assert.is(parentIdOf(await span('POST /completions')), idOf(await span('inference streamed')));
    assert.is(parentIdOf(await span('POST /add')), idOf(await span('add ipfs')));
  });
});

test('a log: started, its statuses as events, its end', async () => {
  const clock = new ManualClock();
  await traced(
    async ({ telemetry, span }) => {
      const { operationStarted, statusChanged, operationRetried } = storageHooks(telemetry);
      operationStarted({ operationId: '7', operationType: 'pin', backend: 's3' });
      clock.advance(1);
      statusChanged({ operationId: '7', status: 'processing' });
      operationRetried({ operationId: '7' });
      statusChanged({ operationId: '7', status: 'pending' });
      clock.advance(2);
      statusChanged({ operationId: '7', status: 'failed' });
      const { attributes, events, status, duration, startTime } = await span('pin s3');
      assert.is(attributes['operation.id'], '7');
      assert.is(attributes.backend, 's3');
      assert.is(status.code, SpanStatusCode.ERROR);
      assert.close(secondsOf(duration), 3, 1e-6);
      const at = (time: readonly [number, number]) => Math.round(secondsOf(time) - secondsOf(startTime));
      assert.equal(
        events.map(({ name, attributes: told, time }) => [name, told?.status, at(time)]),
        [
          ['status_changed', 'processing', 1],
          ['retried', undefined, 1],
          ['status_changed', 'pending', 1],
          ['status_changed', 'failed', 3],
        ],
      );
    },
    { clock },
  );
});

test('statistics of training and of workers reach the span that they are learnt of', async () => {
  await traced(async ({ telemetry, span }) => {
    telemetry.trackTrainingEpoch({ modelId, epoch: 0 }, () => {
      const metrics = { accuracy: 0.9, broken: Number.NaN };
      telemetry.recordTrainingStats({
        modelId,
        epoch: 0,
        loss: 0.5,
        learningRate: 1e-3,
        gradientNorm: 2,
        metrics,
      });
    });
    const task = telemetry.start('worker_coordination', { taskId: 't' });
    telemetry.recordWorkerUtilization({ workerId: 'w-0', utilization: 0.75, parent: task });
    task.ok();
    const { attributes } = await span('training_epoch glyphs');
    assert.equal(
      ['loss', 'learning_rate', 'gradient_norm', 'accuracy', 'broken'].map((name) => attributes[name]),
      [0.5, 1e-3, 2, 0.9, undefined],
    );
    assert.equal(
      (await span('worker_coordination')).events.map(({ name, attributes: told }) => [name, told]),
      [['worker_utilization', { 'worker.id': 'w-0', utilization: 0.75 }]],
    );
  });
});

test('log lines carry the ids of the span in which they are written', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (fields: object) => void lines.push(fields as Record<string, unknown>);
  const logger = { debug: write, info: write, warn: write, error: write };
  await traced(
    async ({ telemetry, span }) => {
      telemetry.trackTrainingEpoch({ modelId, epoch: 0 }, () =>
        logTrainingProgress(telemetry, { taskId: 't', epoch: 0 }),
      );
      const { traceId, spanId } = (await span('training_epoch glyphs')).spanContext();
      assert.is(lines[0]?.trace_id, traceId);
      assert.is(lines[0]?.span_id, spanId);
    },
    { logger },
  );
});

test('nothing has a span where telemetry is off', async () => {
  await traced(
    async ({ telemetry, spans }) => {
      telemetry.trackInference({ modelId }, () => 1);
      assert.is((await spans()).length, 0);
      telemetry.configure({ enabled: true });
      const open = telemetry.start('inference', { modelId });
      telemetry.configure({ enabled: false });
      open.ok();
      assert.is((await spans()).length, 1, 'what has begun ends');
    },
    { enabled: false },
  );
});
