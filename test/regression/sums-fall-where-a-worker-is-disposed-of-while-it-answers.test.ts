// A worker whose telemetry was disposed of while its answer was under way told the part that had been read as all of it.
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

const SERIES = 8000;

function totals({ metrics }: TelemetrySnapshot): unknown {
  return ['served_total', 'work_seconds'].map((name) =>
    metrics
      .find(({ fullName }) => fullName === name)
      ?.series.reduce((sum, one) => sum + ('value' in one ? one.value : one.histogram.count), 0),
  );
}

for (const when of ['its answer is under way', 'nobody shares it any more, and its answer is under way']) {
  test(`a telemetry that is disposed of while ${when} counts with all it recorded`, async () => {
    using own = createTelemetry({ logLevel: 'silent' });
    const worker = createTelemetry({ logLevel: 'silent', seriesLimit: SERIES });
    const served = worker.counter({ name: 'served_total', help: 'Served.', labels: ['i'] });
    const work = worker.histogram({ name: 'work_seconds', help: 'Work.', labels: ['i'], unit: 'seconds' });
    for (let i = 0; i < SERIES; i++) {
      served.withLabels({ i: `${i}` }).add(1);
      work.withLabels({ i: `${i}` }).record(i);
    }
    const { port1, port2 } = new MessageChannel();
    const stop = shareSnapshots(worker, port2);
    let alive = [port1];
    const all = collectSnapshots(own, () => alive);
    assert.equal(totals(await all.snapshot()), [SERIES, SERIES]);
    let isDisposed = false;
    port1.addEventListener('message', ({ data }) => {
      if (isDisposed || data.inferometer !== 'here') return;
      isDisposed = true;
      served.withLabels({ i: '0' }).add(100);
      if (when.startsWith('nobody')) stop();
      worker.dispose();
    });
    assert.equal(totals(await all.snapshot()), [SERIES + 100, SERIES]);
    assert.ok(isDisposed);
    assert.is(all.missing, 0);
    alive = [];
    assert.equal(totals(await all.snapshot()), [SERIES + 100, SERIES]);
    port1.close();
  });
}
