// Snapshots over the channels that every runtime has.
import fc from 'fast-check';
import {
  createTelemetry,
  mergeTelemetrySnapshots,
  type Telemetry,
  type TelemetrySnapshot,
} from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { isWorkerd } from '../places.ts';
import { countOf, sampleOf } from '../telemetry/support.ts';

/** Workers that share over message ports, and what the collecting side holds of them. */
function linked(workers: readonly Telemetry[]) {
  const links = workers.map((telemetry) => {
    const { port1, port2 } = new MessageChannel();
    const stop = shareSnapshots(telemetry, port2);
    return { port: port1, stop, close: () => port1.close() };
  });
  const close = () => {
    for (const link of links) link.close();
  };
  return { ports: links.map(({ port }) => port), links, close };
}

function inferring(modelId: string, times: number): Telemetry {
  const telemetry = createTelemetry();
  for (let i = 0; i < times; i++) telemetry.trackInference({ modelId }, () => {});
  return telemetry;
}

/** Series of a merge, and runs of one millisecond, lie in the order in which their snapshots were taken, and who is asked at once answers as it can. */
function inOneOrder({ metrics, runs, curves, ...rest }: TelemetrySnapshot) {
  const byRun = (a: { runId: string }, b: { runId: string }) => (a.runId < b.runId ? -1 : 1);
  const keyOf = (series: { labels: object }) => JSON.stringify(series.labels);
  return {
    ...rest,
    takenAtUnixMs: 0,
    runs: [...runs].sort(byRun),
    curves: [...curves].sort(byRun),
    metrics: metrics.map((metric) => ({
      ...metric,
      series: [...metric.series].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    })),
  };
}

test('over message ports arrives what was recorded, to the last bit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.double({ noDefaultInfinity: true })), { minLength: 1, maxLength: 3 }),
      async (shares) => {
        using own = createTelemetry();
        const workers = shares.map((values) => {
          const telemetry = createTelemetry({ logLevel: 'error' });
          const histogram = telemetry.histogram({ name: 'x', help: 'X.', labels: ['l'] });
          const gauge = telemetry.gauge({ name: 'g', help: 'G.', labels: ['l'] });
          for (const value of values) {
            histogram.withLabels({ l: '#doubles' }).record(value);
            gauge.withLabels({ l: `${value}` }).set(value);
          }
          telemetry.recordTrainingStats({ modelId: '\u2028', epoch: 0, loss: Number.NaN });
          return telemetry;
        });
        const { ports, close } = linked(workers);
        const collected = await collectSnapshots(own, () => ports).snapshot();
        close();
        const expected = mergeTelemetrySnapshots([own, ...workers].map((one) => one.snapshot()));
        assert.equal(inOneOrder(collected), inOneOrder(expected));
        for (const worker of workers) worker.dispose();
      },
    ),
    { numRuns: 25 },
  );
});

test('many series cross in pieces, and arrive whole', async () => {
  using own = createTelemetry();
  using worker = createTelemetry({ seriesLimit: 3000 });
  const many = worker.counter({ name: 'many_total', help: 'Many.', labels: ['one'] });
  for (let i = 0; i < 3000; i++) many.withLabels({ one: `${i}` }).add(i);
  const { ports, close } = linked([worker]);
  const { metrics } = await collectSnapshots(own, () => ports).snapshot();
  close();
  const { series = [] } = metrics.find(({ fullName }) => fullName === 'many_total') ?? {};
  assert.equal(
    series.map((one) => 'value' in one && one.value),
    Array.from({ length: 3000 }, (_, i) => i),
  );
});

test('whoever does not answer in time counts with what it told last, and as missing', async () => {
  using own = inferring('m', 1);
  using worker = inferring('m', 2);
  const { ports, links, close } = linked([worker]);
  const silent = new MessageChannel();
  const all = collectSnapshots(own, () => [...ports, silent.port1], { timeoutSeconds: 0.2 });
  const found = async () => {
    const snapshot = await all.snapshot();
    const holder = { snapshot: () => snapshot } as unknown as Telemetry;
    return [countOf(holder, 'ipfs_aiml_inference_seconds', {}), all.missing];
  };
  assert.equal(await found(), [3, 1]);
  assert.is(sampleOf(own, 'inferometer_workers_missing_total', {}), 1);
  links[0]?.stop();
  assert.equal(await found(), [3, 2]);
  assert.is(sampleOf(own, 'inferometer_workers_missing_total', {}), 3);
  close();
  silent.port1.close();
});

test('a worker whose snapshot fails is missing at once', async () => {
  using own = createTelemetry();
  const { port1, port2 } = new MessageChannel();
  shareSnapshots({ snapshot: () => Promise.reject(new Error('no')) }, port2);
  const all = collectSnapshots(own, () => [port1], { timeoutSeconds: 3600 });
  await all.snapshot();
  assert.is(all.missing, 1);
  port1.close();
});

