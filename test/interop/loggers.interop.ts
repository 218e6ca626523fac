// Loggers that people have: pino as it is, winston through the adapter, OpenTelemetry's SDK to a collector.
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { createTelemetry, type Logger, logTrainingStart } from 'inferometer';
import { createEventLogger, createMessageFirstLogger, type MessageFirstLogger } from 'inferometer/logging';
import { createOpenTelemetryLogger } from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';
import { installPackages } from './install.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';

const FOLDER = 'test/interop/loggers';
const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

function peer<Module>(name: string): Module {
  installPackages(FOLDER, name);
  return createRequire(`${process.cwd()}/${FOLDER}/package.json`)(name) as Module;
}

/** Lines of JSON that were written to it. */
function sink() {
  const texts: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      texts.push(String(chunk));
      done();
    },
  });
  const lines = () =>
    texts
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { stream, lines };
}

/** An event of telemetry, and one of the program with what was thrown. */
function say(logger: Logger): void {
  const telemetry = createTelemetry({ logger, traceContext: { active: () => span } });
  logTrainingStart(telemetry, { taskId: 'letters', config: { learningRate: 0.01 } });
  const log = createEventLogger(telemetry, { name: 'trainer' });
  log.error({ event_type: 'checkpoint_failed', err: new RangeError('no space') }, 'Checkpoint failed');
}

test('pino has every field, and what was thrown where its serializer looks for it', () => {
  const pino = peer<(options: object, stream: Writable) => Logger>('pino');
  const { stream, lines } = sink();
  say(pino({}, stream));
  const [start, failed] = lines();
  assert.is(start.level, 30);
  assert.is(start.msg, 'Training started');
  assert.is(start.event_type, 'training_start');
  assert.equal(start.config, { learningRate: 0.01 });
  assert.is(start.trace_id, span.traceId);
  assert.is(failed.level, 50);
  assert.is(failed.logger, 'trainer');
  assert.is(failed.err.type, 'RangeError');
  assert.match(failed.err.stack, 'no space');
});

test('winston has every field', () => {
  const winston = peer<{
    createLogger(options: object): MessageFirstLogger;
    readonly transports: { readonly Stream: new (options: object) => object };
    readonly format: {
      json(): object;
      errors(options: object): object;
      combine(...formats: object[]): object;
    };
  }>('winston');
  const { stream, lines } = sink();
  const { format } = winston;
  const theirs = winston.createLogger({
    format: format.combine(format.errors({ stack: true }), format.json()),
    transports: [new winston.transports.Stream({ stream })],
  });
  say(createMessageFirstLogger(theirs));
  const [start, failed] = lines();
  assert.is(start.level, 'info');
  assert.is(start.message, 'Training started');
  assert.is(start.task_id, 'letters');
  assert.is(failed.level, 'error');
  assert.is(failed.span_id, span.spanId);
});

test('a collector is sent log records', async () => {
  const receiver = await startOtlpReceiver();
  try {
    const exporter = new OTLPLogExporter({ url: `${receiver.url}/v1/logs` });
    const loggerProvider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
    say(await createOpenTelemetryLogger({ loggerProvider }));
    await loggerProvider.shutdown();
    const { scopeLogs } = JSON.parse(String(receiver.payloads[0]?.body)).resourceLogs[0];
    assert.equal(
      scopeLogs.map(({ scope }: { scope: { name: string } }) => scope.name),
      ['inferometer', 'trainer'],
    );
    const [start, failed] = scopeLogs.map(({ logRecords }: { logRecords: unknown[] }) => logRecords[0]);
    assert.is(start.body.stringValue, 'Training started');
    assert.is(start.eventName, 'training_start');
    assert.is(start.severityNumber, 9);
    assert.is(start.traceId, span.traceId);
    assert.is(start.spanId, span.spanId);
    const config = start.attributes.find(({ key }: { key: string }) => key === 'config');
    assert.is(config.value.kvlistValue.values[0].value.doubleValue, 0.01);
    const type = failed.attributes.find(({ key }: { key: string }) => key === 'exception.type');
    assert.is(type.value.stringValue, 'RangeError');
  } finally {
    receiver.close();
  }
});
