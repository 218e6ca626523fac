// A page of its own: Chromium takes half a minute to hear of another quota for a database that is in use.
import { readStore } from 'inferometer/store';
import { assert, skip, test } from '../../harness.ts';
import { minutesIn } from '../stores.ts';
import { filesOf, kinds, Writer } from './writers.ts';

/** The runner's, in Chromium: of this origin, in bytes; null for the browser's own. */
const { overrideQuota } = globalThis as {
  overrideQuota?: (bytes: number | null) => Promise<void>;
};

for (const kind of kinds) {
  test(`${kind}: at the quota what is appended waits, and is written when there is room`, async () => {
    if (overrideQuota === undefined) skip('no other driver than Chromium sets a quota');
    const name = `full-${kind}`;
    const { usage = 0 } = await navigator.storage.estimate();
    await overrideQuota(usage + 3_000_000);
    const one = new Writer({ kind, name, count: 200, group: 2, bytes: 100_000, segmentBytes: 2 ** 30 });
    const end = await one.ends();
    assert.equal(end, { type: 'done', problem: 'full', isFlushed: false });
    assert.ok(one.acknowledged.length >= 5, `${one.acknowledged.length}`);
    const reader = readStore({ files: filesOf(kind, name) });
    const before = await minutesIn(reader);
    assert.equal(before.slice(0, one.acknowledged.length), one.acknowledged);
    await overrideQuota(null);
    assert.equal(await one.tryAgain(), { type: 'done', problem: undefined, isFlushed: true });
    assert.equal(
      await minutesIn(reader),
      one.acknowledged.toSorted((a, b) => a - b),
    );
    assert.ok(one.acknowledged.length >= before.length);
    one.kill();
  });
}
