// Events as log records, read as OpenTelemetry's own SDK has them.
import * as api from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createTelemetry, logTrainingStart } from 'inferometer';
import { createEventLogger } from 'inferometer/logging';
import { createOpenTelemetryLogger } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { isFound } from '../packages.ts';

function provider() {
  const exporter = new InMemoryLogRecordExporter();
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  return { loggerProvider, records: () => exporter.getFinishedLogRecords() };
}

test('an event is a record: body, severity, name, attributes, scope', async () => {
  const { loggerProvider, records } = provider();
  const telemetry = createTelemetry({ logger: await createOpenTelemetryLogger({ api, loggerProvider }) });
  logTrainingStart(telemetry, {
    taskId: 'letters',
    config: { learningRate: 0.01, layers: [3, 4], seed: 2n ** 70n },
  });
  createEventLogger(telemetry, { name: 'trainer' }).warn({ epoch: 3 }, 'Slow');
  const [start, slow] = records();
  assert.is(start?.body, 'Training started');
  assert.is(start?.severityNumber, 9);
  assert.is(start?.severityText, 'INFO');
  assert.is(start?.eventName, 'training_start');
  assert.is(start?.instrumentationScope.name, 'inferometer');
  assert.equal(start?.attributes, {
    event_type: 'training_start',
    task_id: 'letters',
    config: { learningRate: 0.01, layers: [3, 4], seed: `${2n ** 70n}` },
  });
  assert.is(slow?.severityNumber, 13);
  assert.is(slow?.instrumentationScope.name, 'trainer');
  assert.equal(slow?.attributes, { epoch: 3 });
});

test('what was thrown has the attributes of the convention', async () => {
  const { loggerProvider, records } = provider();
  const logger = await createOpenTelemetryLogger({ api, loggerProvider, name: 'service' });
  logger.error({ err: new RangeError('bad', { cause: new Error('deeper') }) }, 'Failed');
  logger.error({ err: { code: 5 } }, 'Failed');
  const [first, second] = records();
  assert.is(first?.attributes['exception.type'], 'RangeError');
  assert.is(first?.attributes['exception.message'], 'bad');
  assert.match(first?.attributes['exception.stacktrace'] as string, 'Caused by: Error: deeper');
  assert.is(first?.instrumentationScope.name, 'service');
  assert.equal(second?.attributes, { 'exception.message': '{"code":5}' });
});

test('a record belongs to the span that is active, wherever its ids come from', async () => {
  const { loggerProvider, records } = provider();
  const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  const logger = await createOpenTelemetryLogger({ api, loggerProvider });
  const telemetry = createTelemetry({ logger, traceContext: { active: () => span } });
  createEventLogger(telemetry, { name: 'trainer' }).info({}, 'Here');
  assert.equal(records()[0]?.spanContext, { ...span, traceFlags: api.TraceFlags.SAMPLED });
  assert.equal(records()[0]?.attributes, {}, 'they are no attributes');
  assert.is(api.trace.getSpan(api.context.active()), undefined);
});

test('the global provider is used, also one that is set later', async () => {
  const telemetry = createTelemetry({
    logger: await createOpenTelemetryLogger(isFound ? {} : { api, loggerProvider: logs }),
  });
  logTrainingStart(telemetry, { taskId: 'before' });
  const { loggerProvider, records } = provider();
  logs.setGlobalLoggerProvider(loggerProvider);
  try {
    logTrainingStart(telemetry, { taskId: 'after' });
  } finally {
    logs.disable();
  }
  assert.equal(
    records().map(({ attributes }) => attributes.task_id),
    ['after'],
  );
});

test('a misspelt option is refused', async () => {
  const misspelt = createOpenTelemetryLogger({ provider: {} } as never);
  await assert.rejects(misspelt, /OPENTELEMETRY_UNKNOWN_OPTION/);
  await assert.rejects(createOpenTelemetryLogger({ name: 7 as never }), /OPENTELEMETRY_OPTION_KIND/);
});
