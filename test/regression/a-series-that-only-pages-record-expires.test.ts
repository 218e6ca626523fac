// What pages recorded lay beside the current interval of a histogram, and did not count as activity: one with `expireAfterSeconds`
// was removed while pages went on recording into it, and one that was removed by hand took along what pages had recorded in that
// interval.
import type { Interval, Telemetry } from 'inferometer';
import { assert, test } from '../harness.ts';
import { counted, delta, taking } from '../http/ingest/pages.ts';
import { Machine } from '../telemetry/time.ts';

const PAGE = 'page-0001';
const LABELS = { queue: 'a' };
const named = (name: string) => ({ name, help: 'M.', labels: ['queue'] });
const [WAITS, HITS, DEPTH] = [named('wait_seconds'), named('hits_total'), named('depth')];

function recordAll(page: Telemetry): void {
  page.histogram(WAITS).withLabels(LABELS).record(1);
  page.counter(HITS).withLabels(LABELS).add(1);
  page.gauge(DEPTH).withLabels(LABELS).set(1);
}

function counts(telemetry: Telemetry): number[] {
  return [WAITS, HITS, DEPTH].map(({ name }) => counted(telemetry, name));
}

test('metrics that only pages record into stay, and expire when the pages are silent', () => {
  const machine = new Machine();
  return taking(
    async ({ telemetry, send }) => {
      telemetry.histogram({ ...WAITS, expireAfterSeconds: 120 });
      telemetry.counter({ ...HITS, expireAfterSeconds: 120 });
      telemetry.gauge({ ...DEPTH, expireAfterSeconds: 120 });
      for (let sequence = 0; sequence < 6; sequence++) {
        await send(PAGE, [delta(sequence, recordAll)]);
        machine.pass(60);
      }
      assert.equal(counts(telemetry), [6, 6, 1]);
      machine.pass(240);
      assert.equal(counts(telemetry), [0, 0, 0]);
    },
    {},
    {},
    { clock: machine, timer: machine },
  );
});

test('what pages recorded into a series that is removed stays with the interval', () =>
  taking(async ({ telemetry, send }) => {
    const intervals: Interval[] = [];
    telemetry.collector.subscribe((interval) => intervals.push(interval));
    await send(PAGE, [delta(0, recordAll)]);
    telemetry.histogram(WAITS).remove(LABELS);
    telemetry.counter(HITS).remove(LABELS);
    assert.equal(counts(telemetry), [0, 0, 1]);
    telemetry.collector.flush();
    const kept = intervals.flatMap(({ metrics }) => metrics.map(({ instrument }) => instrument.name));
    for (const { name } of [WAITS, HITS, DEPTH]) assert.ok(kept.includes(name), name);
  }));
