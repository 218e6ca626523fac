// What was recorded is handed on when a request is done: behind the answer where the platform waits, before it where it freezes.
import { createTelemetry, type Telemetry, trackStream } from 'inferometer';
import { flushAfter } from 'inferometer/edge';
import { assert, test } from '../harness.ts';

const quiet = { logLevel: 'silent' } as const;
const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a platform hands in beside a request. */
class Context {
  readonly promises: Promise<unknown>[] = [];

  waitUntil(promise: Promise<unknown>): void {
    this.promises.push(promise);
  }

  settled(): Promise<unknown> {
    return Promise.all(this.promises);
  }
}

/** How many inferences each interval brought: an interval ends when telemetry is flushed. */
function flushesOf(telemetry: Telemetry): number[] {
  const counts: number[] = [];
  telemetry.collector.subscribe(({ metrics }) => {
    const [one] = metrics.find(({ instrument }) => instrument.name === 'inference_seconds')?.series ?? [];
    counts.push(one && 'histogram' in one ? one.histogram.count : 0);
  });
  return counts;
}

/** As the telemetry, but that its flush never ends. */
function hanging(telemetry: Telemetry): Telemetry {
  return Object.create(telemetry, { flush: { value: () => new Promise(() => {}) } });
}

const request = () => new Request('http://localhost/');

test('the answer is what the handler gave, and the flush comes behind it', async () => {
  using telemetry = createTelemetry(quiet);
  const flushes = flushesOf(telemetry);
  const answer = new Response('of the model');
  const handler = flushAfter(telemetry, async (_request: Request, _env: object, _ctx: Context) => {
    await telemetry.trackInference({ modelId: 'm' }, async () => {});
    return answer;
  });
  const ctx = new Context();
  assert.is(await handler(request(), {}, ctx), answer);
  assert.is(ctx.promises.length, 1);
  await ctx.settled();
  assert.equal(flushes, [1]);
});

test('what is synchronous stays so, and `this` and the arguments are as they were', async () => {
  using telemetry = createTelemetry(quiet);
  const answer = new Response();
  const worker = {
    name: 'w',
    fetch: flushAfter(telemetry, function (this: { name: string }, ...args: unknown[]) {
      assert.equal([this.name, args.length], ['w', 3]);
      return answer;
    }),
  };
  assert.is(worker.fetch(request(), {}, new Context()), answer);
});

test('errors come as they are, and what was recorded until then is flushed', async () => {
  using telemetry = createTelemetry(quiet);
  const flushes = flushesOf(telemetry);
  const error = new Error('of the model');
  const ctx = new Context();
  const failing = flushAfter(
    telemetry,
    (_event: object, _ctx: Context) =>
      telemetry.trackInference({ modelId: 'm' }, () => Promise.reject(error)),
    { everySeconds: 0 },
  );
  assert.is(await assert.rejects(failing({}, ctx)), error);
  const throwing = flushAfter(
    telemetry,
    (_event: object, _ctx: Context) => {
      throw error;
    },
    { everySeconds: 0 },
  );
  let thrown: unknown;
  try {
    throwing({}, ctx);
  } catch (caught) {
    thrown = caught;
  }
  assert.is(thrown, error);
  await ctx.settled();
  assert.is(flushes.length, 2);
});

test('requests that end soon after a flush share the next one, and none waits for more than that', async () => {
  using telemetry = createTelemetry(quiet);
  const flushes = flushesOf(telemetry);
  const handler = flushAfter(
    telemetry,
    (_request: Request, _ctx: Context) => telemetry.trackInference({ modelId: 'm' }, () => new Response()),
    { everySeconds: 0.3 },
  );
  const ctx = new Context();
  handler(request(), ctx);
  await ctx.settled();
  assert.equal(flushes, [1], 'the first one at once');
  for (let i = 0; i < 5; i++) handler(request(), ctx);
  await soon(50);
  assert.equal(flushes, [1]);
  await ctx.settled();
  assert.equal(flushes, [1, 5]);
});

test('what is streamed when the handler is done is waited for', async () => {
  using telemetry = createTelemetry(quiet);
  const flushes: number[] = [];
  telemetry.collector.subscribe(({ metrics }) => {
    const [one] = metrics.find(({ instrument }) => instrument.name === 'streams_total')?.series ?? [];
    flushes.push(one && 'value' in one ? one.value : 0);
  });
  async function* tokens() {
    for (let i = 0; i < 5; i++) {
      yield `${i}`;
      await soon(40);
    }
  }
  const handler = flushAfter(telemetry, (_request: Request, _ctx: Context) =>
    trackStream(telemetry, { modelId: 'm' }, () => tokens()),
  );
  const ctx = new Context();
  const stream = handler(request(), ctx);
  const read: string[] = [];
  for await (const token of stream) read.push(token);
  await ctx.settled();
  assert.equal([read.length, flushes], [5, [1]]);
});

