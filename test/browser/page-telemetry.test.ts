// The telemetry of a page: tracked calls are as those of createTelemetry, and what the server has of them is the same.
import { createTelemetry, type Operation, type Telemetry } from 'inferometer';
import { createPageTelemetry, type PageTelemetry, trackStream, withOwnMetrics } from 'inferometer/browser';
import { decodeInterval, encodeInterval } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { connected, KEY, pointsOf, totalOf } from './connected.ts';

type Tracking = Pick<PageTelemetry | Telemetry, 'trackInference' | 'trackModelOperation'>;

class OwnPromise<T> extends Promise<T> {
  extra = 1;
}

const failure = new RangeError('out of range');
const abort = new DOMException('no', 'AbortError');

/** Calls of every kind, and what their callers get. */
async function program(telemetry: Tracking): Promise<unknown[]> {
  const seen: unknown[] = [];
  const settled = async (run: () => unknown) => {
    try {
      const result = run();
      seen.push(typeof result, result instanceof OwnPromise, await result);
    } catch (error) {
      seen.push(error);
    }
  };
  const inference = (fn: (operation: Operation) => unknown, more: object = {}) =>
    settled(() => telemetry.trackInference({ modelId: 'glyphs', ...more }, fn));
  const object = { logits: [1, 2] };
  await inference(() => object);
  await inference(async () => object, { batchSize: 8 });
  await inference(() => OwnPromise.resolve(3), { batchSize: 8 });
  await inference(() => {
    throw failure;
  });
  await inference(() => Promise.reject(failure));
  await inference(() => Promise.reject(abort));
  await inference(() => 5, { operationType: 'embeddings_generation', batchSize: 0 });
  await inference((operation) => {
    operation.usage({ inputTokens: 10, outputTokens: 4 });
    operation.retry(429);
    return operation.child('decode', () => 'text');
  });
  await inference(
    (operation) => {
      operation.started();
      return 1;
    },
    { isQueued: true },
  );
  await inference((operation) => {
    operation.abort();
    return 'given up';
  });
  await settled(() =>
    telemetry.trackModelOperation(
      { operationType: 'model_load', modelId: 'glyphs', framework: 'onnxruntime', modelSizeBytes: 5 },
      (load) => load.child('fetch', async () => 'bytes'),
    ),
  );
  await settled(() =>
    telemetry.trackModelOperation(
      { operationType: 'model_init', modelId: 'glyphs', device: 'webgpu' },
      () => {
        throw failure;
      },
    ),
  );
  return seen;
}

/** The platform's clock goes on by a millisecond with each reading, until this is disposed of. */
function passingByTheCall(): Disposable {
  const platform = performance.now;
  let nowMs = platform.call(performance);
  performance.now = () => nowMs++;
  return {
    [Symbol.dispose]() {
      performance.now = platform;
    },
  };
}

test('a program sees the same, and the server has the same, as with createTelemetry', () =>
  connected(async ({ page, telemetry }) => {
    using direct: Telemetry = createTelemetry({ logLevel: 'silent' });
    const [there, here] = [await program(direct), await program(page)];
    assert.equal(here, there);
    assert.is(here.filter((one) => one === failure).length, 3);
    await page.flush();
    const compared: string[] = [];
    for (const { instrument } of direct.snapshot().metrics) {
      const { kind, category, name } = instrument;
      // What goes on now, and how long it took, is another thing in each.
      if (kind === 'gauge' || category === 'self' || name === 'inference_busy_seconds_total') continue;
      compared.push(name);
      assert.equal(pointsOf(telemetry, name), pointsOf(direct, name), name);
    }
    for (const name of [
      'inference_seconds',
      'operations_total',
      'operation_phases_total',
      'output_tokens_total',
    ])
      assert.ok(compared.includes(name), name);
    assert.ok(totalOf(telemetry, 'inference_busy_seconds_total') >= 0);
  }));

