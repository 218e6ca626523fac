/** Snapshots of every layout as bytes. docs/snapshot-format.md has the layout of the bytes. */
import { InferometerError } from '../../errors.ts';
import { ByteReader } from '../base/byte-reader.ts';
import { ByteWriter } from '../base/byte-writer.ts';
import { countsLimitOf, type HistogramDecodingOptions } from '../base/options.ts';
import type { SnapshotTotals } from '../base/snapshot-totals.ts';
import { LAYOUTS, layoutOf, type Snapshot } from '../layouts.ts';

/** Not text, and no byte order mark: b1 "IFH". */
const MAGIC = [0xb1, 0x49, 0x46, 0x48];
const VERSION = 1;

type Totals = Pick<SnapshotTotals, 'count' | 'sum' | 'min' | 'max' | 'rejected'>;

/**
 * The snapshot in a few hundred bytes: equal snapshots give equal bytes, in every runtime.
 *
 * @throws HISTOGRAM_SNAPSHOT; SNAPSHOT_ENCODING_NUMBER for a count beyond 2^64
 * @example
 * await writeFile('latency.bin', encodeSnapshot(latency.snapshot()));
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const layout = layoutOf(snapshot);
  const valid = layout.valid(snapshot);
  const tag = LAYOUTS.findIndex(({ name }) => name === layout.name);
  const writer = new ByteWriter(512);
  for (const byte of [...MAGIC, VERSION, tag]) writer.byte(byte);
  writeTotals(writer, valid);
  layout.write(writer, valid);
  return writer.finish();
}

/**
 * The snapshot that `encodeSnapshot` was given. What it returns has passed the checks of every snapshot, so it can be
 * merged and queried whoever sent the bytes. Memory is bounded by 8 bytes for each bucket that the bytes describe: at
 * most 1 MB for an exponential snapshot, and `countsLimit` buckets for an HDR snapshot.
 *
 * @throws SNAPSHOT_ENCODING_MAGIC, SNAPSHOT_ENCODING_VERSION, SNAPSHOT_ENCODING_LAYOUT for what is no snapshot that
 *   this library reads; SNAPSHOT_ENCODING_TRUNCATED, SNAPSHOT_ENCODING_TRAILING for more or less than one;
 *   SNAPSHOT_ENCODING_NUMBER, SNAPSHOT_ENCODING_CONTENT for one that is damaged; SNAPSHOT_ENCODING_LIMIT for one that
 *   reaches too far; SNAPSHOT_ENCODING_KIND for what is no Uint8Array; HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND,
 *   HISTOGRAM_OPTION_RANGE
 */
export function decodeSnapshot(bytes: Uint8Array, options: HistogramDecodingOptions = {}): Snapshot {
  const countsLimit = countsLimitOf(options);
  const reader = new ByteReader(bytes);
  const layout = readLayout(reader);
  const totals = readTotals(reader);
  const snapshot = Object.freeze({
    layout: layout.name,
    version: 1,
    ...totals,
    ...layout.read(reader, countsLimit),
  });
  if (reader.remaining > 0) {
    throw new InferometerError(
      'SNAPSHOT_ENCODING_TRAILING',
      `${reader.remaining} bytes follow the snapshot. Pass one snapshot alone.`,
    );
  }
  try {
    return layout.valid(snapshot as never);
  } catch (cause) {
    throw new InferometerError(
      'SNAPSHOT_ENCODING_CONTENT',
      'the bytes describe a snapshot that no histogram takes; see the cause. They are damaged.',
      { cause },
    );
  }
}

function readLayout(reader: ByteReader): (typeof LAYOUTS)[number] {
  if (MAGIC.some((byte) => reader.byte() !== byte)) {
    throw new InferometerError(
      'SNAPSHOT_ENCODING_MAGIC',
      'the bytes do not begin as a snapshot does. Pass what encodeSnapshot() returned; decodeHdr() and decodeDdSketch() read other formats.',
    );
  }
  const version = reader.byte();
  if (version !== VERSION) {
    throw new InferometerError(
      'SNAPSHOT_ENCODING_VERSION',
      `the snapshot has version ${version}, this library reads ${VERSION}. Use a newer release.`,
    );
  }
  const tag = reader.byte();
  const layout = LAYOUTS[tag];
  if (layout) return layout;
  throw new InferometerError(
    'SNAPSHOT_ENCODING_LAYOUT',
    `the snapshot has layout ${tag}, this library knows 0 to ${LAYOUTS.length - 1}. Use a newer release.`,
  );
}

function writeTotals(writer: ByteWriter, { count, rejected, sum, min, max }: Totals): void {
  writer.varint(count);
  writer.varint(rejected);
  writer.double(sum);
  if (count === 0) return;
  writer.double(min);
  writer.double(max);
}

function readTotals(reader: ByteReader): Totals {
  const count = reader.varint();
  const rejected = reader.varint();
  const sum = reader.double();
  const [min, max] = count === 0 ? [Number.NaN, Number.NaN] : [reader.double(), reader.double()];
  return { count, sum, min, max, rejected };
}
