// Whatever is read that others wrote costs time and memory by its size, not by the numbers in it. Every decoder is in the table:
// its samples are changed at each place to what asks for the most.
import {
  createTelemetry,
  getMetrics,
  mergeTelemetrySnapshots,
  type Telemetry,
  type TelemetrySnapshot,
} from 'inferometer';
import * as drift from 'inferometer/drift';
import * as hdr from 'inferometer/hdr';
import * as histogram from 'inferometer/histogram';
import type { Interval } from 'inferometer/metrics';
import { expositionText } from 'inferometer/prometheus';
import * as store from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { encodeDouble, encodeV0, encodeV1, encodeV2, SMALL } from '../histogram/hdr/bytes.ts';

/** A decoder of bytes, and bytes that it reads. */
interface OfBytes {
  readonly samples: () => readonly Uint8Array[];
  readonly decode: (bytes: Uint8Array) => unknown;
  /** Makes its checksums right again, so that what is behind them is reached. */
  readonly mend?: (bytes: Uint8Array) => void;
  /** What one input may take whatever its size, in bytes; see MOST_BYTES. */
  readonly mostBytes?: number;
}

/** Of one input of some hundred bytes. */
const MOST_BYTES = 4e6;
const BYTES_PER_BYTE = 200;
/** Others work on the machine, and the collector has its turn: an input is slow that is so five times. */
const MOST_MS = 60;

/** 2^22 counts: the bound that the option `countsLimit` has by itself. */
const OF_COUNTS = 8 * 2 ** 22 + MOST_BYTES;

const LONGEST_HEAD = 150;

const HOSTILE_BYTES = [
  [0xff, 0xff, 0xff, 0x7f],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0x03],
  [0xff, 0xff, 0x03],
  [0x00, 0xff, 0xff, 0xff, 0x01],
];

/** The sample with each of these written over each place, and put in there for one byte. */
function* changed(sample: Uint8Array): Generator<Uint8Array> {
  // What is said of all that follows is at the beginning.
  for (let at = 0; at < Math.min(sample.length, LONGEST_HEAD); at++) {
    for (const bytes of HOSTILE_BYTES) {
      const over = sample.slice();
      over.set(bytes.slice(0, sample.length - at), at);
      yield over;
      yield Uint8Array.from([...sample.subarray(0, at), ...bytes, ...sample.subarray(at + 1)]);
    }
  }
}

/** An error of ours is an answer; another one is none. Kept, so that its memory is counted. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if ((error as { code?: unknown }).code === undefined || !/^[A-Z_]+: /.test((error as Error).message))
      throw error;
    return error;
  }
}

function whatever(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

function memoryBytes(): number {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** What one reading took at least, of five. */
function assertCost(read: () => unknown, size: number, mostBytes: number, about: () => string): void {
  let [ms, bytes] = [Infinity, Infinity];
  for (let run = 0; run < 5 && (ms > MOST_MS || bytes > mostBytes + BYTES_PER_BYTE * size); run++) {
    const before = memoryBytes();
    const begunMs = performance.now();
    const kept = outcome(read);
    ms = Math.min(ms, performance.now() - begunMs);
    bytes = Math.min(bytes, memoryBytes() - before);
    if (kept === read) throw new Error('unreachable');
  }
  assert.ok(ms <= MOST_MS, `${ms} ms for ${size} bytes: ${about()}`);
  assert.ok(bytes <= mostBytes + BYTES_PER_BYTE * size, `${bytes} bytes for ${size} bytes: ${about()}`);
}

const values = new histogram.Histogram();
values.recordMany([0.1, 1, 2, 300, -5, 0]);
const bounded = new histogram.Histogram({ bounds: [1, 2, 5] });
bounded.recordMany([1, 3, 9]);
const whole = new histogram.HdrHistogram({ significantDigits: 2 });
whole.recordMany([1, 50, 7000]);
const sharp = new histogram.HdrHistogram({ significantDigits: 5, highestTrackable: 2 ** 63 });
sharp.recordMany([1, 3000]);
const explicit = new histogram.ExplicitHistogram({ bounds: [1, 2, 5] });
explicit.recordMany([1, 3, 9]);
const summary = new histogram.Summary();
summary.recordMany([1, 3, 9]);
const all = [values, bounded, whole, sharp, explicit, summary];

