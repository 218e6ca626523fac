import { FileError, MemoryFiles, openStore, readStore } from 'inferometer/store';
import { crc32c } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { randomFrom } from '../../histogram/oracle.ts';
import { minute, minutesIn, range } from '../stores.ts';

const FILE = 'main/journal/000000000001.journal';
const HEADER_BYTES = 28;

interface Written {
  readonly bytes: Uint8Array;
  /** Where each record begins, and where the last one ends. */
  readonly bounds: readonly number[];
}

/** A journal with so many minutes. */
async function written(count: number): Promise<Written> {
  const files = new MemoryFiles();
  const bounds = [0];
  const store = await openStore({ files });
  for (const number of range(count)) {
    await store.append(minute(number, number % 3));
    bounds.push(await files.size(FILE));
  }
  await store.close();
  return { bytes: await files.read(FILE), bounds };
}

async function filesWith(bytes: Uint8Array, path = FILE): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await (await files.open(path)).append(bytes);
  return files;
}

test('cut anywhere in its last two records, a journal has all records that are whole, and goes on', async () => {
  const { bytes, bounds } = await written(5);
  for (let end = bounds[3] as number; end < bytes.length; end++) {
    const files = await filesWith(bytes.slice(0, end));
    const whole = bounds.filter((bound) => bound > 0 && bound <= end).length;
    assert.equal(await minutesIn(readStore({ files })), range(whole));
    for (const [opening, numbers] of [
      [1, range(whole)],
      [2, [...range(whole), 7]],
    ] as const) {
      await using store = await openStore({ files });
      assert.equal(await minutesIn(store), numbers, `cut at ${end}`);
      const isTorn = opening === 1 && end !== bounds[whole];
      assert.is(store.status().damagedRecords, isTorn ? 1 : 0, `cut at ${end}`);
      if (opening === 1) await store.append(minute(7));
    }
  }
});

test('a flipped bit costs the record that it is in, is counted, and nothing is read as right that is wrong', async () => {
  const { bytes, bounds } = await written(12);
  const random = randomFrom(12);
  for (let run = 0; run < 1000; run++) {
    const at = Math.floor(random() * bytes.length);
    const flipped = bytes.with(at, (bytes[at] as number) ^ (1 << Math.floor(random() * 8)));
    const damaged = bounds.findLastIndex((bound) => bound <= at);
    const files = await filesWith(flipped);
    const expected = range(12).filter((number) => number !== damaged);
    const reader = readStore({ files });
    assert.equal(await minutesIn(reader), expected, `byte ${at}`);
    await using store = await openStore({ files });
    assert.equal(await minutesIn(store), expected, `byte ${at}`);
    const { damagedRecords, damage } = store.status();
    assert.is(damagedRecords, 1, `byte ${at}: ${JSON.stringify(damage)}`);
    await store.append(minute(20));
    assert.equal(await minutesIn(store), [...expected, 20]);
  }
});

test('a record that is damaged after the store was opened is left out and counted when it is read', async () => {
  const { bytes, bounds } = await written(4);
  const files = await filesWith(bytes);
  await using store = await openStore({ files });
  for (const number of [1, 2]) {
    const at = (bounds[number] as number) + HEADER_BYTES + 50;
    bytes[at] = (bytes[at] as number) ^ 1;
  }
  const file = await files.open(FILE);
  await file.truncate(0);
  await file.append(bytes);
  assert.equal(await minutesIn(store), [0, 3]);
  assert.equal(await minutesIn(store), [0, 3]);
  assert.is(store.status().damagedRecords, 2);
});

test('bytes that are lost in the middle cost the records that they are of', async () => {
  const { bytes, bounds } = await written(9);
  const [from, to] = [(bounds[3] as number) + 5, (bounds[6] as number) + 9];
  const files = await filesWith(Uint8Array.from([...bytes.slice(0, from), ...bytes.slice(to)]));
  await using store = await openStore({ files });
  assert.equal(await minutesIn(store), [0, 1, 2, 7, 8]);
  assert.is(store.status().damagedRecords, 4);
});

