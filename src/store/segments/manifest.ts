/**
 * What the segments of a member hold, in two files of which the newer counts: so that a query opens no segment of another
 * time or without the metrics it asks for. The truth is in the names and the segments; a manifest that is damaged or gone
 * is written anew from them.
 */

import { crc32c, hex8 } from '../../crc32c.ts';
import type { Instrument } from '../../metrics/inner.ts';
import type { Files } from '../files/files.ts';
import type { SegmentIndex } from './parquet/segment-index.ts';
import { isMissing, writeSealed } from './sealed-file.ts';
import type { IndexPlace } from './segment-writer.ts';

/** What is known of a segment that is not open. */
export interface SegmentSummary extends IndexPlace {
  readonly rows: number;
  /** Lowest and highest start of an interval in it; Infinity and -Infinity of none. */
  readonly firstUnixMs: number;
  readonly lastUnixMs: number;
  /** The last end of an interval in it. */
  readonly endUnixMs: number;
  readonly member: string;
  readonly metrics: readonly (readonly [fullName: string, instrument: Instrument])[];
}

export interface ManifestContent {
  /** By the names of their files. */
  readonly summaries: ReadonlyMap<string, SegmentSummary>;
  /** The highest sequence that was ever sealed. */
  readonly highestSequence: number;
  /** The highest sequence of segments that were removed because they were old. */
  readonly removedThrough: number;
}

interface ManifestJson {
  readonly version: 1;
  /** Of two, the one with the higher counts. */
  readonly generation: number;
  readonly highestSequence: number;
  readonly removedThrough: number;
  readonly instruments: readonly (readonly [fullName: string, instrument: Instrument])[];
  readonly segments: readonly (readonly [
    file: string,
    rows: number,
    place: readonly [size: number, indexAt: number, indexEnd: number],
    first: number | null,
    last: number | null,
    end: number | null,
    member: string,
    metrics: readonly number[],
  ])[];
}

const FILES = ['manifest-a.json', 'manifest-b.json'] as const;
/** Before the JSON: the CRC of the JSON, and a line break. */
const HEAD_BYTES = 9;

export class Manifest {
  private readonly files: Files;
  private readonly directory: string;
  private readonly damaged: (path: string, reason: string) => void;
  private generation = 0;

  constructor(files: Files, directory: string, damaged: (path: string, reason: string) => void) {
    this.files = files;
    this.directory = directory;
    this.damaged = damaged;
  }

  async read(): Promise<ManifestContent> {
    const found = [await this.readOne(FILES[0]), await this.readOne(FILES[1])];
    const [newest] = found.filter((one) => one !== undefined).sort((a, b) => b.generation - a.generation);
    if (newest === undefined) return { summaries: new Map(), highestSequence: 0, removedThrough: 0 };
    const { generation, highestSequence, removedThrough } = newest;
    this.generation = generation;
    const summaries = new Map(
      newest.segments.map(([file, rows, [size, indexAt, indexEnd], first, last, end, member, metrics]) => [
        file,
        {
          rows,
          size,
          indexAt,
          indexEnd,
          firstUnixMs: first ?? Infinity,
          lastUnixMs: last ?? -Infinity,
          endUnixMs: end ?? -Infinity,
          member,
          metrics: metrics.map((at) => newest.instruments[at] as readonly [string, Instrument]),
        },
      ]),
    );
    return { summaries, highestSequence, removedThrough };
  }

  /** Replaces the older of the two. */
  async write(content: ManifestContent): Promise<void> {
    this.generation += 1;
    const text = encode(this.generation, content);
    const bytes = new TextEncoder().encode(text);
    const head = new TextEncoder().encode(`${hex8(crc32c(bytes))}\n`);
    await writeSealed(this.files, this.directory, async (file) => {
      await file.append(head);
      await file.append(bytes);
      return FILES[this.generation % 2] as string;
    });
  }

  private async readOne(name: string): Promise<ManifestJson | undefined> {
    const path = `${this.directory}/${name}`;
    try {
      const bytes = await this.files.read(path);
      const text = new TextDecoder();
      const crc = text.decode(bytes.subarray(0, HEAD_BYTES));
      const body = bytes.subarray(HEAD_BYTES);
      if (crc !== `${hex8(crc32c(body))}\n`) throw new Error('its CRC is not right');
      const json = JSON.parse(text.decode(body)) as ManifestJson;
      if (json.version !== 1) throw new Error(`it has version ${json.version}, not 1`);
      return json;
    } catch (error) {
      if (!isMissing(error)) this.damaged(path, (error as Error).message);
      return undefined;
    }
  }
}

export function summaryOf(
  { member, metrics, groups, coverage }: SegmentIndex,
  place: IndexPlace,
): SegmentSummary {
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  return {
    ...place,
    rows: groups.reduce((sum, { rows }) => sum + rows, 0),
    firstUnixMs: least(groups.map(({ firstUnixMs }) => firstUnixMs)),
    lastUnixMs: -least(groups.map(({ lastUnixMs }) => -lastUnixMs)),
    endUnixMs: -least(coverage.map(({ endedAtUnixMs }) => -endedAtUnixMs)),
    member,
    metrics,
  };
}

function encode(generation: number, { summaries, ...sequences }: ManifestContent): string {
  const positions = new Map<string, number>();
  const instruments: (readonly [string, Instrument])[] = [];
  const positionOf = (metric: readonly [string, Instrument]): number => {
    const key = JSON.stringify(metric);
    const position = positions.get(key) ?? instruments.push(metric) - 1;
    positions.set(key, position);
    return position;
  };
  const segments = Array.from(summaries, ([file, summary]): ManifestJson['segments'][number] => {
    const { rows, size, indexAt, indexEnd, firstUnixMs, lastUnixMs, endUnixMs, member, metrics } = summary;
    return [
      file,
      rows,
      [size, indexAt, indexEnd],
      ifFinite(firstUnixMs),
      ifFinite(lastUnixMs),
      ifFinite(endUnixMs),
      member,
      metrics.map(positionOf),
    ];
  });
  return JSON.stringify({
    version: 1,
    generation,
    ...sequences,
    instruments,
    segments,
  } satisfies ManifestJson);
}

function ifFinite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