function worked(): Telemetry {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  telemetry.recordTrainingStats({ modelId: 'm', epoch: 1, loss: 0.5 });
  telemetry
    .histogram({ name: 'h', help: 'H.', bucketBounds: [1, 2] })
    .withLabels()
    .record(1.5);
  return telemetry;
}

function intervals(): Interval[] {
  using telemetry = worked();
  return [telemetry.collector.flush() as Interval];
}

const base64 = (bytes: Uint8Array) => Buffer.from(hdr.compressHdr(bytes)).toString('base64');
const encodedHdr = () => [
  encodeV2({ ...SMALL, significantDigits: 5, highestTrackable: 2n ** 62n }),
  encodeV1(SMALL, 2),
  encodeV0(SMALL, 8),
  histogram.encodeHdr(sharp.snapshot()),
];

/** CRC-32C (Castagnoli), bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** The last four bytes, little-endian. */
function mendCrc(bytes: Uint8Array): void {
  const end = bytes.length - 4;
  new DataView(bytes.buffer).setUint32(end, crc32c(bytes.subarray(0, end)), true);
}

const BYTES: Readonly<Record<string, OfBytes>> = {
  decodeSnapshot: {
    samples: () => all.map((one) => histogram.encodeSnapshot(one.snapshot())),
    decode: histogram.decodeSnapshot,
    mostBytes: OF_COUNTS,
  },
  decodeHdr: { samples: encodedHdr, decode: (bytes) => histogram.decodeHdr(bytes), mostBytes: OF_COUNTS },
  decodeDoubleHdr: {
    samples: () => encodedHdr().map((bytes) => encodeDouble(bytes, 1, 2n)),
    decode: (bytes) => histogram.decodeDoubleHdr(bytes),
    mostBytes: OF_COUNTS,
  },
  decodeDdSketch: {
    samples: () => [
      histogram.encodeDdSketch(values.snapshot()),
      histogram.encodeDdSketch(bounded.snapshot()),
    ],
    decode: (bytes) => histogram.decodeDdSketch(bytes),
  },
  decompressHdr: {
    samples: () => encodedHdr().map((bytes) => hdr.compressHdr(bytes)),
    decode: hdr.decompressHdr,
  },
  readHdrLog: {
    samples: () => encodedHdr(),
    decode: (bytes) => [...hdr.readHdrLog(`0,1,1,${base64(bytes)}`)],
    mostBytes: OF_COUNTS,
  },
  // A live histogram is in kernel memory, which is an array buffer.
  decodeFromCompressedBase64: {
    samples: () => encodedHdr().slice(0, 1),
    decode: (bytes) => hdr.decodeFromCompressedBase64(base64(bytes), 32, true).destroy(),
    mostBytes: 4 * OF_COUNTS,
  },
  HistogramLogReader: {
    samples: () => encodedHdr().slice(3),
    decode: (bytes) =>
      new hdr.HistogramLogReader(`0,1,1,${base64(bytes)}`, 32, true).nextIntervalHistogram()?.destroy(),
    mostBytes: 4 * OF_COUNTS,
  },
  decodeInterval: {
    samples: () => intervals().map((interval) => store.encodeInterval(interval)),
    decode: store.decodeInterval,
    mostBytes: OF_COUNTS,
  },
  decodeDriftReference: {
    samples: () => [
      drift.encodeDriftReference([1, 2, 3]),
      drift.encodeDriftReference({ a: 1, b: 2 }),
      drift.encodeDriftReference(sharp.snapshot()),
    ],
    decode: drift.decodeDriftReference,
    mend: mendCrc,
    mostBytes: OF_COUNTS,
  },
  decodeDriftFeatures: {
    samples: () => [drift.encodeDriftReference({ x: [1, 2, 3], y: { a: 1, b: 2 } })],
    decode: drift.decodeDriftFeatures,
    mend: mendCrc,
  },
};

for (const [name, { samples, decode, mend, mostBytes = MOST_BYTES }] of Object.entries(BYTES)) {
  test(`${name}: a few changed bytes cost a few milliseconds and no more memory than is said`, () => {
    for (const sample of samples()) {
      const same = sample.slice();
      mend?.(same);
      assert.equal(same, sample, 'its checksums are those that the library writes');
      outcome(() => decode(sample));
      for (const bytes of changed(sample)) {
        mend?.(bytes);
        assertCost(
          () => decode(bytes),
          bytes.length,
          mostBytes,
          () => `[${bytes}]`,
        );
      }
    }
  });
}