test('a file of zeros, as a loss of power may leave it, holds up nothing', async () => {
  const { bytes } = await written(3);
  const files = await filesWith(Uint8Array.from([...bytes, ...new Uint8Array(100_000)]));
  await using store = await openStore({ files });
  assert.equal(await minutesIn(store), range(3));
  const empty = await filesWith(new Uint8Array(3_000_000));
  await using other = await openStore({ files: empty });
  assert.equal(await minutesIn(other), []);
  await other.append(minute(0));
  assert.equal(await minutesIn(other), [0]);
});

test('what looks like a record inside of a record is none', async () => {
  const inner = await written(1);
  const files = new MemoryFiles();
  const store = await openStore({ files });
  // Half of a pair: written as UTF-16, any bytes may be a part of a label.
  const text = Array.from({ length: inner.bytes.length >> 1 }, (_, i) =>
    String.fromCharCode((inner.bytes[2 * i] as number) + 256 * (inner.bytes[2 * i + 1] as number)),
  ).join('');
  const nested = minute(1);
  const [metric] = nested.metrics;
  const point = { ...metric?.series[0], labels: { filling: `${text}\ud800` } };
  await store.append({ ...nested, metrics: [{ ...metric, series: [point] }] } as never);
  await store.append(minute(2));
  await store.close();
  await using again = await openStore({ files });
  assert.equal(await minutesIn(again), [1, 2]);
  assert.is(again.status().damagedRecords, 0);
});

test('a record of a newer release is left out, counted, and not overwritten', async () => {
  const { bytes, bounds } = await written(3);
  const at = bounds[2] as number;
  bytes[at + 4] = 9;
  new DataView(bytes.buffer).setUint32(at + 24, crc32c(bytes.subarray(at, at + 24)), true);
  const files = await filesWith(bytes);
  await using store = await openStore({ files });
  assert.equal(await minutesIn(store), [0, 1]);
  assert.match(store.status().damage[0]?.reason as string, 'version 9');
  await store.append(minute(5));
  assert.equal(await minutesIn(store), [0, 1, 5]);
  assert.equal(await files.read(FILE), bytes);
});

test('a journal file that is gone is counted by its sequences', async () => {
  const files = new MemoryFiles();
  for (const begin of [0, 3, 6]) {
    await using store = await openStore({ files });
    for (const number of range(3, begin)) await store.append(minute(number));
  }
  await files.remove('main/journal/000000000004.journal');
  await using store = await openStore({ files });
  assert.equal(await minutesIn(store), [0, 1, 2, 6, 7, 8]);
  assert.is(store.status().damagedRecords, 3);
});

test('a record of an impossible time is counted and left out: neither queries nor sealing stop at it', async () => {
  const { bytes, bounds } = await written(4);
  const at = bounds[2] as number;
  const bytesOfRecord = bytes.subarray(at, bounds[3]);
  const record = new DataView(bytesOfRecord.buffer, bytesOfRecord.byteOffset, bytesOfRecord.length);
  for (const offset of [16, 24]) record.setFloat64(HEADER_BYTES + offset, 1e300, true);
  record.setUint32(20, crc32c(bytesOfRecord.subarray(HEADER_BYTES)), true);
  record.setUint32(24, crc32c(bytesOfRecord.subarray(0, 24)), true);
  const files = await filesWith(bytes);
  assert.equal(await minutesIn(readStore({ files })), [0, 1, 3]);
  await using store = await openStore({ files });
  assert.is(store.status().damagedRecords, 1);
  assert.match(store.status().damage[0]?.reason ?? '', /a Date can hold/);
  assert.equal(await minutesIn(store), [0, 1, 3]);
});

test('files of a journal that can neither be cut nor synced are closed all the same', async () => {
  const { bytes } = await written(3);
  let open = 0;
  class Unwritable extends MemoryFiles {
    override async open(path: string) {
      const file = await super.open(path);
      open += 1;
      const fail = async () => {
        throw new FileError('other', `no writing to "${path}". Wait.`);
      };
      const close = async () => {
        open -= 1;
        await file.close();
      };
      return { size: file.size, append: fail, sync: fail, truncate: fail, close };
    }
  }
  const files = new Unwritable();
  await (await MemoryFiles.prototype.open.call(files, FILE)).append(bytes.slice(0, -5));
  const store = await openStore({ files, fsync: 'always' });
  assert.equal(await minutesIn(store), [0, 1]);
  assert.is(await store.flush(), false);
  await store.close();
  assert.is(open, 0);
});
