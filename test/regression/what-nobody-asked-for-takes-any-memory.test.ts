// What a worker told unasked was kept however much it was, where an answer may have 512 Mi characters.
import { createTelemetry, type TelemetrySnapshot } from 'inferometer';
import { collectSnapshots, type MessageChannelLike } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';

const HEAD = JSON.stringify({
  ...{ version: 2, startedAtUnixMs: 1, takenAtUnixMs: 2, metrics: [], runs: [], curves: [] },
});
const METRIC = JSON.stringify({
  fullName: 'served_total',
  instrument: { name: 'served_total', kind: 'counter', unit: '1', labels: [], category: 'custom' },
  series: [{ labels: {}, overflow: false, createdAtUnixMs: 1, value: 1 }],
});
/** As long as a piece may be; the memory of one, since this channel copies nothing. */
const LONG = METRIC.padEnd(2 ** 23);

test('last words of more than a worker may answer do not count, and those of others do', async () => {
  using own = createTelemetry({ logLevel: 'silent' });
  const listeners = new Set<(message: unknown) => void>();
  const hear = (message: object) => {
    for (const listener of listeners) listener({ request: 'last', ...message });
  };
  const channel = {
    on: (_: 'message', listener: (message: unknown) => void) => listeners.add(listener),
    off: (_: string, listener: (message: unknown) => void) => listeners.delete(listener),
    postMessage() {},
  } as MessageChannelLike;
  let alive = [channel];
  const all = collectSnapshots(own, () => alive, { timeoutSeconds: 0.05 });
  await all.snapshot();
  alive = [];
  const tell = (worker: string, pieces: readonly string[]) => {
    for (const text of pieces) hear({ worker, inferometer: 'piece', text });
    hear({ worker, inferometer: 'end', pieces: pieces.length });
  };
  tell('endless', [HEAD, ...Array<string>(66).fill(LONG)]);
  tell('short', [HEAD, METRIC]);
  assert.is(servedIn(await all.snapshot()), 1);
  // Nor does what is begun by ever new names, and never ended.
  for (let i = 0; i < 64; i++) hear({ worker: `${i}`, inferometer: 'piece', text: LONG });
  tell('late', [HEAD, LONG]);
  assert.is(servedIn(await all.snapshot()), 1);
});

function servedIn({ metrics }: TelemetrySnapshot): number | undefined {
  const series = metrics.find(({ fullName }) => fullName === 'served_total')?.series ?? [];
  return series.reduce((sum, one) => sum + ('value' in one ? one.value : 0), 0);
}
