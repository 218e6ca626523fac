// A reader in another process, over a directory, while the writer seals, merges and removes.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { DAY_MS, HOUR_MS, INSTRUMENTS, intervalAt, MINUTE_MS, START } from './stored-intervals.ts';

/** Counts, again and again, until it is told to stop; tells what it has seen. */
const READER = `
import { readStore } from 'inferometer/store';
const store = await readStore({ path: process.argv[2] });
let isOver = false;
process.on('message', () => { isOver = true; });
const seen = [];
for (let last = false; !last; ) {
  last = isOver;
  const [row] = await store.query({ metric: 'requests_total', groupBy: [] }).rows();
  const value = row?.sum ?? 0;
  if (seen.at(-1)?.value === value) seen.at(-1).times += 1;
  else seen.push({ value, times: 1 });
  if (seen.length === 1 && seen[0].times === 1) process.send('begun');
}
const { damage } = store.status();
process.send({ seen, damage });
await store.close();
process.disconnect();
`;

test('another process sees each interval once while segments are sealed, merged and removed', async () => {
  const path = mkdtempSync(join(tmpdir(), 'inferometer-readers-'));
  const program = join('.cache', `reader-${process.pid}.mjs`);
  writeFileSync(program, READER);
  try {
    let now = START;
    const clock = { monotonicMs: () => now, wallUnixMs: () => now };
    const [instrument] = INSTRUMENTS.filter(({ name }) => name === 'requests_total');
    assert.ok(instrument);
    const store = await openStore({
      path,
      clock,
      segmentSeconds: 60,
      hourlyAfterSeconds: 3600,
      dailyAfterSeconds: 2 * 86_400,
    });
    const reader = fork(program, [path], { execArgv: [] });
    const messages: unknown[] = [];
    const told = () =>
      new Promise<unknown>((resolve, reject) => {
        reader.once('message', resolve);
        reader.once('exit', (code) => reject(new Error(`the reader ended with ${code}`)));
      });
    await told();
    let appended = 0;
    for (let day = 0; day < 4; day++) {
      for (let hour = 0; hour < 24; hour += 4) {
        const at = START + day * DAY_MS + hour * HOUR_MS;
        const point = { labels: {}, overflow: false, createdAtUnixMs: START, value: 1 };
        const metrics = [{ instrument, fullName: 'requests_total', series: [point] }];
        now = at + MINUTE_MS;
        await store.append(intervalAt(appended, at, metrics));
        appended += 1;
        now += 10 * MINUTE_MS;
        await store.maintain();
      }
    }
    const end = told();
    reader.send('stop');
    messages.push(await end);
    const [{ seen, damage }] = messages as [{ seen: { value: number; times: number }[]; damage: unknown[] }];
    assert.equal(damage, []);
    assert.is(seen.at(-1)?.value, appended);
    // Nothing twice, and nothing gone: sums only grow.
    const values = seen.map(({ value }) => value);
    assert.equal(
      values,
      [...values].sort((a, b) => a - b),
    );
    assert.ok(seen.length > 3, JSON.stringify(seen));
    await store.close();
  } finally {
    rmSync(path, { recursive: true, force: true });
    rmSync(program, { force: true });
  }
});
