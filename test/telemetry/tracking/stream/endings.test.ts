// How streams end, by every way that leads there; and what each ending counts as.
import {
  createTelemetry,
  getInferenceMetrics,
  getObjectives,
  getStreamMetrics,
  startStream,
  type Telemetry,
  trackStream,
} from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { sampleOf } from '../../support.ts';

const model = { modelId: 'm' };
const objectives = [{ operationType: 'inference', firstTokenWithinSeconds: 60, targetRatio: 0.9 }];

async function* throwing(error: unknown) {
  yield 'a';
  throw error;
}

async function* waiting(signal: AbortSignal) {
  yield 'a';
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of stream);
  } catch {}
}

/** Ending, outcome of the operation, how often it missed the objective. */
function ended(telemetry: Telemetry): [ending: string, outcome: string, missed: number] {
  const metrics = getStreamMetrics(telemetry, 'm');
  assert.is(metrics?.active, 0);
  const counted = (counts: object) => Object.entries(counts).filter(([, count]) => count > 0);
  const endings = counted(metrics?.endings ?? {});
  const outcomes = counted(getInferenceMetrics(telemetry, 'm')?.outcomes.inference ?? {});
  assert.equal([endings.length, outcomes.length], [1, 1]);
  const [kept] = getObjectives(telemetry);
  return [endings[0]?.[0] as string, outcomes[0]?.[0] as string, (kept?.count ?? 0) - (kept?.good ?? 0)];
}

/** openai's and Anthropic's: a class of its own with the name of Error. */
class APIUserAbortError extends Error {}
class RateLimitError extends Error {}

const timeout = () => new DOMException('too slow', 'TimeoutError');
const errors: [string, unknown, [string, string, number]][] = [
  ['an error', new Error('gone'), ['failed', 'error', 1]],
  ['an error of a client', new RateLimitError('429'), ['failed', 'error', 1]],
  ['a TimeoutError', timeout(), ['failed', 'error', 1]],
  [
    'an abort by a timeout',
    Object.assign(new DOMException('x', 'AbortError'), { cause: timeout() }),
    ['failed', 'error', 1],
  ],
  ['an AbortError', new DOMException('stopped', 'AbortError'), ['aborted', 'aborted', 0]],
  ['an abort by class', new APIUserAbortError('Request was aborted.'), ['aborted', 'aborted', 0]],
  ['an abort by code', Object.assign(new Error('x'), { code: 'ABORT_ERR' }), ['aborted', 'aborted', 0]],
  ['a cancelled request', Object.assign(new Error('x'), { code: 'ERR_CANCELED' }), ['aborted', 'aborted', 0]],
];

for (const [name, error, expected] of errors) {
  test(`${name}: ${expected}`, async () => {
    const thrown = createTelemetry({ objectives });
    await readAll(trackStream(thrown, model, throwing(error)));
    assert.equal(ended(thrown), expected);
    const opening = createTelemetry({ objectives });
    await trackStream(
      opening,
      model,
      async (): Promise<AsyncIterable<string>> => Promise.reject(error),
    ).catch(() => {});
    assert.equal(ended(opening), expected);
    const pushed = createTelemetry({ objectives });
    startStream(pushed, model).fail(error);
    assert.equal(ended(pushed), expected);
    const tracked = createTelemetry();
    await tracked.trackInference(model, () => Promise.reject(error)).catch(() => {});
    assert.is(getInferenceMetrics(tracked, 'm')?.outcomes.inference?.[expected[1] as 'error'], 1);
  });
}

test('a signal ends a stream, read or not, also one that was aborted before: aborted, or failed by a timeout', async () => {
  for (const [reason, expected] of [
    [undefined, ['aborted', 'aborted', 0]],
    [new Error('closed'), ['aborted', 'aborted', 0]],
    [timeout(), ['failed', 'error', 1]],
  ] as const) {
    const [before, during, silent, unread] = [0, 0, 0, 0].map(() => createTelemetry({ objectives })) as [
      Telemetry,
      Telemetry,
      Telemetry,
      Telemetry,
    ];
    const aborted = AbortSignal.abort(reason);
    trackStream(before, { ...model, signal: aborted }, waiting(aborted));
    assert.equal(ended(before), expected);

    const controller = new AbortController();
    const { signal } = controller;
    const reading = readAll(trackStream(during, { ...model, signal }, waiting(signal)));
    const kept = trackStream(unread, { ...model, signal }, waiting(signal));
    await new Promise((resolve) => setTimeout(resolve, 1));
    controller.abort(reason);
    await reading;
    assert.equal(ended(during), expected);
    assert.equal(ended(unread), expected);
    // Kept until here: a stream that nobody holds is abandoned before.
    assert.ok(kept);

    // A stream that ends without a word, as openai's and Anthropic's, by their own controller.
    class ClientStream {
      controller = new AbortController();
      async *[Symbol.asyncIterator]() {
        yield 'a';
        while (!this.controller.signal.aborted) yield 'b';
      }
    }
    const stream = new ClientStream();
    for await (const _ of trackStream(silent, model, stream)) stream.controller.abort(reason);
    assert.equal(ended(silent), expected);
  }
});

test('a failure that is told instead of thrown is one', async () => {
  for (const [chunk, expected] of [
    [{ type: 'error', error: new RateLimitError('429') }, ['failed', 'error', 1]],
    [{ type: 'response.failed', response: { error: { code: 'server_error' } } }, ['failed', 'error', 1]],
    [{ type: 'abort' }, ['aborted', 'aborted', 0]],
  ] as const) {
    const telemetry = createTelemetry({ objectives });
    const parts = async function* () {
      yield chunk;
    };
    await readAll(trackStream(telemetry, model, parts()));
    assert.equal(ended(telemetry), expected);
  }
});

test('a first token that came too late is missed, whoever leaves then', async () => {
  const strict = [{ operationType: 'inference', firstTokenWithinSeconds: 1e-9, targetRatio: 0.9 }];
  // Clocks of pages are coarse: this one goes on whenever it is looked at.
  let nowMs = 0;
  const clock = { monotonicMs: () => ++nowMs, wallUnixMs: () => Date.now() };
  const telemetry = createTelemetry({ objectives: strict, clock });
  for await (const _ of trackStream(telemetry, model, waiting(new AbortController().signal))) break;
  assert.equal(ended(telemetry), ['returned', 'aborted', 1]);
  // Nor did it come at all.
  const given = createTelemetry({ objectives: strict, clock });
  startStream(given, model).abort();
  assert.equal(ended(given), ['aborted', 'aborted', 1]);
  const loose = createTelemetry({ objectives });
  for await (const _ of trackStream(loose, model, waiting(new AbortController().signal))) break;
  assert.equal(ended(loose), ['returned', 'aborted', 0]);
});

test('the class of an error is the same for a stream, a call and a handle', async () => {
  const telemetry = createTelemetry();
  const error = new RateLimitError('429');
  await readAll(trackStream(telemetry, { modelId: 's' }, throwing(error)));
  await telemetry.trackInference({ modelId: 'c' }, () => Promise.reject(error)).catch(() => {});
  const handle = telemetry.inference({ modelId: 'h' });
  handle.fail(handle.start(), error);
  const { metrics } = telemetry.snapshot();
  const failures = metrics.find(({ instrument }) => instrument.name === 'operation_failure_seconds');
  assert.equal(
    failures?.series.map(({ labels }) => labels.error_type),
    ['RateLimitError', 'RateLimitError', 'RateLimitError'],
  );
  assert.is(sampleOf(telemetry, 'ipfs_aiml_streams_total', { model_id: 's', ending: 'failed' }), 1);
});
