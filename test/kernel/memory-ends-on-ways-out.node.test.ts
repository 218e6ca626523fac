// The end of kernel memory on every way out that a program may have running: what is asked gives an answer or a coded error, and
// whatever could not be read then is there once memory is there again.
import { setFlagsFromString } from 'node:v8';
import {
  createTelemetry,
  getFindings,
  getObjectives,
  mergeTelemetrySnapshots,
  type Telemetry,
} from 'inferometer';
import { chartOfSnapshot, makeChart } from 'inferometer/chart';
import { createHandler } from 'inferometer/http';
import { watchObjectives } from 'inferometer/objectives';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { collectSnapshots, expositionText, shareSnapshots } from 'inferometer/prometheus';
import { createRemoteWrite } from 'inferometer/remote-write';
import { generateMetricsReport } from 'inferometer/report';
import { historyOf, MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { listen, Receiver } from '../remote-write/receiver.ts';
import { countOf, refusals, sampleOf } from '../telemetry/support.ts';
import { Machine } from '../telemetry/time.ts';
import { taken } from './memory-taken.ts';

setFlagsFromString('--wasm-max-mem-pages=96');

const unhandled: string[] = [];
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

/** What is asked may need room for its answer: then there is none, and the error says why. */
async function asked<T>(question: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    assert.is((error as { code?: string }).code, 'KERNEL_MEMORY', String((error as Error).stack));
    return undefined;
  }
}

function work(telemetry: Telemetry, modelId: string, times: number): void {
  const handle = telemetry.inference({ modelId });
  for (let i = 0; i < times; i++) handle.record(1.2 ** ((i % 40) - 30));
  telemetry.start('inference', { modelId }).fail(new Error('no'));
}

const SECONDS = 'ipfs_aiml_inference_seconds';

test('ways out that run go on, and lose nothing that had room', async () => {
  const machine = new Machine();
  const store = await openStore({ files: new MemoryFiles(), retentionDays: Infinity });
  const telemetry = createTelemetry({
    ...{ clock: machine, timer: machine, logLevel: 'silent', store },
    objectives: [{ name: 'fast', operationType: 'inference', withinSeconds: 0.25, targetRatio: 0.9 }],
  });
  const watch = watchObjectives(telemetry);
  const receiver = new Receiver();
  const listening = await listen(receiver);
  const remote = createRemoteWrite(telemetry, {
    ...{ url: listening.url, fetch: listening.fetch, externalLabels: { job: 'j', instance: 'i' } },
    intervalSeconds: 3600,
  });
  const producer = createMetricProducer(telemetry, { temporality: 'delta' });
  const worker = createTelemetry({ logLevel: 'silent' });
  const { port1, port2 } = new MessageChannel();
  shareSnapshots(worker, port2);
  const all = collectSnapshots(telemetry, () => [port1]);
  const handler = createHandler(telemetry, { store });
  let failed = 0;
  const expected = { before: 0, worker: 0 };
  const round = async (isOut: boolean) => {
    if (!isOut) {
      work(telemetry, 'before', 50);
      work(worker, 'worker', 50);
      expected.before += 50;
      expected.worker += 50;
    }
    const giveBack = isOut ? taken() : () => {};
    if (isOut) work(telemetry, 'none', 50);
    await telemetry.flush();
    machine.pass(60);
    await telemetry.flush();
    telemetry.snapshot();
    expositionText(telemetry);
    await asked(() => remote.flush());
    await asked(() => producer.collect());
    await asked(() => all.snapshot());
    await asked(() => mergeTelemetrySnapshots([telemetry.snapshot(), worker.snapshot()]));
    await asked(() => generateMetricsReport(telemetry));
    await asked(() => getFindings(telemetry));
    await asked(() => getObjectives(telemetry));
    await asked(() => makeChart('latency-percentiles', historyOf(telemetry)));
    await asked(() => chartOfSnapshot('latency-percentiles', telemetry.snapshot()));
    await asked(() => store.query({ metric: 'inference_seconds', percentiles: [99] }).rows());
    for (const path of ['/metrics', '/', '/api/metrics', '/health']) {
      const response = await handler(new Request(`http://127.0.0.1${path}`));
      await asked(() => response.text());
      if (response.status >= 500) failed += 1;
    }
    giveBack();
    return new Promise((resolve) => setTimeout(resolve));
  };
  for (const isOut of [false, true, true, false, true, false]) await round(isOut);
  assert.equal(unhandled, []);
  assert.is(countOf(telemetry, SECONDS, { model_id: 'before' }), expected.before);
  const lost = refusals(telemetry, 'no_kernel_memory');
  assert.ok(lost > 0, 'what found no room is counted');
  // Of the objective everything is counted that its metrics have.
  const [status] = watch.statuses;
  const [result] = getObjectives(telemetry);
  assert.equal([status?.period.good, status?.period.count], [result?.good, result?.count]);
  assert.is(refusals(telemetry, 'listener_failed'), 0);
  // So it is with what was stored, what was pushed and what was collected.
  await store.flush();
  const [row] = await store.query({ metric: 'inference_seconds', modelId: 'before', groupBy: [] }).rows();
  assert.is(row?.count, expected.before);
  assert.is(await remote.flush(), true);
  const [pushed] = receiver.find(SECONDS, { model_id: 'before' });
  assert.is(Number(pushed?.histograms.at(-1)?.countInt), expected.before);
  const whole = { snapshot: () => snapshot } as unknown as Telemetry;
  const snapshot = await all.snapshot();
  assert.is(countOf(whole, SECONDS, { model_id: 'worker' }), expected.worker);
  assert.is(all.missing, 0);
  assert.is(sampleOf(telemetry, 'inferometer_instrument_conflicts_total', {}), undefined);
  assert.ok(failed < 25);
  await remote.stop({ timeoutSeconds: 0 });
  await listening.close();
  port1.close();
  await store.close();
  telemetry.dispose();
  worker.dispose();
});