test("a source of one's own is asked for its snapshot, whatever else it has", async () => {
  using own = createTelemetry();
  using worker = inferring('m', 3);
  const { port1, port2 } = new MessageChannel();
  shareSnapshots({ registry: 'of my own', snapshot: () => worker.snapshot() } as never, port2);
  const all = collectSnapshots(own, () => [port1]);
  const snapshot = await all.snapshot();
  const holder = { snapshot: () => snapshot } as unknown as Telemetry;
  assert.is(countOf(holder, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), 3);
  assert.is(all.missing, 0);
  port1.close();
});

test('questions at the same time share an answer', async () => {
  using own = createTelemetry();
  using worker = inferring('m', 1);
  const { port1, port2 } = new MessageChannel();
  let asked = 0;
  const counting = {
    snapshot: () => {
      asked += 1;
      return worker.snapshot();
    },
  };
  shareSnapshots(counting, port2);
  const all = collectSnapshots(own, () => [port1]);
  const [a, b] = await Promise.all([all.snapshot(), all.snapshot()]);
  assert.equal([asked, a === b], [1, true]);
  await all.snapshot();
  assert.is(asked, 2);
  port1.close();
});

test('messages of others and broken pieces do no harm', async () => {
  using own = createTelemetry();
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data: { request } }) => {
    for (const noise of [
      'hello',
      null,
      5,
      [],
      {},
      { inferometer: 'end' },
      { inferometer: 'piece', request: 'x' },
    ]) {
      port2.postMessage(noise);
    }
    port2.postMessage({ inferometer: 'piece', request, worker: 'w', text: '{' });
    port2.postMessage({ inferometer: 'end', request, worker: 'w', pieces: 1 });
  };
  const all = collectSnapshots(own, () => [port1]);
  await all.snapshot();
  assert.is(all.missing, 1);
  port1.close();
});

test('histograms of a thousand buckets cross a few at a time', async () => {
  using own = createTelemetry();
  using worker = createTelemetry();
  const waits = worker.histogram({ name: 'wait_seconds', help: 'Waits.', labels: ['one'], unit: 'seconds' });
  for (let i = 0; i < 100; i++) {
    for (let k = -150; k < 150; k++) waits.withLabels({ one: `${i}` }).record(1.2 ** k);
  }
  const { port1, port2 } = new MessageChannel();
  const { ports, close } = linked([worker]);
  const [port] = ports as [MessagePort];
  // Between the two, so that pieces can be looked at.
  let longest = 0;
  port.onmessage = ({ data }) => {
    longest = Math.max(longest, data.text?.length ?? 0);
    port2.postMessage(data);
  };
  port2.onmessage = ({ data }) => port.postMessage(data);
  const { metrics } = await collectSnapshots(own, () => [port1]).snapshot();
  close();
  port1.close();
  assert.is(metrics.find(({ fullName }) => fullName === 'wait_seconds')?.series.length, 100);
  assert.ok(longest < 100_000, `${longest} characters`);
});

test('a piece that takes too long to read is not read', async () => {
  using own = createTelemetry();
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data: { request } }) => {
    const text = `{"version":2,"metrics":[],"runs":[],"curves":[],"note":"${'x'.repeat(2 ** 23)}"}`;
    port2.postMessage({ inferometer: 'piece', request, worker: 'w', text });
    port2.postMessage({ inferometer: 'end', request, worker: 'w', pieces: 1 });
  };
  const all = collectSnapshots(own, () => [port1]);
  await all.snapshot();
  assert.is(all.missing, 1);
  port1.close();
});

test('on a BroadcastChannel everybody answers', async () => {
  if (isWorkerd) return; // It has none.
  const name = `inferometer-test-${Math.random()}`;
  using own = createTelemetry();
  const workers = [inferring('m', 1), inferring('m', 2), inferring('n', 4)];
  const channels = workers.map((telemetry) => {
    const channel = new BroadcastChannel(name);
    shareSnapshots(telemetry, channel);
    return channel;
  });
  const asking = new BroadcastChannel(name);
  const all = collectSnapshots(own, () => [asking], { gatherSeconds: 0.5 });
  const snapshot = await all.snapshot();
  const holder = { snapshot: () => snapshot } as unknown as Telemetry;
  assert.is(countOf(holder, 'ipfs_aiml_inference_seconds', { model_id: 'm' }), 3);
  assert.is(countOf(holder, 'ipfs_aiml_inference_seconds', { model_id: 'n' }), 4);
  assert.is(all.missing, 0);
  for (const channel of [asking, ...channels]) channel.close();
  for (const worker of workers) worker.dispose();
});

test('wrong channels and options are refused', async () => {
  using own = createTelemetry();
  assert.throwsCode(() => shareSnapshots(own, {} as MessagePort), 'TELEMETRY_CHANNEL');
  for (const timeoutSeconds of [0, -1, Number.NaN, Infinity]) {
    assert.throwsCode(() => collectSnapshots(own, () => [], { timeoutSeconds }), 'TELEMETRY_COLLECT_OPTION');
  }
  assert.throwsCode(() => collectSnapshots({} as Telemetry, () => []), 'TELEMETRY_ARGUMENT_KIND');
  await assert.rejects(collectSnapshots(own, () => [{} as MessagePort]).snapshot(), /^TELEMETRY_CHANNEL: /);
});
