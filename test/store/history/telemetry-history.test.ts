import { createTelemetry, getInferenceMetrics, getTrainingMetrics } from 'inferometer';
import { historyOf, MemoryFiles, openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';

const STARTED = Date.UTC(2026, 10, 29, 8);

/** A telemetry on a clock that is set by hand; a minute ends an interval. */
async function recorded({ kept = true } = {}) {
  let nowMs = STARTED;
  const clock = { monotonicMs: () => nowMs, wallUnixMs: () => nowMs };
  const files = new MemoryFiles();
  const store = kept ? await openStore({ files, clock }) : undefined;
  const telemetry = createTelemetry({ clock, timer: { after: () => () => {} }, ...(store && { store }) });
  return {
    telemetry,
    files,
    store,
    infer(seconds: number, modelId = 'glyphs') {
      const inference = telemetry.inference({ modelId });
      const started = inference.start();
      nowMs += seconds * 1000;
      inference.end(started);
    },
    minute() {
      nowMs = 60_000 * Math.floor(nowMs / 60_000 + 1);
      telemetry.collector.flush();
    },
  };
}

for (const kept of [false, true]) {
  const where = kept ? 'with a store' : 'in memory alone';

  test(`${where}, a question is answered with the interval that goes on, and with nothing twice`, async () => {
    const { telemetry, infer, minute, store } = await recorded({ kept });
    for (let i = 0; i < 3; i++) {
      infer(0.5);
      minute();
    }
    infer(2);
    const rows = await historyOf(telemetry)
      .query({ metric: 'inference_seconds', stepSeconds: 60, aggregation: 'count' })
      .rows();
    assert.equal(
      rows.map(({ startedAtUnixMs, count }) => [(startedAtUnixMs - STARTED) / 60_000, count]),
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 1],
      ],
    );
    await store?.close();
  });

  test(`${where}, the snapshot of a range holds what began in it, and what getters read`, async () => {
    const { telemetry, infer, minute, store } = await recorded({ kept });
    for (let i = 0; i < 4; i++) {
      infer(1 + i);
      infer(1, 'digits');
      minute();
    }
    const range = { startTime: STARTED + 60_000, endTime: STARTED + 180_000, modelId: 'glyphs' };
    const snapshot = await historyOf(telemetry).snapshot(range);
    const latency = getInferenceMetrics(snapshot, 'glyphs')?.latency;
    assert.is(latency?.count, 2);
    assert.is(latency?.maxSeconds, 3);
    assert.is(getInferenceMetrics(snapshot, 'digits'), undefined);
    await store?.close();
  });

  test(`${where}, a run of training is there once, with each point of its curves once`, async () => {
    const { telemetry, minute, store } = await recorded({ kept });
    for (let epoch = 0; epoch < 3; epoch++) {
      await telemetry.trackTrainingEpoch({ modelId: 'glyphs', epoch }, () => {
        telemetry.recordTrainingStats({ modelId: 'glyphs', epoch, loss: 3 - epoch });
      });
      minute();
    }
    await telemetry.flush();
    const snapshot = await historyOf(telemetry).snapshot({ startTime: STARTED });
    assert.equal(snapshot.curves.find(({ metric }) => metric === 'loss')?.values, [3, 2, 1]);
    assert.is(snapshot.curves.find(({ metric }) => metric === 'loss')?.count, 3);
    assert.is(getTrainingMetrics(snapshot, 'glyphs')?.epochs, 3);
    await store?.close();
  });
}

test('a process that reads what others record gives their store', async () => {
  const { files, infer, minute, telemetry } = await recorded();
  infer(1);
  minute();
  await telemetry.flush();
  const mine = createTelemetry();
  const history = historyOf(mine, readStore({ files }));
  assert.is(getInferenceMetrics(await history.snapshot(), 'glyphs')?.latency?.count, 1);
  mine.dispose();
});

test('of a range in which nothing was recorded, a snapshot is taken now', async () => {
  const { telemetry } = await recorded({ kept: false });
  const { startedAtUnixMs, takenAtUnixMs, metrics } = await historyOf(telemetry).snapshot({
    startTime: STARTED + 86_400_000,
  });
  assert.equal([startedAtUnixMs, takenAtUnixMs, metrics], [STARTED, STARTED, []]);
});

test('a reader of the place that the telemetry is kept in has its runs and its time once', async () => {
  const { telemetry, files, infer, minute, store } = await recorded();
  await telemetry.trackTrainingEpoch({ modelId: 'glyphs', epoch: 0 }, () => {
    telemetry.recordTrainingStats({ modelId: 'glyphs', epoch: 0, loss: 3 });
  });
  infer(6);
  minute();
  infer(6);
  await telemetry.flush();
  const history = historyOf(telemetry, readStore({ files }));
  const [row] = await history.query({ metric: 'inference_seconds', groupBy: ['member'] }).rows();
  assert.equal([row?.member, row?.count, row?.observedSeconds], ['main', 2, 66]);
  const { curves } = await history.runs();
  assert.equal(curves.find(({ metric }) => metric === 'loss')?.values, [3]);
  await store?.close();
});

for (const kept of [false, true]) {
  test(`an interval that ends while a question is answered is counted once, ${kept ? 'with a store' : 'in memory'}`, async () => {
    const { telemetry, infer, minute, store } = await recorded({ kept });
    for (let i = 0; i < 500; i++) infer(0.01, `model-${i}`);
    const history = historyOf(telemetry);
    const query = { metric: 'inference_seconds', groupBy: [], aggregation: 'count' } as const;
    // Asked in many turns of the event loop, each a little later in the course of an answer.
    const answers = Array.from({ length: 20 }, async (_, turn) => {
      const rows = history.query(query).rows();
      for (let i = 0; i < turn; i++) await Promise.resolve();
      if (turn % 5 === 0) minute();
      return (await rows).map(({ count }) => count);
    });
    for (const counts of await Promise.all(answers)) assert.equal(counts, [500]);
    await store?.close();
  });
}
