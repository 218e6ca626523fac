// It went on to read the files of its journal, which the next writer had sealed and removed.
import { MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { BEGIN_UNIX_MS, minute, minutesIn, range } from '../store/stores.ts';

test('a store that was closed is asked as any reader is', async () => {
  let nowUnixMs = BEGIN_UNIX_MS;
  const clock = { wallUnixMs: () => nowUnixMs, monotonicMs: () => nowUnixMs };
  const files = new MemoryFiles();
  const closed = await openStore({ files, clock });
  for (const number of range(3)) await closed.append(minute(number));
  await closed.close();
  assert.equal(await minutesIn(closed), range(3));
  nowUnixMs += 2 * 3_600_000;
  await using store = await openStore({ files, clock });
  await store.append(minute(3));
  await store.maintain();
  assert.equal(await minutesIn(closed), range(4));
  assert.equal(closed.status().damage, []);
});
