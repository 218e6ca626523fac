// A report of thousands of series held the event loop for 0.4 s, and a question to workers for as long as their answers took
// to read: tables, texts and JSON were written at once, and sixteen pieces of a millisecond went by before anybody looked.
import { createTelemetry, type Telemetry } from 'inferometer';
import { collectSnapshots, shareSnapshots } from 'inferometer/prometheus';
import { createReport } from 'inferometer/report';
import { historyOf } from 'inferometer/store';
import { assert, test } from '../harness.ts';

const SERIES = 4000;

function filled(scheduler: { now(): number; yield(): Promise<void> }): Telemetry {
  const telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: SERIES, scheduler });
  const metric = telemetry.histogram({ name: 'own_seconds', help: 'Own.', labels: ['a'], unit: 'seconds' });
  for (let i = 0; i < SERIES; i++) metric.withLabels({ a: `v${i}` }).record(i);
  return telemetry;
}

/** Time stands still but for one millisecond at each look: a slice is over after four. */
function counting() {
  let [looks, turns] = [0, 0];
  const scheduler = {
    now: () => {
      looks += 1;
      return looks;
    },
    yield: () => {
      turns += 1;
      return new Promise<void>((resolve) => void setImmediate(resolve));
    },
  };
  return { scheduler, turns: () => turns };
}

test('a report of thousands of series is written in as many pieces', async () => {
  const { scheduler, turns } = counting();
  const telemetry = filled(scheduler);
  // Rows are made, and then written: markdown looks at each twice, to align them; JSON has figures of its own.
  for (const [format, looks] of [
    ['html', 2 * SERIES],
    ['markdown', 3 * SERIES],
    ['json', 3 * SERIES],
  ] as const) {
    const before = turns();
    await createReport(historyOf(telemetry), { formats: [format] });
    // A turn after four looks.
    assert.ok(turns() - before >= looks / 4, `${turns() - before} turns for ${format}`);
  }
  telemetry.dispose();
});

test('an answer of thousands of series is told, read and merged in pieces', async () => {
  const [asking, telling] = [counting(), counting()];
  const [own, worker] = [filled(asking.scheduler), filled(telling.scheduler)];
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(worker, port2);
  const { metrics } = await collectSnapshots(own, () => [port1]).snapshot();
  assert.is(metrics.find(({ fullName }) => fullName === 'own_seconds')?.series.length, SERIES);
  // Taken by 64, written and read by 128, merged by 64.
  assert.ok(telling.turns() > (SERIES / 64 + SERIES / 128) / 4.5, `${telling.turns()} turns to tell`);
  assert.ok(
    asking.turns() > (SERIES / 64 + SERIES / 128 + (3 * SERIES) / 64) / 4.5,
    `${asking.turns()} turns to ask`,
  );
  stop();
  port1.close();
  own.dispose();
  worker.dispose();
});
