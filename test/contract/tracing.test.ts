// The rows of the telemetry contract about traces: A span attributes, context propagation, error handling, sampling;
// C tracing, spans; E tracing. Each from the public API to the span that an exporter gets.
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { createTelemetry, storageHooks } from 'inferometer';
import { assert, test } from '../harness.ts';
import { idOf, parentIdOf, traced } from '../opentelemetry/spans.ts';
import { scrapedValue } from './scraped.ts';

const modelId = 'my_model';

test('A span attributes: the tables of the seed, and absent values left out', async () => {
  await traced(async ({ telemetry, spans }) => {
    const load = { operationType: 'model_init', modelId, framework: 'pytorch', device: 'cuda:0' } as const;
    telemetry.trackModelOperation(load, () => 1);
    telemetry.trackInference({ modelId, batchSize: 32, inputType: 'image' }, () => 1);
    telemetry.trackTrainingEpoch({ modelId, epoch: 3, numSamples: 1000 }, (epoch) =>
      telemetry.recordTrainingStats({
        modelId,
        epoch: 3,
        loss: 0.25,
        learningRate: 0.001,
        gradientNorm: 1.5,
        parent: epoch,
      }),
    );
    const crop = { operationType: 'dataset_transform', datasetId: 'd', format: 'parquet' } as const;
    telemetry.trackDatasetOperation({ ...crop, operation: 'resize' }, () => 1);
    const task = { operationType: 'worker_coordination', taskId: 't-1', numWorkers: 4 } as const;
    telemetry.trackDistributedOperation(task, () => 1);
    telemetry.trackModelOperation({ operationType: 'model_save', modelId }, () => 1);
    const tables = [
      {
        'operation.type': 'model_init',
        'operation.category': 'model',
        'model.id': modelId,
        framework: 'pytorch',
        device: 'cuda:0',
      },
      {
        'operation.type': 'inference',
        'operation.category': 'inference',
        'model.id': modelId,
        'batch.size': 32,
        input_type: 'image',
      },
      {
        'operation.type': 'training_epoch',
        'operation.category': 'training',
        'model.id': modelId,
        epoch: 3,
        num_samples: 1000,
        loss: 0.25,
        learning_rate: 0.001,
        gradient_norm: 1.5,
      },
      {
        'operation.type': 'dataset_transform',
        'operation.category': 'dataset',
        'dataset.id': 'd',
        format: 'parquet',
        operation: 'resize',
      },
      {
        'operation.type': 'worker_coordination',
        'operation.category': 'distributed',
        'task.id': 't-1',
        num_workers: 4,
      },
      {
        'operation.type': 'model_save',
        'operation.category': 'model',
        'model.id': modelId,
        framework: undefined,
        device: undefined,
      },
    ];
    for (const [i, { attributes }] of (await spans()).entries()) {
      for (const [name, value] of Object.entries(tables[i] as object))
        assert.is(attributes[name], value, name);
      assert.ok(Object.values(attributes).every((value) => value !== undefined && value !== null));
    }
  });
});

test('A context propagation: extract from headers, a span with that context, inject into headers', async () => {
  await traced(async ({ telemetry, tracing, span }) => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const context = tracing.extract({ traceparent, tracestate: 'vendor=1', baggage: 'tenant=a' });
    const operation = tracing.createSpan('operation', { parentContext: context });
    telemetry.trackInference({ modelId, traceContext: context }, (inference) => {
      const headers: Record<string, unknown> = tracing.inject({}, inference);
      assert.match(String(headers.traceparent), /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
      assert.equal([headers.tracestate, headers.baggage], ['vendor=1', 'tenant=a']);
    });
    tracing.endSpan(operation);
    assert.is(parentIdOf(await span('operation')), 'b7ad6b7169203331');
    assert.is(parentIdOf(await span(`inference ${modelId}`)), 'b7ad6b7169203331');
  });
});