test('streams are followed as with createTelemetry', () =>
  connected(async ({ page, telemetry }) => {
    // Where the machine holds a reader up, nobody knows how long a token took, and its gap is none: here time passes by the call.
    using _time = passingByTheCall();
    using direct: Telemetry = createTelemetry({
      logLevel: 'silent',
      clock: { monotonicMs: () => performance.now(), wallUnixMs: () => Date.now() },
    });
    async function* tokens(count: number, error?: unknown) {
      for (let i = 0; i < count; i++) yield `token ${i}`;
      if (error !== undefined) throw error;
    }
    for (const handle of [direct, page]) {
      const read: string[] = [];
      for await (const token of trackStream(handle, { modelId: 'chat', isToken: Boolean }, tokens(5)))
        read.push(token);
      assert.is(read.length, 5);
      for await (const _ of trackStream(handle, { modelId: 'chat' }, () => tokens(5))) break;
      const failing = trackStream(handle, { modelId: 'chat' }, tokens(1, failure));
      const failed = (async () => {
        for await (const _ of failing);
      })();
      assert.is(await failed.catch((error: unknown) => error), failure);
    }
    await page.flush();
    for (const { instrument } of direct.snapshot().metrics) {
      const { kind, category, name } = instrument;
      if (kind === 'gauge' || category === 'self' || name === 'inference_busy_seconds_total') continue;
      assert.equal(pointsOf(telemetry, name), pointsOf(direct, name), name);
    }
    assert.is(totalOf(telemetry, 'streams_total'), 3);
  }));

test('misuse throws as with createTelemetry, before anything runs', () =>
  connected(async ({ page }) => {
    using direct: Telemetry = createTelemetry({ logLevel: 'silent' });
    const fn = () => {
      throw new Error('ran');
    };
    const wrong: object[] = [
      { modelId: 5 },
      { modelId: 'm', operationType: 'model_load' },
      { modelId: 'm', batchsize: 5 },
      { modelId: 'm', batchSize: 'x' },
      { modelId: 'm', labels: { tenant: 'a' } },
      { modelId: 'm', signal: 5 },
      { modelId: 'm', parent: {} },
    ];
    for (const options of wrong) {
      const messages = [direct, page].map((telemetry) => {
        try {
          telemetry.trackInference(options as never, fn);
        } catch (error) {
          return (error as Error).message;
        }
        return 'nothing was thrown';
      });
      assert.is(messages[1], messages[0]);
      assert.match(messages[0] ?? '', /^TELEMETRY_/);
    }
    assert.throwsCode(() => page.trackInference({ modelId: 'm' }, 5 as never), 'TELEMETRY_ARGUMENT_KIND');
  }));

test("metrics of one's own are counted, set and measured, with their labels", () =>
  connected(
    async ({ page, telemetry }) => {
      const hits = page.counter({ name: 'hits_total', help: 'Hits.', labels: ['tier'] });
      hits.withLabels({ tier: 'memory' }).add(2);
      hits.withLabels({ tier: 'disk' }).add();
      page.upDownCounter({ name: 'open', help: 'O.' }).withLabels().add(-2);
      page.gauge({ name: 'level', help: 'L.' }).withLabels().set(7);
      page.histogram({ name: 'size_bytes', help: 'S.', unit: 'bytes' }).withLabels().record(100);
      await page.flush();
      hits.withLabels({ tier: 'disk' }).add(4);
      await page.flush();
      assert.equal(
        [...pointsOf(telemetry, 'hits_total')],
        [
          ['[["app","demo"],["tier","memory"]]', 2],
          ['[["app","demo"],["tier","disk"]]', 5],
        ],
      );
      assert.equal(
        ['open', 'level', 'size_bytes'].map((name) => totalOf(telemetry, name)),
        [-2, 7, 1],
      );
      const bytes = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'size_bytes');
      assert.equal([bytes?.instrument.unit, bytes?.instrument.help], ['bytes', 'S.']);
      assert.throwsCode(() => hits.withLabels(), 'TELEMETRY_LABEL_NAME');
      assert.throwsCode(() => hits.withLabels({ tier: 5 } as never), 'TELEMETRY_LABEL_KIND');
      assert.throwsCode(() => page.gauge({ name: 'hits_total', help: 'H.' }), 'TELEMETRY_METRIC_CONFLICT');
      assert.throwsCode(() => page.counter({ name: 'hits', help: 'H.' }), 'TELEMETRY_METRIC_DEFINITION');
    },
    { labels: { app: 'demo' } },
  ));

