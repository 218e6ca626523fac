// Loggers of other shapes, and several at once.
import { createTelemetry, type Logger, logTrainingProgress } from 'inferometer';
import { combineLoggers, createMessageFirstLogger } from 'inferometer/logging';
import { assert, test } from '../harness.ts';
import { refusals } from '../telemetry/support.ts';

function recording(take: (level: string, fields: object, message: string) => unknown): Logger {
  const method = (level: string) => (fields: object, message: string) => void take(level, fields, message);
  return { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
}

test('a logger that takes the message first gets it first', () => {
  const told: unknown[][] = [];
  const method =
    (level: string) =>
    (...args: unknown[]) =>
      told.push([level, ...args]);
  const theirs = {
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
  };
  const logger = createMessageFirstLogger(theirs);
  logTrainingProgress(createTelemetry({ logger }), { taskId: 't', epoch: 3 });
  assert.equal(told, [
    ['info', 'Training progress', { event_type: 'training_progress', task_id: 't', epoch: 3 }],
  ]);
});

test('the console is such a logger', () => {
  const told: unknown[][] = [];
  const { info } = console;
  const logger = createMessageFirstLogger(console);
  console.info = (...args: unknown[]) => void told.push(args);
  try {
    logger.info({ a: 1 }, 'Here');
  } finally {
    console.info = info;
  }
  assert.equal(told, [['Here', { a: 1 }]]);
});

test('one of several that throws keeps nothing from the others, and is counted', async () => {
  const told: string[] = [];
  const telling = (name: string) => recording((_, __, message) => told.push(`${name}: ${message}`));
  const throwing = recording(() => {
    throw new Error('disk full');
  });
  const rejecting = { ...telling(''), info: () => Promise.reject(new Error('away')) };
  const logger = combineLoggers(telling('a'), throwing, rejecting, telling('b'));
  const telemetry = createTelemetry({ logger });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  assert.equal(told, ['a: Training progress', 'b: Training progress']);
  assert.is(refusals(telemetry, 'logger_failed'), 1);
  const later = createTelemetry({ logger: combineLoggers(telling('c'), rejecting) });
  logTrainingProgress(later, { taskId: 't', epoch: 0 });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.is(refusals(later, 'logger_failed'), 1, 'the promise that was rejected');
});

test('what is no logger is refused', () => {
  assert.throwsCode(() => combineLoggers({} as never), 'LOGGING_OPTION_KIND');
  assert.throwsCode(() => createMessageFirstLogger(undefined as never), 'LOGGING_OPTION_KIND');
});
