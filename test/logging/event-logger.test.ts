// What a program itself has to say goes where telemetry's own events go.
import { createTelemetry, type SpanIds, type TelemetryOptions } from 'inferometer';
import { createEventLogger, createLogger } from 'inferometer/logging';
import { assert, test } from '../harness.ts';
import { refusals } from '../telemetry/support.ts';

function logging(options: TelemetryOptions = {}) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ write: (line) => lines.push(JSON.parse(line)) });
  const telemetry = createTelemetry({ logger, ...options });
  return { lines, telemetry, log: createEventLogger(telemetry, { name: 'trainer' }) };
}

/** Without time and level. */
function bare({ timestamp: _, level: __, ...fields }: Record<string, unknown> = {}) {
  return fields;
}

test('an event has the name of its logger, its fields, those of every event, and the ids of the active span', () => {
  const span: SpanIds = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  const { lines, log } = logging({ traceContext: { active: () => span } });
  const child = log.child({ task_id: 'letters' }).child({ run: 7 });
  child.info({ event_type: 'checkpoint_saved', epoch: 3 }, 'Checkpoint saved');
  assert.equal(bare(lines[0]), {
    ...{ event: 'Checkpoint saved', logger: 'trainer', task_id: 'letters', run: 7 },
    ...{ event_type: 'checkpoint_saved', epoch: 3, trace_id: span.traceId, span_id: span.spanId },
  });
});

test("it is called as pino's is", () => {
  const { lines, log } = logging();
  log.info('a message alone');
  log.error(new TypeError('bad'));
  log.error(new TypeError('bad'), 'with a message');
  log.warn({ event_type: 'no_message' });
  assert.equal(
    lines.map(({ event, level }) => [event, level]),
    [
      ['a message alone', 'info'],
      ['bad', 'error'],
      ['with a message', 'error'],
      ['no_message', 'warning'],
    ],
  );
  assert.match(lines[1]?.exception as string, 'TypeError: bad');
});

test('the level of the telemetry holds, and content stays out', () => {
  const { lines, telemetry, log } = logging({ logLevel: 'warn' });
  log.info({ a: 1 }, 'not said');
  log.warn({ prompt: 'my secret', usage: { prompt_tokens: 3, messages: ['my secret'] } }, 'said');
  assert.is(lines.length, 1);
  assert.not.match(JSON.stringify(lines), 'my secret');
  assert.match(JSON.stringify(lines), '"prompt_tokens":3');
  telemetry.configure({ recordContent: true });
  log.warn({ prompt: 'my secret' }, 'said');
  assert.is(lines[1]?.prompt, 'my secret');
});

test('whatever it is called with, and whatever its fields do, it never throws, and counts what it lost', () => {
  const { lines, telemetry, log } = logging();
  const bad = Object.defineProperty({}, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('theirs');
    },
  });
  for (const recordContent of [false, true]) {
    telemetry.configure({ recordContent });
    log.info(bad, 'here');
    assert.is(lines.at(-1)?.event, 'here');
  }
  assert.is(refusals(telemetry, 'logger_failed'), 2);
  for (const odd of [undefined, null, 5, Symbol('s'), [], () => {}]) {
    (log.info as (...args: unknown[]) => void)(odd, 'odd');
    assert.is(lines.at(-1)?.event, 'odd');
  }
  (log.info as (...args: unknown[]) => void)({}, Symbol('message'));
  (log.info as (...args: unknown[]) => void)();
  assert.is(lines.at(-2)?.event, 'Symbol(message)');
});

test('without a name it says which', () => {
  const { telemetry } = logging();
  assert.throwsCode(() => createEventLogger(telemetry, {} as never), 'LOGGING_OPTION_KIND');
  assert.throwsCode(
    () => createEventLogger(telemetry, { name: 'a', field: {} } as never),
    'LOGGING_UNKNOWN_OPTION',
  );
  assert.throwsCode(() => createEventLogger({} as never, { name: 'a' }), 'TELEMETRY_ARGUMENT_KIND');
});

test('whatever it is called with it throws nothing, has a line, and counts what cannot be read', () => {
  const refuse = () => {
    throw new Error('theirs');
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile: unknown[] = [
    Object.defineProperty({}, 'bad', { enumerable: true, get: refuse }),
    { toJSON: refuse },
    { [Symbol.toPrimitive]: refuse, toString: refuse },
    Object.fromEntries([['then', refuse]]),
    [Symbol('x')],
    Symbol('x'),
    5n,
    Object.defineProperty(new Error('e'), 'message', { get: refuse }),
    new Proxy({}, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse }),
    proxy,
  ];
  for (const value of hostile) {
    const { lines, telemetry, log } = logging();
    log.info({ value }, 'field');
    log.info(value as object, 'fields');
    log.info({}, value as string);
    log.info(value as string);
    log.child(value as Record<string, unknown>).info('child');
    log.error({ err: value }, 'error');
    log.info({ event_type: value });
    const own = lines.filter(({ event_type }) => event_type !== 'telemetry_failure');
    assert.is(own.length, 7);
    telemetry.dispose();
  }
});
