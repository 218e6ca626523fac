// Spans that are asked for by name: created, told more, ended.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { createTracing } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { forTracing } from '../packages.ts';
import { idOf, parentIdOf, traced } from '../spans.ts';

test('createSpan, updateSpan, endSpan', async () => {
  await traced(async ({ tracing, span }) => {
    const add = tracing.createSpan('add', {
      operationId: 'op-1',
      backend: 'ipfs',
      kind: SpanKind.CLIENT,
      attributes: { file_size: 1024, path: '/tmp/example.txt', absent: undefined, tags: ['a', 'b'] },
    });
    tracing.updateSpan(add, { attributes: { duration_ms: 150 } });
    assert.is(add.isRecording(), true);
    tracing.endSpan(add, { success: true, attributes: { cid: 'QmExample' } });
    const { name, kind, attributes, status } = await span('add ipfs');
    assert.equal([name, kind, status.code], ['add ipfs', SpanKind.CLIENT, SpanStatusCode.OK]);
    assert.equal(attributes, {
      'operation.type': 'add',
      'operation.id': 'op-1',
      backend: 'ipfs',
      file_size: 1024,
      path: '/tmp/example.txt',
      tags: ['a', 'b'],
      duration_ms: 150,
      cid: 'QmExample',
    });
  });
});

test('what failed, with an error and without', async () => {
  await traced(async ({ tracing, span }) => {
    tracing.endSpan(tracing.createSpan('get'), { error: new TypeError('no such block') });
    tracing.endSpan(tracing.createSpan('pin'), { success: false });
    tracing.endSpan(tracing.createSpan('add'), { error: new Error('first try'), success: true });
    const get = await span('get');
    assert.equal(get.status, { code: SpanStatusCode.ERROR, message: 'no such block' });
    assert.is(get.attributes['error.type'], 'TypeError');
    assert.is(get.events[0]?.name, 'exception');
    assert.equal((await span('pin')).status, { code: SpanStatusCode.ERROR });
    assert.is((await span('add')).status.code, SpanStatusCode.OK);
  });
});

test('the parent: a span, an operation, a context, or none', async () => {
  await traced(async ({ telemetry, tracing, span }) => {
    const parent = tracing.createSpan('parent');
    const operation = telemetry.start('inference', { modelId: 'glyphs' });
    const children = {
      span: parent,
      operation,
      context: trace.setSpan(ROOT_CONTEXT, parent),
      'context of an operation': tracing.getTracingContext(operation),
      root: ROOT_CONTEXT,
    };
    for (const [name, parentContext] of Object.entries(children)) {
      tracing.endSpan(tracing.createSpan(name, { parentContext }));
    }
    tracing.endSpan(parent);
    operation.ok();
    const [parentId, operationId] = [idOf(await span('parent')), idOf(await span('inference glyphs'))];
    const found: unknown[] = [];
    for (const name of Object.keys(children)) found.push(parentIdOf(await span(name)));
    assert.equal(found, [parentId, operationId, parentId, operationId, undefined]);
  });
});

test("without telemetry it is for spans of one's own", async () => {
  await traced(async ({ tracing: { tracerProvider }, spans }) => {
    const tracing = await createTracing(undefined, { ...forTracing, tracerProvider });
    tracing.endSpan(tracing.createSpan('lonely'));
    assert.equal(
      (await spans()).map(({ name }) => name),
      ['lonely'],
    );
  });
});
