// Twenty scrapes at once held the event loop twenty times as long as one: the handler asked for the metrics of a copy of the
// telemetry's parts, and so each had time of its own.
import { createTelemetry } from 'inferometer';
import { createMetricsHandler } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

test('however many scrapes there are, a turn of the event loop is no longer', async () => {
  const telemetry = createTelemetry({ seriesLimit: 3000 });
  const metric = telemetry.histogram({ name: 'own_seconds', help: 'Own.', labels: ['a'], unit: 'seconds' });
  for (let i = 0; i < 3000; i++) metric.withLabels({ a: `v${i}` }).record(i);
  const handler = createMetricsHandler(telemetry);
  const scrape = async () => {
    const response = await handler(new Request('http://localhost/metrics'));
    await response.text();
  };
  const together = await longestTurn(() => Promise.all(Array.from({ length: 20 }, scrape)));
  assert.ok(together > 10, `${together} readings of the clock in a turn: none was measured`);
  assert.ok(together < 40, `${together} readings of the clock in a turn; of one scrape they are 17`);
});

/**
 * How often, at the most, the clock is read between two turns. Time goes by as it is read: a busy machine counts for
 * nothing.
 */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const { now } = performance;
  const startedMs = now.call(performance);
  let [readings, last, longest, isOver] = [0, 0, 0, false];
  const turn = () => {
    longest = Math.max(longest, readings - last);
    last = readings;
    if (!isOver) setImmediate(turn);
  };
  performance.now = () => {
    readings += 1;
    return startedMs + readings / 4;
  };
  setImmediate(turn);
  try {
    await work();
  } finally {
    isOver = true;
    performance.now = now;
  }
  return longest;
}
