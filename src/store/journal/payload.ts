/**
 * What a record carries: when it was appended by both clocks, the time that it is of, whose it is, and then the interval,
 * or the runs, as bytes.
 */
import { InferometerError } from '../../errors.ts';
import { encodingInterval, type Interval, IntervalReader, type Slices } from '../../metrics/inner.ts';
import { type CurveSnapshot, type RunSnapshot, restoreCurve } from '../../telemetry/index.ts';
import type { StoredRuns } from '../model.ts';

/** Four doubles and the length of the instance. */
const FIXED_BYTES = 36;

export interface PayloadHead {
  /** By the wall clock and by the monotonic clock of the process that appended it. */
  readonly appendedAtUnixMs: number;
  readonly appendedAtMonotonicMs: number;
  /** Of an interval its times; runs have the one that they were taken at twice. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly instance: string;
}

export interface Payload extends PayloadHead {
  readonly body: Uint8Array;
}

/** Runs without whose they are. */
export type RunsContent = Omit<StoredRuns, 'member' | 'instance'>;

export function payloadOf(head: PayloadHead, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const instance = new TextEncoder().encode(head.instance);
  const bytes = new Uint8Array(FIXED_BYTES + instance.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, head.appendedAtUnixMs, true);
  view.setFloat64(8, head.appendedAtMonotonicMs, true);
  view.setFloat64(16, head.startedAtUnixMs, true);
  view.setFloat64(24, head.endedAtUnixMs, true);
  view.setUint32(32, instance.length, true);
  bytes.set(instance, FIXED_BYTES);
  bytes.set(body, FIXED_BYTES + instance.length);
  return bytes;
}

/** @throws STORE_RECORD */
export function readPayload(bytes: Uint8Array): Payload {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const instanceEnd = bytes.length < FIXED_BYTES ? Infinity : FIXED_BYTES + view.getUint32(32, true);
  if (instanceEnd > bytes.length) throw badRecord('it is too short');
  return {
    appendedAtUnixMs: view.getFloat64(0, true),
    appendedAtMonotonicMs: view.getFloat64(8, true),
    startedAtUnixMs: view.getFloat64(16, true),
    endedAtUnixMs: view.getFloat64(24, true),
    instance: new TextDecoder().decode(bytes.subarray(FIXED_BYTES, instanceEnd)),
    body: bytes.subarray(instanceEnd),
  };
}

/** @throws INTERVAL_KIND, INTERVAL_RANGE, HISTOGRAM_SNAPSHOT */
export function intervalBody(interval: Interval): Slices<Uint8Array> {
  return encodingInterval(interval);
}

/** @throws INTERVAL_ENCODING_MAGIC, INTERVAL_ENCODING_VERSION and whatever decodeInterval throws */
export function intervalIn({ body }: Payload): IntervalReader {
  return new IntervalReader(body);
}

/** A line of JSON for the time, then one for each run and each curve: a curve is written and read in one go, not all. */
export function* runsBody({ takenAtUnixMs, runs, curves }: RunsContent): Slices<Uint8Array> {
  const lines = [JSON.stringify({ version: 1, takenAtUnixMs, runs: runs.length })];
  for (const one of [...runs, ...curves]) {
    lines.push(JSON.stringify(one));
    yield;
  }
  return new TextEncoder().encode(lines.join('\n'));
}

/** @throws STORE_RECORD */
export function* runsIn({ body }: Payload): Slices<RunsContent> {
  const [first = '', ...lines] = new TextDecoder().decode(body).split('\n');
  const { version, takenAtUnixMs, runs: count } = parsed(first);
  if (version !== 1 || typeof takenAtUnixMs !== 'number' || typeof count !== 'number')
    throw badRecord('its runs begin with no head');
  const parts: unknown[] = [];
  for (const line of lines) {
    parts.push(parsed(line));
    yield;
  }
  const runs = parts.slice(0, count) as RunSnapshot[];
  return { takenAtUnixMs, runs, curves: parts.slice(count).map((one) => restoreCurve(one as CurveSnapshot)) };
}

function parsed(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw badRecord('a line is no object of JSON');
}

function badRecord(what: string): InferometerError {
  return new InferometerError(
    'STORE_RECORD',
    `the content of a record is damaged: ${what}. It is left out; what else there is can be read.`,
  );
}
