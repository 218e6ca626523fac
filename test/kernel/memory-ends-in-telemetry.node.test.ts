// The end of kernel memory while telemetry runs: nothing throws into the program, what found no room is counted by name, what had
// room is right, and when memory is there again new series record.
import { setFlagsFromString } from 'node:v8';
import {
  createTelemetry,
  getMetrics,
  mergeTelemetrySnapshots,
  type Telemetry,
  trackStream,
} from 'inferometer';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { exposition } from 'inferometer/prometheus';
import { getComprehensiveReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';
import { bodyText } from '../prometheus/read-body.ts';
import { countOf, refusals } from '../telemetry/support.ts';
import { Machine } from '../telemetry/time.ts';
import { taken } from './memory-taken.ts';

setFlagsFromString('--wasm-max-mem-pages=96');

const REASON = 'no_kernel_memory';

function running(machine: Machine): Telemetry {
  return createTelemetry({ clock: machine, timer: machine, logLevel: 'silent' });
}

/** One of everything that records, about one model. */
async function work(telemetry: Telemetry, modelId: string): Promise<void> {
  assert.is(
    telemetry.trackInference({ modelId }, () => 'out'),
    'out',
  );
  assert.is(await telemetry.trackModelOperation({ operationType: 'model_load', modelId }, async () => 1), 1);
  assert.is(
    telemetry.trackTrainingEpoch({ modelId, epoch: 1, numSamples: 5 }, () => 2),
    2,
  );
  telemetry.recordTrainingStats({ modelId, loss: 0.5, metrics: { f1: 0.25 } });
  telemetry.recordWorkerTask({ workerId: modelId, durationSeconds: 1 });
  const handle = telemetry.inference({ modelId, batchSize: 3 });
  for (let i = 1; i <= 200; i++) handle.record(1.5 ** (i % 60));
  const inference = telemetry.start('inference', { modelId });
  inference.child('decode').ok();
  inference.ok();
  async function* tokens() {
    yield* ['a', 'b'];
  }
  let text = '';
  for await (const token of trackStream(telemetry, { modelId }, tokens())) text += token;
  assert.is(text, 'ab');
  const sizes = telemetry.histogram({
    name: 'sizes',
    help: 'S.',
    labels: ['model'],
    bucketBounds: [1, 2, 5],
  });
  sizes.withLabels({ model: modelId }).record(3);
  telemetry
    .counter({ name: 'done_total', help: 'D.', labels: ['model'] })
    .withLabels({ model: modelId })
    .add(1);
  createMeterProvider(telemetry).getMeter('m').createHistogram('of_others').record(3, { modelId });
}

/** What is asked may need room for its answer: then there is none, and the error says why. */
function asked(question: () => unknown): void {
  try {
    question();
  } catch (error) {
    assert.is((error as { code?: string }).code, 'KERNEL_MEMORY');
  }
}

/** Every way to read, and the end of an interval. */
async function read(telemetry: Telemetry, machine: Machine): Promise<void> {
  telemetry.snapshot();
  asked(() => getMetrics(telemetry));
  asked(() => mergeTelemetrySnapshots([telemetry.snapshot(), telemetry.snapshot()]));
  asked(() => getComprehensiveReport(telemetry));
  for (const names of ['kit', 'semconv-v1.41'] as const) {
    const page = await new Response(exposition(telemetry, { names }).body).text();
    assert.match(page, /inference/);
  }
  machine.pass(61);
  telemetry.snapshot();
}

test('new models, snapshots, intervals, scrapes, reports and merges throw nothing where memory has ended', async () => {
  const machine = new Machine();
  const telemetry = running(machine);
  await work(telemetry, 'before');
  const giveBack = taken();
  await work(telemetry, 'before');
  await work(telemetry, 'new');
  for (let round = 0; round < 3; round++) {
    await read(telemetry, machine);
    await work(telemetry, `new ${round}`);
    await work(telemetry, 'before');
  }
  giveBack();
  telemetry.dispose();
});

test('what found no room is counted by name, and everything else is right', async () => {
  const machine = new Machine();
  const telemetry = running(machine);
  const seconds = telemetry.histogram({ name: 'seconds', help: 'S.', labels: ['of'] });
  const known = seconds.withLabels({ of: 'known' });
  known.record(2);
  assert.is(countOf(telemetry, 'seconds', { of: 'known' }), 1);
  const giveBack = taken();
  known.record(2);
  for (let i = 0; i < 150; i++) seconds.withLabels({ of: 'unknown' }).record(3);
  machine.pass(61);
  assert.is(countOf(telemetry, 'seconds', { of: 'known' }), 2);
  assert.is(countOf(telemetry, 'seconds', { of: 'unknown' }), 0);
  assert.is(refusals(telemetry, REASON), 150);
  assert.is(refusals(telemetry, 'not_finite'), 0);
  giveBack();
  seconds.withLabels({ of: 'unknown' }).record(3);
  seconds.withLabels({ of: 'newer' }).record(Number.NaN);
  seconds.withLabels({ of: 'newer' }).record(4);
  machine.pass(61);
  assert.is(countOf(telemetry, 'seconds', { of: 'unknown' }), 1);
  assert.is(countOf(telemetry, 'seconds', { of: 'newer' }), 1);
  assert.is(refusals(telemetry, REASON), 150);
  assert.is(refusals(telemetry, 'not_finite'), 1);
  telemetry.dispose();
});

test('law: what was recorded is counted, or counted as lost, however often memory ends and is there again', async () => {
  const machine = new Machine();
  const telemetry = running(machine);
  const metric = telemetry.histogram({ name: 'values', help: 'V.', labels: ['of'], bucketBounds: [1, 1000] });
  let [recorded, counted, seed] = [0, 0, 7];
  // Of each interval, since series are removed meanwhile.
  telemetry.collector.subscribe(({ metrics }) => {
    for (const point of metrics.find(({ fullName }) => fullName === 'values')?.series ?? []) {
      if (!('histogram' in point)) continue;
      const { count, positive, explicit } = point.histogram;
      counted += count;
      assert.is(
        positive.counts.reduce((sum, one) => sum + one, 0),
        count,
      );
      assert.is(
        explicit?.counts.reduce((sum, one) => sum + one, 0),
        count,
      );
    }
  });
  const below = (n: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % n;
  };
  let giveBack: (() => void) | undefined;
  for (let step = 0; step < 200; step++) {
    const does = below(10);
    if (does === 0) {
      if (giveBack === undefined) giveBack = taken();
      else {
        giveBack();
        giveBack = undefined;
      }
    } else if (does === 1) machine.pass(61);
    else if (does === 2) metric.remove({ of: `${below(8)}` });
    else if (does === 3) await bodyText(telemetry);
    else {
      const series = metric.withLabels({ of: `${below(8)}` });
      for (let i = below(100); i >= 0; i--) {
        series.record(10 ** (below(24) - 12));
        recorded += 1;
      }
    }
  }
  giveBack?.();
  machine.pass(61);
  const lost = refusals(telemetry, REASON);
  assert.ok(lost > 0);
  assert.is(counted + lost, recorded);
  telemetry.dispose();
});
