/** Files of a store, each looked at by itself: what it is, whether it is whole, and what is in it. */

import { crc32c } from '../../crc32c.ts';
import { systemClock, systemScheduler, systemTimer } from '../../runtime/index.ts';
import { DamageLog, type StoreContext, storeContext } from '../context.ts';
import type { Files } from '../files/files.ts';
import { JournalView } from '../journal/journal-view.ts';
import { checksumOf, scanFile } from '../journal/scan.ts';
import type { PointSource, StoredRuns, StoreView } from '../model.ts';
import { type QueriedStore, StoreAnswer } from '../query/store-answer.ts';
import {
  DamagedError,
  type Level,
  parseRunsName,
  parseSegmentName,
  Segment,
  STEP_NAMES,
} from '../segments/index.ts';

/** What all of them say. */
interface Inspected {
  /** Relative to the place of the files. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What is wrong with it, a sentence each; none of a file that is whole. */
  readonly problems: readonly string[];
}

export interface InspectedJournal extends Inspected {
  readonly format: 'journal';
  /** Records that are whole: intervals, and runs of training. */
  readonly intervals: number;
  readonly runs: number;
  /** NaN of none, as the times. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** Its whole records, to be asked as a store is. */
  readonly history: QueriedStore;
}

export interface InspectedSegment extends Inspected {
  readonly format: 'segment';
  readonly member: string;
  /** What its rows were merged by. */
  readonly step: (typeof STEP_NAMES)[number];
  readonly rows: number;
  readonly rowGroups: number;
  readonly series: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** NaN of none. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** Undefined where its index cannot be read. */
  readonly history: QueriedStore | undefined;
}

export interface InspectedRuns extends Inspected {
  readonly format: 'runs';
  readonly runs: number;
}

const RUNS_OF_NONE: Pick<StoreView, 'runs' | 'release'> = {
  async *runs(): AsyncGenerator<StoredRuns> {},
  release() {},
};

/** @throws FileError; what is damaged is in the answer */
export async function inspectJournal(files: Files, path: string): Promise<InspectedJournal> {
  const log = new DamageLog();
  const context = contextOf(log);
  const { size, entries, bad } = await scanFile(files, path, context.budget);
  const problems = bad.map(({ start, end, isTorn }) => {
    return isTorn
      ? `its last ${end - start} bytes are no whole record: it was being written, or was cut`
      : `bytes ${start} to ${end} are no whole record`;
  });
  const records = entries.map(({ kind, startedAtUnixMs, endedAtUnixMs, ...place }) => {
    return { kind, startedAtUnixMs, endedAtUnixMs, payload: undefined, place: { ...place, path } };
  });
  const member = path.split('/').at(-3) ?? 'main';
  const settings = { files, member, context, records, release: () => {}, isOfOther: false };
  const intervals = entries.filter(({ kind }) => kind === 'interval');
  const extreme = (values: readonly number[]) => {
    return values.length === 0 ? Number.NaN : values.reduce((a, b) => Math.min(a, b));
  };
  return {
    ...{ format: 'journal', path, sizeBytes: size, problems },
    intervals: intervals.length,
    runs: entries.length - intervals.length,
    firstSequence: extreme(entries.map(({ sequence }) => sequence)),
    lastSequence: -extreme(entries.map(({ sequence }) => -sequence)),
    startedAtUnixMs: extreme(intervals.map(({ startedAtUnixMs }) => startedAtUnixMs)),
    endedAtUnixMs: -extreme(intervals.map(({ endedAtUnixMs }) => -endedAtUnixMs)),
    history: historyOf(new JournalView(settings), context),
  };
}

/**
 * A segment, read to its end: every byte is held against a checksum.
 *
 * @returns undefined for a file of Parquet that is no segment
 * @throws FileError; what is damaged is in the answer
 */
export async function inspectSegment(files: Files, path: string): Promise<InspectedSegment | undefined> {
  const context = contextOf(new DamageLog());
  const { budget } = context;
  const at = path.lastIndexOf('/');
  const [directory, file] = [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
  const sizeBytes = await files.size(path);
  const name = parseSegmentName(file);
  const problems: string[] = [];
  // Under another name its own CRC is not known; those of its parts are.
  const crc = name?.crc ?? (await checksumOf(await files.read(path), budget));
  const asNamed = name ?? { level: 0 as Level, firstSequence: 0, lastSequence: 0, crc };
  const segment = new Segment(files, directory, asNamed, budget, path);
  try {
    await segment.verify();
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    if (name === undefined && error.message === 'it has no index') return undefined;
    problems.push(error.message);
  }
  const index = await segment.index().catch((error) => {
    if (error instanceof DamagedError) return undefined;
    throw error;
  });
  const { level, firstSequence, lastSequence } = index ?? asNamed;
  const groups = index?.groups ?? [];
  const coverage = index?.coverage ?? [];
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
  return {
    ...{ format: 'segment', path, sizeBytes, problems, firstSequence, lastSequence },
    member: index?.member ?? '',
    step: STEP_NAMES[level],
    rows: groups.reduce((sum, { rows }) => sum + rows, 0),
    rowGroups: groups.length,
    series: index?.series.length ?? 0,
    startedAtUnixMs: finite(least(groups.map(({ firstUnixMs }) => firstUnixMs))),
    endedAtUnixMs: finite(-least(coverage.map(({ endedAtUnixMs }) => -endedAtUnixMs))),
    history: index && historyOf(segment, context),
  };
}

/** A file of runs, or of whatever else has its CRC in its name. @throws FileError */
export async function inspectRuns(files: Files, path: string): Promise<InspectedRuns> {
  const bytes = await files.read(path);
  const name = parseRunsName(path.slice(path.lastIndexOf('/') + 1));
  const problems =
    name === undefined || crc32c(bytes) === name.crc ? [] : ['its CRC is not that of its name'];
  let runs = 0;
  try {
    const all = JSON.parse(new TextDecoder().decode(bytes)) as readonly StoredRuns[];
    runs = all.reduce((sum, one) => sum + one.runs.length, 0);
  } catch {
    problems.push('it is no JSON');
  }
  return { format: 'runs', path, sizeBytes: bytes.length, problems, runs };
}

/** Whether the first line is the CRC32C of the rest, as of a manifest. */
export function isManifestWhole(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, MANIFEST_HEAD_BYTES));
  return head === `${crc32c(bytes.subarray(MANIFEST_HEAD_BYTES)).toString(16).padStart(8, '0')}\n`;
}

/** The CRC, and a line break. */
const MANIFEST_HEAD_BYTES = 9;

function historyOf(source: PointSource, { budget }: StoreContext): QueriedStore {
  const view: StoreView = {
    points: (selection) => source.points(selection),
    coverage: (selection) => source.coverage(selection),
    ...(source.figures && { figures: source.figures.bind(source) }),
    ...RUNS_OF_NONE,
  };
  return { query: (query) => new StoreAnswer(async () => view, query, budget) };
}

function contextOf(log: DamageLog): StoreContext {
  const ports = {
    clock: systemClock(),
    timer: systemTimer(),
    scheduler: systemScheduler(),
    logger: undefined,
  };
  return storeContext(ports, log);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