/** What is read as data that once was JSON, or another library's. */
interface OfData {
  readonly samples: () => readonly unknown[];
  readonly read: (data: never) => unknown;
  /** Deep within, what is no snapshot is not looked for: errors of the engine are answers too. */
  readonly isDeep?: boolean;
}

const HOSTILE: readonly unknown[] = [
  2 ** 53,
  1e308,
  -1e308,
  -(2 ** 53),
  2 ** 31,
  1e9,
  -1e9,
  300,
  -300,
  0.5,
  Number.NaN,
  null,
  'x',
  [],
  {},
  { length: 2 ** 31 },
];

/** The data with each part in turn replaced by each of these. */
function* replaced(data: unknown): Generator<unknown> {
  yield* HOSTILE;
  if (typeof data !== 'object' || data === null) return;
  const keys = Object.keys(data);
  // One element of a long list is as another.
  for (const key of keys.length > 40 ? keys.slice(0, 2) : keys) {
    for (const part of replaced((data as Record<string, unknown>)[key])) {
      const copy = structuredClone(data) as Record<string, unknown>;
      copy[key] = part;
      yield copy;
    }
  }
}

const DATA: Readonly<Record<string, OfData>> = {
  'snapshots: restored, merged, asked': {
    samples: () => all.map((one) => one.snapshot()),
    read: (data) => {
      const one = histogram.restoreSnapshot(data) as histogram.ExponentialSnapshot;
      return [
        outcome(() => histogram.mergeSnapshots([one, one])),
        outcome(() => histogram.quantilesOf(one, [0.5])),
        outcome(() => histogram.cdf(one, 3)),
        outcome(() => histogram.encodeSnapshot(one)),
        outcome(() => histogram.subtractSnapshots(one, one)),
        outcome(() => histogram.toTerminal(one)),
        outcome(() => histogram.percentileText(one)),
      ];
    },
  },
  fromOtelExponential: {
    samples: () => [histogram.toOtelExponential(values.snapshot())],
    read: histogram.fromOtelExponential,
  },
  fromNativeHistogram: {
    samples: () => [histogram.toNativeHistogram(values.snapshot())],
    read: histogram.fromNativeHistogram,
  },
  'snapshots of telemetries: merged, asked, exposed': {
    samples: () => {
      using telemetry = createTelemetry({ logLevel: 'silent' });
      telemetry
        .histogram({ name: 'h', help: 'H.', bucketBounds: [1, 2] })
        .withLabels()
        .record(1.5);
      telemetry
        .counter({ name: 'c_total', help: 'C.', labels: ['a'] })
        .withLabels({ a: 'b' })
        .add(2);
      const { metrics, ...rest } = telemetry.snapshot();
      return [{ ...rest, metrics: metrics.filter(({ fullName }) => /^(h|c_total)$/.test(fullName)) }];
    },
    isDeep: true,
    read: (data: TelemetrySnapshot) => {
      const merged = mergeTelemetrySnapshots([data, data]);
      return [merged, whatever(() => getMetrics(merged)), whatever(() => expositionText(merged))];
    },
  },
};

for (const [name, { samples, read, isDeep = false }] of Object.entries(DATA)) {
  test(`${name}: a changed number costs no more than another one`, () => {
    for (const sample of samples()) {
      outcome(() => read(sample as never));
      for (const data of replaced(sample)) {
        assertCost(
          () => (isDeep ? whatever(() => read(data as never)) : read(data as never)),
          1000,
          MOST_BYTES,
          () => JSON.stringify(data),
        );
      }
    }
  });
}

test('every export that reads what others wrote is in the table', () => {
  const entries = { drift, hdr, histogram, store };
  const readers = Object.values(entries)
    .flatMap((entry) => Object.keys(entry))
    .filter((name) => /^(decode|decompress|from|restore|read)[A-Z]/.test(name));
  const held = `${Object.keys(BYTES)} ${Object.keys(DATA)} restoreSnapshot`;
  assert.equal([...new Set(readers)].filter((name) => !held.includes(name)).sort(), ELSEWHERE);
});

/** Reads files, each in test/store/: damage.test.ts. */
const ELSEWHERE = ['readStore'];
