/** Names of sealed files: they say which records of the journal a file holds, and the CRC of its bytes. */
import { hex8 } from '../../crc32c.ts';

/** What the rows of a segment were merged by: not at all, by the hour, by the day. */
export type Level = 0 | 1 | 2;

/** The words for it, in a column. */
export const STEP_NAMES = ['interval', 'hour', 'day'] as const;

/** UTC hours and days begin at multiples of these. */
export const STEP_MS = [0, 3_600_000, 86_400_000] as const;

export interface SealedName {
  /** Of the records of the journal that are in it. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Of all its bytes. */
  readonly crc: number;
}

export interface SegmentName extends SealedName {
  readonly level: Level;
}

const SEGMENT = /^L([012])-(\d{12,})-(\d{12,})-([0-9a-f]{8})\.parquet$/;
const RUNS = /^(\d{12,})-(\d{12,})-([0-9a-f]{8})\.json$/;
/** What a file is called until all of it is on the disk. */
export const TEMPORARY = '.tmp';

export function segmentFileName({ level, firstSequence, lastSequence, crc }: SegmentName): string {
  return `L${level}-${padded(firstSequence)}-${padded(lastSequence)}-${hex8(crc)}.parquet`;
}

/** Undefined for what is no segment's. */
export function parseSegmentName(file: string): SegmentName | undefined {
  const [, level, first, last, crc] = SEGMENT.exec(file) ?? [];
  if (crc === undefined) return undefined;
  return {
    level: Number(level) as Level,
    firstSequence: Number(first),
    lastSequence: Number(last),
    crc: Number.parseInt(crc, 16),
  };
}

export function runsFileName({ firstSequence, lastSequence, crc }: SealedName): string {
  return `${padded(firstSequence)}-${padded(lastSequence)}-${hex8(crc)}.json`;
}

export function parseRunsName(file: string): SealedName | undefined {
  const [, first, last, crc] = RUNS.exec(file) ?? [];
  if (crc === undefined) return undefined;
  return { firstSequence: Number(first), lastSequence: Number(last), crc: Number.parseInt(crc, 16) };
}

/**
 * Whether the first holds all that the second does, so that the second one does not count: it was merged into the first, or
 * sealed again, with more, after nobody knew whether it had come to the disk.
 */
export function supersedes<Name extends SealedName & { readonly level?: Level }>(
  one: Name,
  other: Name,
): boolean {
  const { level = 0 } = one;
  const { level: otherLevel = 0 } = other;
  const holds = one.firstSequence <= other.firstSequence && other.lastSequence <= one.lastSequence;
  if (!holds || level !== otherLevel) return holds && level > otherLevel;
  const isLarger = one.firstSequence < other.firstSequence || other.lastSequence < one.lastSequence;
  return isLarger || one.crc > other.crc;
}

function padded(sequence: number): string {
  return `${sequence}`.padStart(12, '0');
}
