// Promises with a class of their own, and what runs when it is awaited. In Node only, since runtimes report rejections that
// nobody handles each in their own way.
import { createTelemetry, getInferenceMetrics, instrument, type Telemetry } from 'inferometer';
import { assert, collectGarbage, test } from '../../../harness.ts';
import { refusals } from '../../support.ts';

/** As openai's: the request runs at once, its answer is parsed when it is awaited. */
class ApiPromise extends Promise<unknown> {
  readonly responsePromise: Promise<{ options: { stream?: boolean } }>;
  constructor(responsePromise: Promise<{ options: { stream?: boolean } }>) {
    super((resolve) => resolve(null));
    this.responsePromise = responsePromise;
  }
  // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
  // biome-ignore lint/suspicious/noExplicitAny: handlers of any kind
  override then(...handlers: any[]): any {
    return this.responsePromise.then(() => 'parsed').then(...handlers);
  }
}

class Job extends Promise<string> {}

const outcomes = (telemetry: Telemetry) => getInferenceMetrics(telemetry, 'm')?.outcomes.inference;
/** Longer than a machine that is busy takes for a timer of no time. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 60));

/** The reasons that Node reports as unhandled. */
async function unhandledDuring(body: () => unknown): Promise<unknown[]> {
  const reported: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => reported.push(reason));
  body();
  await pause();
  process.removeAllListeners('unhandledRejection');
  for (const listener of others) process.on('unhandledRejection', listener);
  return reported;
}

const makers: Record<string, (reason: Error) => Promise<unknown>> = {
  plain: (reason: Error) => Promise.reject(reason),
  job: (reason: Error) => Job.reject(reason),
  api: (reason: Error) => new ApiPromise(Promise.reject(reason)),
};

for (const [kind, make] of Object.entries(makers)) {
  test(`${kind}: a rejection that nobody handles is reported once, and counted`, async () => {
    const telemetry = createTelemetry();
    const reason = new Error('nobody listens');
    const reported = await unhandledDuring(() =>
      telemetry.trackInference({ modelId: 'm' }, () => make(reason)),
    );
    assert.is(reported.length, 1);
    assert.identical(reported[0], reason);
    assert.is(outcomes(telemetry)?.error, 1);
  });

  test(`${kind}: a rejection that is handled, by catch or by await, is not`, async () => {
    const telemetry = createTelemetry();
    const track = () => telemetry.trackInference({ modelId: 'm' }, () => make(new Error('x')));
    const reported = await unhandledDuring(async () => {
      track().catch(() => {});
      try {
        await track();
      } catch {}
    });
    assert.equal(reported, []);
    assert.is(outcomes(telemetry)?.error, 2);
  });
}

test('a call that nobody awaits counts when its answer is there', async () => {
  const telemetry = createTelemetry();
  telemetry.trackInference({ modelId: 'm' }, () => Job.resolve('x'));
  telemetry.trackInference({ modelId: 'm' }, () => new ApiPromise(Promise.resolve({ options: {} })));
  await pause();
  assert.is(outcomes(telemetry)?.ok, 2);
});

test('a stream that nobody awaits is unfollowed when it is collected, and said once', async () => {
  const warnings: string[] = [];
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn: (fields: object) => warnings.push(JSON.stringify(fields)),
  };
  const telemetry = createTelemetry({ logger });
  const ask = () => new ApiPromise(Promise.resolve({ options: { stream: true } }));
  const client = instrument(
    telemetry,
    { ask },
    { operations: { ask: { operationType: 'inference', modelId: 'm' } } },
  );
  const forget = async () => {
    client.ask();
    client.ask();
    await pause();
  };
  await forget();
  for (let turn = 0; turn < 10 && refusals(telemetry, 'unfollowed') !== 2; turn++) await collectGarbage();
  assert.equal(
    [refusals(telemetry, 'unfollowed'), outcomes(telemetry)?.unknown, outcomes(telemetry)?.ok],
    [2, 2, 0],
  );
  assert.is(warnings.filter((warning) => warning.includes('unfollowed')).length, 1);
});

test('a promise that is still waited for, by one of its methods, is not unfollowed', async () => {
  class Slow extends Promise<string> {
    parse(): Promise<string> {
      return new Promise((resolve) => {
        finish = resolve;
      });
    }
    static override get [Symbol.species]() {
      return Promise;
    }
    // biome-ignore lint/suspicious/noThenProperty: thenables are what this is about
    // biome-ignore lint/suspicious/noExplicitAny: handlers of any kind
    override then(...handlers: any[]): any {
      return this.parse().then(...handlers);
    }
  }
  let finish: (value: string) => void = () => {};
  const telemetry = createTelemetry();
  const parsed = (telemetry.trackInference({ modelId: 'm' }, () => new Slow(() => {})) as Slow).parse();
  for (let turn = 0; turn < 5; turn++) await collectGarbage();
  finish('x');
  assert.is(await parsed, 'x');
  assert.equal([outcomes(telemetry)?.ok, refusals(telemetry, 'unfollowed')], [1, 0]);
});
