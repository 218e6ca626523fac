// The lines that loggers write: for machines and for people.
import { createTelemetry, logTrainingProgress, logTrainingStart } from 'inferometer';
import { createLogger, type LoggerOptions } from 'inferometer/logging';
import { assert, test } from '../harness.ts';

function written(options: LoggerOptions = {}) {
  const lines: { line: string; level: string }[] = [];
  const write = (line: string, level: string) => void lines.push({ line, level });
  return { lines, logger: createLogger({ write, ...options }) };
}

test('a line of JSON has ISO time, level, logger name, event, fields', () => {
  const { lines, logger } = written({ name: 'service' });
  logTrainingStart(createTelemetry({ logger }), { taskId: 'letters', config: { learningRate: 0.01 } });
  logger.warn({ event_type: 'x' }, 'Careful');
  const [first, second] = lines.map(({ line }) => JSON.parse(line));
  const { timestamp, ...others } = first;
  assert.is(new Date(timestamp).toISOString(), timestamp);
  assert.equal(others, {
    ...{ event: 'Training started', level: 'info', logger: 'service' },
    ...{ event_type: 'training_start', task_id: 'letters', config: { learningRate: 0.01 } },
  });
  assert.is(second.level, 'warning', 'as structlog spells it');
  assert.equal(
    lines.map(({ level }) => level),
    ['info', 'warn'],
  );
});

test('what was thrown is an exception: what it says, where it was, and why', () => {
  const cause = new RangeError('no such block', { cause: { code: 'ENOENT' } });
  const err = new Error('cannot load the model', { cause });
  for (const format of ['json', 'text'] as const) {
    const { lines, logger } = written({ format });
    logger.error({ err }, 'Failed');
    const text: string = format === 'json' ? JSON.parse(lines[0]?.line as string).exception : lines[0]?.line;
    assert.match(text, /Error: cannot load the model/);
    assert.match(text, /logger\.test/);
    assert.match(text, /Caused by: RangeError: no such block/);
    assert.match(text, /Caused by: {"code":"ENOENT"}/);
  }
});

test('what causes itself ends', () => {
  const err = new Error('a circle');
  err.cause = err;
  const { lines, logger } = written();
  logger.error({ err }, 'Failed');
  assert.match(JSON.parse(lines[0]?.line as string).exception, 'a circle');
});

test('what was thrown need be no error', () => {
  for (const [err, expected] of [
    ['a text', 'a text'],
    [{ code: 5 }, { code: 5 }],
    [null, null],
  ]) {
    const { lines, logger } = written();
    logger.error({ err }, 'Failed');
    assert.equal(JSON.parse(lines[0]?.line as string).exception, expected);
  }
});

test('a line for people has what was thrown below it', () => {
  const { lines, logger } = written({ format: 'text', name: 'trainer' });
  logTrainingProgress(createTelemetry({ logger }), { taskId: 'two words', epoch: 3, loss: 0.5 });
  const [line = ''] = lines.map((one) => one.line);
  assert.match(
    line,
    /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {2}trainer: Training progress event_type=training_progress /,
  );
  assert.match(line, / task_id="two words" epoch=3 loss=0.5$/);
  logger.error({ err: new Error('bad') }, 'Failed');
  const [head = '', below = ''] = (lines[1]?.line ?? '').split('\n');
  assert.match(head, /ERROR trainer: Failed$/);
  assert.is(below, '    Error: bad');
});

test('nothing in an event makes a line of its own, or a colour', () => {
  const hostile = 'x\n2026-11-29 ERROR all is lost \x1b[31m\x9b31m';
  const { lines, logger } = written({ format: 'text' });
  logger.info({ logger: hostile, [hostile]: hostile, nested: { [hostile]: hostile } }, hostile);
  const text = lines[0]?.line ?? '';
  assert.is(text.split('\n').length, 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for.
  assert.not.match(text, /[\x00-\x1f\x7f-\x9f]/);
  const { lines: json, logger: jsonLogger } = written();
  jsonLogger.info({ [hostile]: hostile }, hostile);
  assert.is(json[0]?.line.split('\n').length, 1);
});

test('colours are written where they are asked for', () => {
  const { lines, logger } = written({ format: 'text', colors: true });
  logger.warn({}, 'Careful');
  assert.match(lines[0]?.line ?? '', '\x1b[33mWARN \x1b[0m');
  const plain = written({ format: 'text' });
  plain.logger.warn({}, 'Careful');
  assert.not.match(plain.lines[0]?.line ?? '', '\x1b');
});

test('fields that cannot be read cost themselves', () => {
  const fields = Object.defineProperty({ good: 'kept', toJSON: 5 }, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('theirs');
    },
  });
  for (const format of ['json', 'text'] as const) {
    const { lines, logger } = written({ format });
    logger.info(fields, 'Here');
    assert.match(lines[0]?.line ?? '', 'Here');
    assert.match(lines[0]?.line ?? '', 'kept');
    assert.match(lines[0]?.line ?? '', 'this cannot be read');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    logger.warn(proxy, 'There');
    assert.match(lines[1]?.line ?? '', 'the fields of this event cannot be read');
  }
});

test('a misspelt option says what it should be', () => {
  assert.throwsCode(() => createLogger({ colour: true } as never), 'LOGGING_UNKNOWN_OPTION');
  assert.throwsCode(() => createLogger({ format: 'xml' as never }), 'LOGGING_OPTION_RANGE');
  assert.throwsCode(() => createLogger({ write: 7 as never }), 'LOGGING_OPTION_KIND');
  assert.throwsCode(() => createLogger({ name: '' }), 'LOGGING_OPTION_RANGE');
});
