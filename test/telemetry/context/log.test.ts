import {
  createTelemetry,
  type Logger,
  logModelPerformance,
  logTrainingProgress,
  logTrainingStart,
  type SpanIds,
  type TelemetryOptions,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { refusals } from '../support.ts';

interface Line {
  readonly level: keyof Logger;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

function logging(options: TelemetryOptions = {}) {
  const lines: Line[] = [];
  const method = (level: keyof Logger) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  const logger = {
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
  };
  return { lines, telemetry: createTelemetry({ logger, ...options }) };
}

test('events are spelt as in the source document', () => {
  const { lines, telemetry } = logging();
  logTrainingStart(telemetry, { taskId: 't', config: { learning_rate: 0.01 } });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 3, loss: 0.5, accuracy: 0.9 });
  logModelPerformance(telemetry, { taskId: 't', metrics: { f1: 0.8 } });
  assert.equal(lines, [
    {
      level: 'info',
      message: 'Training started',
      fields: { event_type: 'training_start', task_id: 't', config: { learning_rate: 0.01 } },
    },
    {
      level: 'info',
      message: 'Training progress',
      fields: { event_type: 'training_progress', task_id: 't', epoch: 3, loss: 0.5, accuracy: 0.9 },
    },
    {
      level: 'info',
      message: 'Model performance',
      fields: { event_type: 'model_performance', task_id: 't', metrics: { f1: 0.8 } },
    },
  ]);
});

test('the ids of the active span come along where there is one', () => {
  let span: SpanIds | undefined;
  const { lines, telemetry } = logging({ traceContext: { active: () => span } });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  logTrainingProgress(telemetry, { taskId: 't', epoch: 1 });
  assert.is('trace_id' in (lines[0]?.fields ?? {}), false);
  assert.is(lines[1]?.fields.trace_id, span.traceId);
  assert.is(lines[1]?.fields.span_id, span.spanId);
});

test('the level is honoured, and changes while telemetry runs', () => {
  const { lines, telemetry } = logging({ logLevel: 'warn' });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  assert.is(lines.length, 0);
  telemetry.configure({ logLevel: 'info' });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  assert.is(lines.length, 1);
  telemetry.configure({ logLevel: 'silent' });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
  assert.is(lines.length, 1);
});

test('a failure of telemetry is logged once per kind; the counter counts all', () => {
  const { lines, telemetry } = logging({ seriesLimit: 2 });
  for (let i = 0; i < 5; i++) telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
  const operation = telemetry.start('inference', { modelId: 'm' });
  for (let i = 0; i < 3; i++) operation.ok();
  assert.equal(
    lines.map(({ level, fields }) => [level, fields.counter, fields.kind]),
    [
      ['warn', 'inferometer_recordings_refused_total', 'not_finite'],
      ['warn', 'inferometer_recordings_refused_total', 'ended_twice'],
    ],
  );
  assert.is(refusals(telemetry, 'not_finite'), 5);
  assert.is(refusals(telemetry, 'ended_twice'), 2);
  for (let i = 0; i < 9; i++) telemetry.inference({ modelId: `m${i}` });
  assert.ok(lines.some(({ fields }) => fields.kind === 'ipfs_aiml_inference_seconds'));
});

test('a logger that throws hurts nobody, and is counted', () => {
  const broken = () => {
    throw new Error('disk full');
  };
  const logger = { debug: broken, info: broken, warn: broken, error: broken };
  const telemetry = createTelemetry({ logger });
  logTrainingProgress(telemetry, { taskId: 't', epoch: 0 });
  telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
  assert.ok(refusals(telemetry, 'logger_failed') >= 1);
  const traceContext = { active: broken };
  const other = logging({ traceContext });
  logTrainingProgress(other.telemetry, { taskId: 't', epoch: 0 });
  assert.equal(
    other.lines.map(({ fields }) => fields.event_type),
    ['telemetry_failure', 'training_progress'],
    'both lines are there, without ids',
  );
  assert.is(refusals(other.telemetry, 'trace_context_failed'), 2);
});

test('misuse of an event throws at once', () => {
  const { telemetry } = logging();
  assert.throwsCode(
    () => logTrainingProgress(telemetry, { taskId: 7 as never, epoch: 0 }),
    'TELEMETRY_LABEL_KIND',
  );
  assert.throwsCode(() => logTrainingStart(telemetry, undefined as never), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => logTrainingStart({} as never, { taskId: 't' }), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(
    () => logModelPerformance(telemetry, { taskId: 't', metrics: 5 as never }),
    'TELEMETRY_ARGUMENT_KIND',
  );
});

test('content stays out unless it was asked for', () => {
  const metrics = {
    f1: 0.8,
    prompt: 'my secret',
    'gen_ai.output.messages': [{ role: 'assistant', content: 'my secret' }],
    examples: [{ input_text: 'my secret', label: 'a', tokens: 3 }],
    prompt_tokens: 12,
  };
  const { lines, telemetry } = logging();
  logModelPerformance(telemetry, { taskId: 't', metrics });
  assert.not.match(JSON.stringify(lines), 'my secret');
  const shown = lines[0]?.fields.metrics as typeof metrics;
  assert.is(shown.f1, 0.8);
  assert.is(shown.prompt_tokens, 12);
  assert.is(shown.examples[0]?.tokens, 3);
  telemetry.configure({ recordContent: true });
  logModelPerformance(telemetry, { taskId: 't', metrics });
  assert.equal(lines[1]?.fields.metrics, metrics);
});

test('without a logger: a line of JSON on the console, whatever is in it', () => {
  const circle: Record<string, unknown> = { big: 2n ** 70n, nan: Number.NaN, error: new RangeError('bad') };
  circle.self = circle;
  circle.twice = [{ a: 1 }, { a: 1 }];
  const told = captured(() => {
    logModelPerformance(createTelemetry(), { taskId: 't', metrics: circle });
  });
  assert.is(told.length, 1);
  const line = JSON.parse(told[0] as string);
  assert.is(line.event, 'Model performance');
  assert.is(line.level, 'info');
  assert.is(line.logger, 'inferometer');
  assert.ok(Math.abs(Date.parse(line.timestamp) - Date.now()) < 60_000);
  assert.is(line.event_type, 'model_performance');
  assert.is(line.metrics.big, `${2n ** 70n}`);
  assert.is(line.metrics.nan, 'NaN');
  assert.match(line.metrics.error, 'RangeError: bad');
  assert.equal(line.metrics.twice, [{ a: 1 }, { a: 1 }]);
});

test('a field that throws when it is read costs its fields, not the line', () => {
  const metrics = Object.defineProperty({}, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('theirs');
    },
  });
  const told = captured(() => {
    logModelPerformance(createTelemetry({ recordContent: true }), { taskId: 't', metrics });
  });
  assert.is(JSON.parse(told[0] as string).event, 'Model performance');
});

/** What is written to the console meanwhile. */
function captured(run: () => void): string[] {
  const told: string[] = [];
  const { info } = console;
  console.info = (line: string) => void told.push(line);
  try {
    run();
  } finally {
    console.info = info;
  }
  return told;
}
