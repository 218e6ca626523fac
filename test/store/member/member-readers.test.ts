// Members of a place, read one after another.
import { FileError, MemoryFiles, readStore } from 'inferometer/store';
import { Segments } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { minute, minutesIn, openOn, range } from '../stores.ts';

/** A place of which one file cannot be read for a while. */
class HalfReadable extends MemoryFiles {
  unreadable = 'nothing';

  override read(path: string, start?: number, end?: number) {
    if (path.startsWith(this.unreadable)) throw new FileError('other', `cannot read "${path}". Look at it.`);
    return super.read(path, start, end);
  }
}

/** How many views of segments are held, from now until it is stopped. */
function countingViews() {
  const { view } = Segments.prototype;
  const counted = { held: 0, opened: 0, stop: () => Object.assign(Segments.prototype, { view }) };
  Segments.prototype.view = function () {
    const made = view.call(this);
    const release = made.release.bind(made);
    counted.opened += 1;
    counted.held += 1;
    made.release = () => {
      counted.held -= 1;
      release();
    };
    return made;
  };
  return counted;
}

test('where one member cannot be read, the views of those before it are let go of', async () => {
  const files = new HalfReadable();
  const machine = new Machine();
  for (const member of ['a', 'b', 'c']) {
    await using store = await openOn(machine, files, { member });
    await store.append(minute(1));
  }
  const reader = readStore({ files });
  const views = countingViews();
  try {
    for (const unreadable of ['c/journal', 'b/journal', 'a/journal']) {
      files.unreadable = unreadable;
      // A new reader knows none of the files.
      await assert.rejects(readStore({ files }).query({}).rows(), /cannot read/);
      assert.is(views.held, 0, unreadable);
    }
    assert.ok(views.opened >= 6);
    files.unreadable = 'nothing';
    assert.equal(
      await minutesIn(reader),
      range(1, 1).flatMap((number) => [number, number, number]),
    );
    assert.is(views.held, 0);
  } finally {
    views.stop();
  }
});