test('whoever has metrics of its own keeps them, asked again or not', () =>
  connected(async ({ page, telemetry }) => {
    const { counter } = page;
    assert.is(withOwnMetrics(page), page);
    assert.is(page.counter, counter);
    assert.is(withOwnMetrics(telemetry).counter, telemetry.counter);
    assert.throwsCode(() => withOwnMetrics({} as never), 'TELEMETRY_ARGUMENT_KIND');
  }));

test('what makes no sense is refused and counted, at the server too', () =>
  connected(async ({ page, telemetry }) => {
    page.counter({ name: 'hits_total', help: 'H.' }).withLabels().add(-1);
    page.histogram({ name: 'sizes', help: 'S.' }).withLabels().record(Number.NaN);
    page.trackInference({ modelId: 'm', batchSize: -3 }, (inference) => inference.ok());
    await page.flush();
    const reasons = pointsOf(telemetry, 'recordings_refused_total');
    for (const reason of ['negative_amount', 'not_finite', 'bad_batch_size'])
      assert.is(reasons.get(`[["reason","${reason}"]]`), 1, reason);
  }));

test('series are bounded; what finds no room is one more', () =>
  connected(
    async ({ page, telemetry }) => {
      for (let i = 0; i < 10; i++) page.trackInference({ modelId: `m${i}` }, () => 1);
      await page.flush();
      const points = pointsOf(telemetry, 'inference_seconds');
      assert.is(points.size, 4);
      assert.is(points.get('[["batch_size","other"],["model_id","other"]]'), 7);
    },
    { seriesLimit: 3 },
  ));

test('what is sent is what encodeInterval would write', () =>
  connected(async ({ page, network }) => {
    await program(page);
    page
      .gauge({ name: 'level', help: 'Größe.', labels: ['place'] })
      .withLabels({ place: 'Zürich' })
      .set(-0.5);
    await page.flush();
    const { deltas } = JSON.parse(network.bodies[0] ?? '');
    const bytes = Uint8Array.from(atob(deltas[0].interval), (character) => character.charCodeAt(0));
    assert.equal(encodeInterval(decodeInterval(bytes)), bytes);
  }));

test('every number and every text arrives as it was', () =>
  connected(async ({ page, telemetry }) => {
    const numbers = [
      0,
      -0,
      1,
      127,
      128,
      2 ** 32,
      2 ** 53 - 2,
      2 ** 53 - 1,
      2 ** 60,
      0.1,
      -1,
      Number.MAX_VALUE,
    ];
    const texts = ['a', 'Zürich', '東京', '\u{1f600}', '"\\\n', 'ü'.repeat(200)];
    const level = page.gauge({ name: 'level', help: 'Größe.', labels: ['of'] });
    for (const [i, number] of numbers.entries()) level.withLabels({ of: `${i}` }).set(number);
    const named = page.gauge({ name: 'named', help: 'N.', labels: ['of'] });
    for (const [i, text] of texts.entries()) named.withLabels({ of: text }).set(i);
    assert.is((await page.flush()).waiting, 0);
    const levels = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'level')?.series ?? [];
    for (const [i, number] of numbers.entries()) {
      const point = levels.find(({ labels }) => labels.of === `${i}`);
      assert.ok(point && 'value' in point && Object.is(point.value + 0, number + 0), `${number}`);
    }
    const names = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'named')?.series ?? [];
    assert.equal(
      names.map(({ labels }) => labels.of),
      texts,
    );
  }));