test("a waitUntil of one's own is taken, and one that throws reaches nobody", async () => {
  using telemetry = createTelemetry(quiet);
  const flushes = flushesOf(telemetry);
  const promises: Promise<unknown>[] = [];
  const infer = () => telemetry.trackInference({ modelId: 'm' }, () => new Response());
  const waitUntil = (promise: Promise<unknown>) => void promises.push(promise);
  await flushAfter(telemetry, infer, { waitUntil, everySeconds: 0 })();
  await Promise.all(promises);
  assert.equal(flushes, [1]);
  const late = () => {
    throw new Error('too late');
  };
  assert.ok(flushAfter(telemetry, infer, { waitUntil: late, everySeconds: 0 })() instanceof Response);
});

test('where nothing waits, a server answers at once, and a flush that hangs holds up nobody', async () => {
  using telemetry = createTelemetry(quiet);
  const flushes = flushesOf(telemetry);
  const infer = async (_request: Request) => telemetry.trackInference({ modelId: 'm' }, () => new Response());
  await flushAfter(hanging(telemetry), infer, { timeoutSeconds: 60 })(request());
  using other = createTelemetry(quiet);
  const ofOther = flushesOf(other);
  await flushAfter(other, async (_request: Request) => {
    other.trackInference({ modelId: 'm' }, () => {});
  })(request());
  assert.equal([flushes, ofOther], [[], [1]]);
});

test('where the platform freezes with the answer, it waits for the flush, but not for ever', async () => {
  using telemetry = createTelemetry(quiet);
  let isFlushed = false;
  const slow: Telemetry = Object.create(telemetry, {
    flush: {
      value: async () => {
        await soon(30);
        isFlushed = true;
      },
    },
  });
  const event = { Records: [] };
  const answer = { statusCode: 200 };
  assert.is(await flushAfter(slow, async (_event: object) => answer)(event), answer);
  assert.is(isFlushed, true);
  using other = createTelemetry(quiet);
  const startedMs = performance.now();
  const held = flushAfter(hanging(other), async (_event: object) => answer, { timeoutSeconds: 0.05 });
  assert.is(await held(event), answer);
  assert.ok(performance.now() - startedMs < 2000);
  // Soon after that none is due.
  assert.is(await held(event), answer);
});

test('a telemetry that was made before time began, begins with the first request', async () => {
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs, wallUnixMs: () => nowMs };
  using telemetry = createTelemetry({ ...quiet, clock });
  const intervals: { readonly startedAtUnixMs: number; readonly durationSeconds: number }[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  const handler = flushAfter(telemetry, (_request: Request, _ctx: Context) => {
    nowMs += 2000;
    return telemetry.trackInference({ modelId: 'm' }, () => new Response());
  });
  nowMs = Date.UTC(2026, 0, 1);
  const ctx = new Context();
  handler(request(), ctx);
  await ctx.settled();
  const [{ startedAtUnixMs, durationSeconds } = { startedAtUnixMs: 0, durationSeconds: 0 }] = intervals;
  assert.equal([startedAtUnixMs, durationSeconds], [Date.UTC(2026, 0, 1), 2]);
  assert.is(telemetry.snapshot().startedAtUnixMs, Date.UTC(2026, 0, 1));
});

test('what makes no sense is refused', () => {
  using telemetry = createTelemetry(quiet);
  const handler = () => new Response();
  assert.throwsCode(() => flushAfter({} as Telemetry, handler), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => flushAfter(telemetry, undefined as never), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => flushAfter(telemetry, handler, { every: 1 } as never), 'EDGE_UNKNOWN_OPTION');
  assert.throwsCode(() => flushAfter(telemetry, handler, { everySeconds: 26 }), 'EDGE_OPTION_RANGE');
  assert.throwsCode(() => flushAfter(telemetry, handler, { timeoutSeconds: 0 }), 'EDGE_OPTION_RANGE');
  assert.throwsCode(() => flushAfter(telemetry, handler, { waitUntil: 1 as never }), 'EDGE_OPTION_KIND');
});
