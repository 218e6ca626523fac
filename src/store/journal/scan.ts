/**
 * Reads through a file of the journal: records that are whole, and stretches that are none. After damage it goes on at
 * the next marker whose header is whole.
 */

import { crc32c } from '../../crc32c.ts';
import type { TimeBudget } from '../../metrics/inner.ts';
import type { Files } from '../files/files.ts';
import { isUnixMs } from '../times.ts';
import { readPayload } from './payload.ts';
import {
  HEADER_BYTES,
  headerIn,
  MARKER_BYTE,
  RECORD_VERSION,
  type RecordHeader,
  type RecordKind,
} from './record.ts';

/** Read at once: one read of the disk for many records. */
const CHUNK_BYTES = 2 ** 20;
/** Checked at once: a millisecond. */
const SLICE_BYTES = 2 ** 19;

/** Where a record is, and what of it is needed before it is read. */
export interface RecordEntry {
  readonly sequence: number;
  readonly kind: RecordKind;
  /** Of its payload. */
  readonly offset: number;
  readonly payloadBytes: number;
  readonly payloadCrc32c: number;
  readonly appendedAtUnixMs: number;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
}

/** Bytes that are no whole record. */
export interface BadStretch {
  readonly start: number;
  readonly end: number;
  /** Of the record that it was, where its header is whole. */
  readonly sequence: number | undefined;
  /** The sequence of the last record before it in the file, of any kind. */
  readonly after: number | undefined;
  /** The file ends within it: it was being written. */
  readonly isTorn: boolean;
  readonly reason: string;
}

export interface ScannedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly entries: readonly RecordEntry[];
  readonly bad: readonly BadStretch[];
  /** The highest sequence in any whole header; -1 if there is none. */
  readonly lastSequence: number;
}

/** @throws FileError; what is damaged is in the answer */
export async function scanFile(files: Files, path: string, budget: TimeBudget): Promise<ScannedFile> {
  const window = new FileWindow(files, path, await files.size(path));
  const entries: RecordEntry[] = [];
  const bad: BadStretch[] = [];
  let lastSequence = -1;
  let after: number | undefined;
  let at = 0;
  while (at < window.size) {
    const header = headerIn(await window.bytes(at, HEADER_BYTES));
    const offset = at + HEADER_BYTES;
    if (header === undefined || offset + header.payloadBytes > window.size) {
      const next = await nextHeader(window, at + 1, budget);
      const isTorn = next === window.size;
      const reason = isTorn ? 'its end is missing' : 'no record begins here';
      bad.push({ start: at, end: next, sequence: header?.sequence, after, isTorn, reason });
      if (header !== undefined && !isTorn) lastSequence = Math.max(lastSequence, header.sequence);
      after = header?.sequence ?? after;
      at = next;
      continue;
    }
    const payload = await window.bytes(offset, header.payloadBytes);
    const end = offset + header.payloadBytes;
    const checked = await checkedEntry(header, payload, offset, budget);
    if (typeof checked === 'object') entries.push(checked);
    else bad.push({ start: at, end, sequence: header.sequence, after, isTorn: false, reason: checked });
    lastSequence = Math.max(lastSequence, header.sequence);
    after = header.sequence;
    at = end;
  }
  return { path, size: window.size, entries, bad, lastSequence };
}

/** The entry of a record, or what is wrong with it. */
async function checkedEntry(
  header: RecordHeader,
  payload: Uint8Array,
  offset: number,
  budget: TimeBudget,
): Promise<RecordEntry | string> {
  const { sequence, kind, version, payloadBytes, payloadCrc32c } = header;
  if ((await checksumOf(payload, budget)) !== payloadCrc32c) return 'its checksum is wrong';
  if (version !== RECORD_VERSION) return `it has version ${version}, this library reads ${RECORD_VERSION}`;
  if (kind === undefined) return 'it is of a kind that this library does not know';
  try {
    const { appendedAtUnixMs, startedAtUnixMs, endedAtUnixMs } = readPayload(payload);
    const times = { appendedAtUnixMs, startedAtUnixMs, endedAtUnixMs };
    if (![startedAtUnixMs, endedAtUnixMs].every(isUnixMs)) return 'its time is none that a Date can hold';
    return { sequence, kind, offset, payloadBytes, payloadCrc32c, ...times };
  } catch (error) {
    return (error as Error).message;
  }
}

/** In slices, so that a large record holds up nobody. */
export async function checksumOf(bytes: Uint8Array, budget: TimeBudget): Promise<number> {
  let crc = 0;
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0 || budget.isExhausted()) await budget.pause();
    crc = crc32c(bytes.subarray(at, at + SLICE_BYTES), crc);
  }
  return crc;
}

/** Where the next whole header is, at or after `from`; the size of the file if there is none. */
async function nextHeader(window: FileWindow, from: number, budget: TimeBudget): Promise<number> {
  for (let at = from; at < window.size; ) {
    const chunk = await window.bytes(at, Math.min(CHUNK_BYTES, window.size - at));
    for (let i = chunk.indexOf(MARKER_BYTE); i >= 0; i = chunk.indexOf(MARKER_BYTE, i + 1)) {
      if (chunk.length - i < HEADER_BYTES) break;
      if (headerIn(chunk.subarray(i, i + HEADER_BYTES)) !== undefined) return at + i;
    }
    if (at + chunk.length >= window.size) return window.size;
    // The last bytes may be the beginning of a header.
    at += chunk.length - HEADER_BYTES + 1;
    if (budget.isExhausted()) await budget.pause();
  }
  return window.size;
}

/** A file through a window of one chunk, or of one record where that is larger. */
class FileWindow {
  readonly size: number;
  private readonly files: Files;
  private readonly path: string;
  private start = 0;
  private chunk: Uint8Array = new Uint8Array(0);

  constructor(files: Files, path: string, size: number) {
    this.files = files;
    this.path = path;
    this.size = size;
  }

  /** So many bytes, fewer at the end of the file; good until the next call. */
  async bytes(at: number, length: number): Promise<Uint8Array> {
    const end = Math.min(at + length, this.size);
    if (at < this.start || end > this.start + this.chunk.length) {
      const upTo = Math.min(this.size, Math.max(end, at + CHUNK_BYTES));
      this.chunk = await this.files.read(this.path, at, upTo);
      this.start = at;
    }
    return this.chunk.subarray(at - this.start, end - this.start);
  }
}
