// The port of tracing: what it is told, and what becomes of what it throws.
import fc from 'fast-check';
import {
  createTelemetry,
  instrument,
  logTrainingProgress,
  type OperationSpan,
  type SpanRequest,
  storageHooks,
  type Telemetry,
  type Tracing,
  trackStream,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { countOf, refusals } from '../support.ts';

const modelId = 'glyphs';
const METHODS = ['begin', 'note', 'active', 'ids', 'run', 'event', 'set', 'end'] as const;
type Method = (typeof METHODS)[number];

/** Throws where it is told to, and writes down the rest. */
function writtenDown(throwing: readonly Method[] = []) {
  const log: unknown[] = [];
  const call = (method: Method, ...told: unknown[]) => {
    if (throwing.includes(method)) throw new Error(`${method} failed`);
    log.push([method, ...told]);
  };
  const span: OperationSpan = {
    get ids() {
      call('ids');
      return { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    },
    run(fn) {
      call('run');
      return fn();
    },
    event: (name) => call('event', name),
    set: () => call('set'),
    end: (outcome, error) => call('end', outcome, error),
  };
  const tracing: Tracing = {
    begin({ category, operationType, phase }: SpanRequest) {
      call('begin', category, operationType, phase);
      return span;
    },
    note: (kind) => call('note', kind),
    active() {
      call('active');
      return undefined;
    },
  };
  return { tracing, log };
}

/** What tracing was told, without what it was asked. */
function told(log: readonly unknown[]): unknown[] {
  return log.filter((entry) => !['ids', 'active'].includes((entry as [Method])[0]));
}

test('what an operation tells of itself, in order', () => {
  const { tracing, log } = writtenDown();
  const telemetry = createTelemetry({ tracing });
  const boom = new Error('boom');
  telemetry.trackModelOperation({ operationType: 'model_load', modelId }, (load) => {
    const compiling = load.child('compile');
    compiling.child('shaders').fail(boom);
    compiling.ok();
  });
  assert.equal(told(log), [
    ['begin', 'model', 'model_load', undefined],
    ['run'],
    ['begin', 'model', 'model_load', 'compile'],
    ['begin', 'model', 'model_load', 'compile/shaders'],
    ['end', 'error', boom],
    ['end', 'ok', undefined],
    ['end', 'ok', undefined],
  ]);
});

test('a span ends once, however often its operation is ended', () => {
  const { tracing, log } = writtenDown();
  const telemetry = createTelemetry({ tracing });
  const operation = telemetry.start('inference', { modelId });
  operation.ok();
  operation.fail(new Error('too late'));
  operation[Symbol.dispose]();
  assert.is(log.filter((entry) => (entry as [Method])[0] === 'end').length, 1);
});

test('tracing may come later, and change; it cannot be what it is not', () => {
  const [first, second] = [writtenDown(), writtenDown()];
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId }, () => 1);
  telemetry.configure({ tracing: first.tracing });
  telemetry.trackInference({ modelId }, () => 1);
  telemetry.configure({ tracing: second.tracing });
  telemetry.trackInference({ modelId }, () => 1);
  const begun = ({ log }: { log: unknown[] }) =>
    log.filter((entry) => (entry as [Method])[0] === 'begin').length;
  assert.equal([begun(first), begun(second)], [1, 1]);
  const nothing = {} as Tracing;
  assert.throwsCode(() => telemetry.configure({ tracing: nothing }), 'TELEMETRY_OPTION_RANGE');
});

test('a trace context of its own stays where tracing changes', () => {
  const lines: Record<string, unknown>[] = [];
  const write = (fields: object) => void lines.push(fields as Record<string, unknown>);
  const logger = { debug: write, info: write, warn: write, error: write };
  const traceContext = { active: () => ({ traceId: 'theirs', spanId: 'theirs' }) };
  const telemetry = createTelemetry({ logger, traceContext });
  telemetry.configure({ tracing: writtenDown().tracing });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  assert.is(lines[0]?.trace_id, 'theirs');
});

/** Every way to run something that is traced; each returns what its body does. */
const forms: Record<string, (telemetry: Telemetry, body: () => unknown) => unknown> = {
  tracked: (telemetry, body) => telemetry.trackInference({ modelId }, body),
  phase: (telemetry, body) =>
    telemetry.trackInference({ modelId }, (inference) => inference.child('phase', body)),
  run: (telemetry, body) => {
    using operation = telemetry.start('inference', { modelId });
    return operation.run(body);
  },
  opened: (telemetry, body) => trackStream(telemetry, { modelId }, body),
  instrumented: (telemetry, body) => instrument(telemetry, { body }, { backend: 's3' }).body(),
};

test('what tracing throws reaches nobody, and is counted', () => {
  const bodies = { returns: () => 'value', throws: () => Promise.reject(new Error('theirs')) };
  fc.assert(
    fc.property(
      fc.subarray([...METHODS], { minLength: 1 }),
      fc.constantFrom(...Object.keys(forms)),
      (throwing, form) => {
        using telemetry = createTelemetry({ tracing: writtenDown(throwing).tracing, logLevel: 'silent' });
        let calls = 0;
        const result = forms[form]?.(telemetry, () => {
          calls++;
          return bodies.returns();
        });
        assert.is(result, 'value');
        assert.is(calls, 1);
        telemetry.recordTrainingStats({ modelId, loss: 1 });
        const isFelt = throwing.some((method) => ['begin', 'note'].includes(method));
        if (isFelt) assert.ok(refusals(telemetry, 'tracing_failed') > 0);
      },
    ),
  );
});

test('an error that is thrown inside of a span is not taken for one of tracing', () => {
  const telemetry = createTelemetry({ tracing: writtenDown().tracing });
  const theirs = new Error('theirs');
  let calls = 0;
  const call = () =>
    telemetry.trackInference({ modelId }, () => {
      calls++;
      throw theirs;
    });
  assert.throws(call, (error: unknown) => error === theirs);
  assert.is(calls, 1);
  assert.is(refusals(telemetry, 'tracing_failed'), 0);
});

test('metrics do not depend on what tracing does', () => {
  const labels = { model_id: modelId, batch_size: '1' };
  for (const throwing of [[], ['begin'], ['run'], ['end']] as const) {
    const telemetry = createTelemetry({ tracing: writtenDown(throwing).tracing, logLevel: 'silent' });
    for (let i = 0; i < 10; i++) telemetry.trackInference({ modelId }, () => i);
    assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', labels), 10);
  }
});

test('what a log tells of an operation, in order', () => {
  const { tracing, log } = writtenDown();
  const telemetry = createTelemetry({ tracing });
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  operationStarted({ operationId: '1', operationType: 'add', backend: 'ipfs' });
  statusChanged({ operationId: '1', status: 'processing' });
  statusChanged({ operationId: '1', status: 'completed' });
  assert.equal(told(log), [
    ['begin', 'storage', 'add', undefined],
    ['event', 'status_changed'],
    ['event', 'status_changed'],
    ['end', 'ok', undefined],
  ]);
});