test('nothing is sent where nothing was recorded, and no request asks before it', () =>
  connected(async ({ page, network }) => {
    assert.equal(await page.flush(), { acknowledged: 0, waiting: 0, dropped: 0 });
    assert.is(network.bodies.length, 0);
    page.trackInference({ modelId: 'm' }, () => 1);
    assert.equal(await page.flush(), { acknowledged: 1, waiting: 0, dropped: 0 });
    assert.equal(
      network.inits.map(({ method, credentials, headers }) => [method, credentials, headers]),
      [['POST', 'omit', { 'content-type': 'text/plain;charset=UTF-8' }]],
    );
  }));

test('without consent nothing is recorded or sent; with it what comes from then on is', () =>
  connected(
    async ({ page, telemetry, network }) => {
      page.trackInference({ modelId: 'm' }, () => 1);
      assert.is((await page.flush()).acknowledged, 0);
      page.consent(true);
      page.trackInference({ modelId: 'm' }, () => 1);
      assert.is((await page.flush()).acknowledged, 1);
      network.state = 'down';
      page.trackInference({ modelId: 'm' }, () => 1);
      assert.is((await page.flush()).waiting, 1);
      page.consent(false);
      page.trackInference({ modelId: 'm' }, () => 1);
      network.state = 'up';
      assert.equal(await page.flush(), { acknowledged: 0, waiting: 0, dropped: 0 });
      assert.is(totalOf(telemetry, 'inference_seconds'), 1);
      assert.throwsCode(() => page.consent('yes' as never), 'BROWSER_OPTION_KIND');
    },
    { consent: false },
  ));

test('a share of pages records, each everything or nothing', () =>
  connected(async ({ open, telemetry }) => {
    const never = open({ sampling: 0 });
    never.trackInference({ modelId: 'm' }, () => 1);
    assert.is((await never.flush()).acknowledged, 0);
    never.consent(true);
    assert.is((await never.flush()).acknowledged, 0);
    const { random } = Math;
    try {
      for (const [roll, recorded] of [
        [0.24, 1],
        [0.26, 1],
      ] as const) {
        Math.random = () => roll;
        const one = open({ sampling: 0.25 });
        one.trackInference({ modelId: 'm' }, () => 1);
        await one.flush();
        assert.is(totalOf(telemetry, 'inference_seconds'), recorded);
      }
    } finally {
      Math.random = random;
    }
  }));

test('options that make no sense are refused with the closest name', () => {
  const good = { url: 'https://telemetry.example/ingest', key: KEY };
  const wrong: [options: object, code: string, words: string][] = [
    [{ key: KEY }, 'BROWSER_OPTION_KIND', 'url'],
    [{ ...good, url: 'ftp://x' }, 'BROWSER_OPTION_RANGE', 'http'],
    [{ url: good.url }, 'BROWSER_OPTION_KIND', 'key'],
    [{ ...good, interval: 5 }, 'BROWSER_UNKNOWN_OPTION', 'Did you mean intervalSeconds?'],
    [{ ...good, intervalSeconds: 0.1 }, 'BROWSER_OPTION_RANGE', 'intervalSeconds'],
    [{ ...good, sampling: 2 }, 'BROWSER_OPTION_RANGE', 'sampling'],
    [{ ...good, labels: { a: 5 } }, 'BROWSER_OPTION_KIND', 'labels'],
    [{ ...good, labels: { 'a-b': 'c' } }, 'BROWSER_OPTION_RANGE', 'labels'],
    [{ ...good, labelNames: 'a' }, 'BROWSER_OPTION_KIND', 'labelNames'],
    [{ ...good, receiver: 'otlp' }, 'BROWSER_OPTION_KIND', 'otlpReceiver()'],
    [{ ...good, queue: { maxInterval: 5 } }, 'BROWSER_UNKNOWN_OPTION', 'maxIntervals'],
    [{ ...good, queue: { maxIntervals: 1000 } }, 'BROWSER_OPTION_RANGE', 'maxIntervals'],
  ];
  for (const [options, code, words] of wrong)
    assert.match(assert.throwsCode(() => createPageTelemetry(options as never), code).message, words);
});
