// What ended with a token or a duration that makes no sense counted here with its items, there without them, and what began
// while nothing was recorded counted with a handle and not with `start`.
import {
  createTelemetry,
  getInferenceMetrics,
  getStorageMetrics,
  storageHandle,
  type Telemetry,
} from 'inferometer';
import { assert, test } from '../harness.ts';
import { ManualClock, refusals } from '../telemetry/support.ts';

interface Handle {
  start(): number;
  end(token: number): void;
  fail(token: number, error?: unknown): void;
  record(seconds: number): void;
}

const INFERENCE = { modelId: 'm', batchSize: 8 };
const GET = { operationType: 'get', backend: 'disk' };

const handles: Record<string, (telemetry: Telemetry) => Handle> = {
  inference: (telemetry) => telemetry.inference(INFERENCE),
  handle: (telemetry) => telemetry.handle('optimizer_step', { modelId: 'm' }),
  storageHandle: (telemetry) => storageHandle(telemetry, GET),
};

/** How many ended, by the counter of the category. */
function ended(telemetry: Telemetry, outcome: string): number {
  const counted = telemetry
    .snapshot()
    .metrics.filter(({ fullName }) => /_aiml_operations_total$|_operation_outcomes_total$/.test(fullName))
    .flatMap(({ series }) => series as readonly { labels: Record<string, string>; value: number }[]);
  const ours = counted.filter(({ labels }) => (labels.status ?? labels.outcome) === outcome);
  return ours.reduce((sum, { value }) => sum + value, 0);
}

const BAD = [Number.NaN, Infinity, undefined, null, {}, 'x'] as number[];

for (const [name, make] of Object.entries(handles)) {
  test(`${name}: what ends with a bad token or duration has ended, and its duration is refused`, () => {
    const telemetry = createTelemetry({ clock: new ManualClock() });
    const handle = make(telemetry);
    for (const token of BAD.filter((one) => one !== null)) handle.end(token);
    assert.equal([ended(telemetry, 'ok'), refusals(telemetry, 'bad_duration')], [5, 5]);
    for (const token of BAD.filter((one) => one !== null)) handle.fail(token, new Error('x'));
    assert.equal([ended(telemetry, 'error'), refusals(telemetry, 'bad_duration')], [5, 10]);
    for (const seconds of [Number.NaN, -1, -Infinity, Infinity, undefined as never]) handle.record(seconds);
    assert.equal([ended(telemetry, 'ok'), refusals(telemetry, 'bad_duration')], [10, 15]);
  });

  test(`${name}: what began while nothing was recorded is not recorded, nor what ends then`, () => {
    const telemetry = createTelemetry({ enabled: false });
    const handle = make(telemetry);
    const [first, second] = [handle.start(), handle.start()];
    telemetry.configure({ enabled: true });
    handle.end(first);
    handle.fail(second);
    const third = handle.start();
    telemetry.configure({ enabled: false });
    handle.end(third);
    handle.record(1);
    telemetry.configure({ enabled: true });
    assert.equal([ended(telemetry, 'ok'), ended(telemetry, 'error')], [0, 0]);
    assert.is(refusals(telemetry, 'bad_duration'), 0);
    handle.end(handle.start());
    assert.is(ended(telemetry, 'ok'), 1);
  });
}

test('a clock that goes back is the same for every form, and no rate has what nobody timed', () => {
  const forms: Record<string, (telemetry: Telemetry, back: () => void) => void> = {
    trackInference: (telemetry, back) => telemetry.trackInference(INFERENCE, back),
    start(telemetry, back) {
      const operation = telemetry.start('inference', INFERENCE);
      back();
      operation.ok();
    },
    handle(telemetry, back) {
      const handle = telemetry.inference(INFERENCE);
      const token = handle.start();
      back();
      handle.end(token);
    },
  };
  for (const [name, run] of Object.entries(forms)) {
    const clock = new ManualClock();
    clock.advance(100);
    const telemetry = createTelemetry({ clock });
    run(telemetry, () => clock.advance(-5));
    assert.is(ended(telemetry, 'ok'), 1, name);
    assert.is(refusals(telemetry, 'bad_duration'), 1, name);
    const { throughput, callRate, latency } = getInferenceMetrics(telemetry, 'm') ?? {};
    assert.equal(
      [throughput?.items ?? 0, callRate?.maxItemsPerSecond ?? 0, latency],
      [0, 0, undefined],
      name,
    );
  }
});

test('storage in flight is what has begun and not ended, whatever tokens come', () => {
  const telemetry = createTelemetry();
  const handle = storageHandle(telemetry, GET);
  handle.start();
  handle.end(Number.NaN);
  handle.record(1);
  assert.equal(getStorageMetrics(telemetry).operations[0]?.inFlight, { processing: 1 });
});