test('A error handling: exception event, error.type, status ERROR, outcome label', async () => {
  await traced(async ({ telemetry, span }) => {
    const load = { operationType: 'model_load', modelId } as const;
    const missing = new URIError('no such file');
    await telemetry.trackModelOperation(load, () => Promise.reject(missing)).catch(() => undefined);
    const { events, attributes, status } = await span(`model_load ${modelId}`);
    assert.is(events[0]?.attributes?.['exception.message'], 'no such file');
    assert.is(attributes['error.type'], 'URIError');
    assert.is(status.code, SpanStatusCode.ERROR);
    const labels = { operation_type: 'model_load', status: 'error' };
    assert.is(scrapedValue(telemetry, 'ipfs_aiml_operations_total', labels), 1);
  });
});

test('A sampling: traces at the head, metrics exact', async () => {
  await traced(
    async ({ telemetry, spans }) => {
      for (let i = 0; i < 1000; i++)
        telemetry.trackInference({ modelId }, (inference) => inference.child('p', () => i));
      const ended = await spans();
      assert.ok(ended.length > 0 && ended.length < 1000);
      const traces = new Set(ended.map((one) => one.spanContext().traceId));
      assert.is(ended.length, 2 * traces.size, 'whole traces');
      assert.is(scrapedValue(telemetry, 'ipfs_aiml_inference_seconds_count'), 1000);
    },
    { samplingRatio: 0.2 },
  );
});

test('C tracing: service_name, resource_attributes, sampling_ratio, auto_instrument', async () => {
  const setup = {
    serviceName: 'ipfs-kit-wal',
    resourceAttributes: { 'deployment.environment': 'production' },
    samplingRatio: 1,
    autoInstrument: true,
  };
  await traced(
    async ({ telemetry, span }) => {
      storageHooks(telemetry).operationStarted({ operationId: '1', operationType: 'add', backend: 'ipfs' });
      storageHooks(telemetry).statusChanged({ operationId: '1', status: 'completed' });
      const { resource } = await span('add ipfs');
      assert.is(resource.attributes['service.name'], 'ipfs-kit-wal');
      assert.is(resource.attributes['deployment.environment'], 'production');
    },
    {},
    setup,
  );
});

test('C tracing: off, it costs a look at a field, and changes nothing', () => {
  const telemetry = createTelemetry();
  const operation = telemetry.start('inference', { modelId });
  assert.is(operation.span, undefined);
  assert.is(
    operation.run(() => 'value'),
    'value',
  );
  operation.ok();
});

test('C spans: create, update, end, the tracing context, inject and extract between two services', async () => {
  await traced(async ({ tracing, span }) => {
    const sending = tracing.createSpan('process_file', { operationId: 'op-7', backend: 'api' });
    const headers = tracing.inject({}, tracing.getTracingContext(sending));
    const parentContext = tracing.extract(headers);
    const handling = tracing.createSpan('handle_request', { backend: 'service-b', parentContext });
    tracing.updateSpan(handling, { success: true, attributes: { 'http.status_code': 200 } });
    tracing.endSpan(handling);
    tracing.endSpan(sending, { success: false, error: new Error('disk full') });
    const [sent, handled] = [await span('process_file api'), await span('handle_request service-b')];
    assert.is(parentIdOf(handled), idOf(sent));
    assert.is(handled.attributes['http.status_code'], 200);
    assert.is(handled.status.code, SpanStatusCode.OK);
    assert.equal(sent.status, { code: SpanStatusCode.ERROR, message: 'disk full' });
    assert.is(sent.attributes['operation.id'], 'op-7');
    assert.is(trace.getSpan(tracing.getTracingContext(ROOT_CONTEXT)), undefined);
  });
});

test('E tracing: train_task over data_preprocessing and model_training', async () => {
  await traced(async ({ telemetry, span }) => {
    await telemetry.trackTrainingEpoch({ modelId, epoch: 0 }, async (epoch) => {
      await epoch.child('data_preprocessing', async () => 1);
      await epoch.child('model_training', async () =>
        telemetry.recordTrainingStats({ modelId, loss: 0.5, parent: epoch }),
      );
    });
    const task = await span(`training_epoch ${modelId}`);
    assert.is(parentIdOf(await span('data_preprocessing')), idOf(task));
    assert.is(parentIdOf(await span('model_training')), idOf(task));
    assert.is(task.attributes.loss, 0.5);
  });
});
