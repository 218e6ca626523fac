// Event files, byte by byte; that TensorBoard itself reads them is in test/interop.
import { createTensorBoardRunLogger, MemoryEventFiles } from 'inferometer/experiments';
import { assert, test } from '../../harness.ts';

const QUICK = {
  flushSeconds: 60,
  minBackoffSeconds: 0.001,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
};

/** CRC32C bit by bit, masked as TFRecord has it. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  crc = ~crc >>> 0;
  return ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) >>> 0;
}

/** The payloads of a file whose every checksum holds. */
function recordsIn(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    assert.is(view.getUint32(at + 8, true), maskedCrc(file.subarray(at, at + 8)));
    const record = file.subarray(at + 12, at + 12 + length);
    assert.is(view.getUint32(at + 12 + length, true), maskedCrc(record));
    records.push(record);
    at += 16 + length;
  }
  return records;
}

test('a file is framed records, the version first, and each scalar an event', async () => {
  const files = new MemoryEventFiles();
  const run = createTensorBoardRunLogger({ ...QUICK, directory: 'logs/', files }).startRun({
    name: 'a/../b:c',
  });
  for (let step = 0; step < 3000; step++) run.log({ loss: step }, { step });
  assert.equal(await run.end(), { delivered: 3000, waiting: 0, lost: 0, problem: undefined });
  const [[path, bytes] = ['', new Uint8Array()], ...others] = files.contents();
  assert.equal(others, []);
  assert.match(path, /^logs\/a\/_\/b_c\/events\.out\.tfevents\.\d{10}\.inferometer\.run-[\w-]+\.1$/);
  const records = recordsIn(bytes);
  assert.is(records.length, 3001);
  assert.match(new TextDecoder().decode(records[0]), /brain\.Event:2$/);
  assert.match(new TextDecoder().decode(records[1]), /loss/);
});

test('behind an append that failed half-way nothing is written: what comes next has a file of its own', async () => {
  const files = new MemoryEventFiles();
  let appends = 0;
  const failing = {
    async append(path: string, bytes: Uint8Array) {
      appends += 1;
      if (appends !== 2) return files.append(path, bytes);
      await files.append(path, bytes.subarray(0, 30));
      throw new Error('the disk is full');
    },
  };
  const run = createTensorBoardRunLogger({ ...QUICK, directory: 'logs', files: failing }).startRun({
    parameters: { a: 1 },
  });
  run.log({ first: 1 });
  await run.flush();
  run.log({ second: 2 });
  assert.is((await run.flush()).waiting, 1);
  assert.equal(await run.end(), { delivered: 3, waiting: 0, lost: 0, problem: undefined });
  const contents = [...files.contents().values()];
  assert.is(contents.length, 2);
  const texts = recordsIn(contents[1] as Uint8Array).map((record) => new TextDecoder().decode(record));
  assert.equal(
    [/brain/, /second/, /session_end/].map((part, i) => part.test(texts[i] as string)),
    [true, true, true],
  );
});

test('two hundred thousand values are written in slices: timers have their turn meanwhile', async () => {
  let bytes = 0;
  const files = {
    async append(_: string, part: Uint8Array) {
      bytes += part.length;
    },
  };
  const run = createTensorBoardRunLogger({ ...QUICK, directory: 'logs', files }).startRun();
  const wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`statistic ${i}`, i]));
  for (let step = 0; step < 2000; step++) run.log(wide, { step });
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  assert.is((await run.end()).delivered, 200_000);
  clearInterval(timer);
  assert.ok(bytes > 200_000 * 40);
  assert.ok(turns >= 10, `${turns} turns`);
});
