/**
 * A store that was written without any fault, whose bytes are then changed: single bits of any file, and the end of the
 * journal cut off at every byte. What was not touched is there, exactly once and as it was.
 */
import type { Interval } from 'inferometer';
import { Chance } from '../store/simulation/chance.ts';
import { intervalOf } from '../store/simulation/intervals.ts';
import { type Entry, Ledger, type ReadBack, Violation } from '../store/simulation/ledger.ts';
import { Machine } from '../store/simulation/machine.ts';
import { openRealStore } from '../store/simulation/real-store.ts';
import type { Subject, SubjectOptions } from '../store/simulation/session.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OPTIONS: SubjectOptions = {
  fsync: 'always',
  segmentSeconds: 600,
  segmentBytes: 1_000_000,
  retentionDays: 30,
  hourlyAfterSeconds: 3600,
  dailyAfterSeconds: 172_800,
  pendingLimitBytes: 1_000_000,
};
const MOST_FAILURES = 5;

interface Written {
  readonly content: ReadonlyMap<string, Uint8Array>;
  /** By the sequences of their records. */
  readonly entries: ReadonlyMap<number, Entry>;
  readonly atMs: number;
}

/** A record of the journal: where it begins and ends in its file. */
interface RecordRange {
  readonly sequence: number;
  readonly start: number;
  readonly end: number;
}

/** @param first of the flips: each is a seed. */
export async function flipBits(first: number, count: number) {
  const written = await writtenStore();
  const totals = { flips: 0, lost: 0, harmless: 0 };
  const failures: string[] = [];
  for (let seed = first; seed < first + count && failures.length < MOST_FAILURES; seed++) {
    const chance = new Chance(seed);
    const path = pathToFlip(written, chance);
    const bit = chance.below(8 * (written.content.get(path)?.length ?? 0));
    try {
      const lost = await tryFlip(written, path, bit, chance);
      totals.lost += lost;
      totals.harmless += lost === 0 ? 1 : 0;
    } catch (error) {
      failures.push(`flip ${seed}, bit ${bit} of ${path}: ${error instanceof Error ? error.stack : error}`);
    }
    totals.flips++;
  }
  for (const failure of failures) console.log(failure);
  return { failed: failures.length, totals };
}

/** Cuts the last file of the journal at every byte of its last two records. */
export async function truncate() {
  const written = await writtenStore();
  const path = [...written.content.keys()].filter((name) => name.includes('/journal/')).at(-1) as string;
  const bytes = written.content.get(path) as Uint8Array;
  const records = recordsIn(bytes);
  const from = records.at(-2)?.start ?? 0;
  const failures: string[] = [];
  for (let size = from; size < bytes.length && failures.length < MOST_FAILURES; size++) {
    try {
      const content = new Map(written.content).set(path, bytes.slice(0, size));
      const gone = records.filter(({ end }) => end > size).map(({ sequence }) => sequence);
      // What ends early may just have been being written: the store need not say so.
      await tryContent(written, content, gone, { chance: new Chance(size), isSaid: false });
    } catch (error) {
      failures.push(`cut at byte ${size} of ${path}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  for (const failure of failures) console.log(failure);
  return { failed: failures.length, totals: { cuts: bytes.length - from } };
}

/** Journal, segments and everything else get about as many. */
function pathToFlip({ content }: Written, chance: Chance): string {
  const paths = [...content.keys()].sort();
  const kind = chance.weighted({ '/journal/': 4, '/segments/': 4, '': 2 });
  const some = paths.filter((path) =>
    kind === '' ? !path.includes('/journal/') && !path.includes('/segments/') : path.includes(kind),
  );
  return chance.one(some.length > 0 ? some : paths);
}

async function tryFlip(written: Written, path: string, bit: number, chance: Chance): Promise<number> {
  const bytes = (written.content.get(path) as Uint8Array).slice();
  const at = bit >> 3;
  bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
  const content = new Map(written.content).set(path, bytes);
  return tryContent(written, content, sequencesAt(written, path, at), { chance, isSaid: true });
}

/** The records that lie in this byte: one of the journal, or those of a sealed file. */
function sequencesAt({ content }: Written, path: string, at: number): number[] {
  if (path.includes('/journal/')) {
    const records = recordsIn(content.get(path) as Uint8Array);
    return records.filter(({ start, end }) => start <= at && at < end).map(({ sequence }) => sequence);
  }
  const range = /\/(?:segments\/L\d+-|runs\/)(\d+)-(\d+)-/.exec(path);
  if (range === null) return [];
  const [first, last] = [Number(range[1]), Number(range[2])];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * @param isSaid whether the store has to count what is gone.
 * @returns how many of those at risk are gone. @throws {Violation}
 */
async function tryContent(
  written: Written,
  content: ReadonlyMap<string, Uint8Array>,
  atRisk: readonly number[],
  { chance, isSaid }: { readonly chance: Chance; readonly isSaid: boolean },
): Promise<number> {
  const machine = new Machine(chance);
  await machine.time.idle(written.atMs);
  machine.disk.fill(content);
  const ledger = new Ledger();
  for (const [sequence, entry] of written.entries) {
    ledger.add(atRisk.includes(sequence) ? { ...entry, state: 'waiting' } : entry);
  }
  let store = await machine.time.run('open', openRealStore(machine.process, OPTIONS));
  const check = async () => {
    const read = await machine.time.run('query', store.readBack());
    ledger.check(read, { promised: ledger.acknowledged, isOnDisk: false, isAccountable: true });
    return goneOf(written, atRisk, read);
  };
  const { gone, lost } = await check();
  if (isSaid && gone > lost) throw new Violation(`${gone} are gone, and the store says ${lost}`);
  if (chance.of(0.25)) {
    // Whatever is merged or written afterwards spreads no damage.
    await writeOn(machine, store, ledger);
    await machine.time.run('close', store.close());
    machine.restart('killed');
    store = await machine.time.run('open', openRealStore(machine.process, OPTIONS));
    await check();
  }
  await machine.time.run('close', store.close());
  return gone;
}

/** How many of those at risk are gone, and how many the store says. */
function goneOf({ entries }: Written, atRisk: readonly number[], { marks, runs, lost }: ReadBack) {
  const isThere = (id = -1) => marks.has(id) || runs.has(id);
  const gone = atRisk.filter((sequence) => !isThere(entries.get(sequence)?.id)).length;
  return { gone, lost };
}

async function writeOn(machine: Machine, store: Subject, ledger: Ledger): Promise<void> {
  const entry = entryOf(machine, 10_000);
  ledger.add(entry);
  await machine.time.run('append', store.append(entry.interval as Interval, { instance: entry.instance }));
  await machine.time.idle(3 * DAY_MS);
  await machine.time.run('maintain', store.maintain());
}

let kept: Promise<Written> | undefined;

function writtenStore(): Promise<Written> {
  kept ??= write();
  return kept;
}

/** Days, hours and intervals in segments, then two files of the journal. */
async function write(): Promise<Written> {
  const machine = new Machine(new Chance(1));
  const { time, process } = machine;
  const entries = new Map<number, Entry>();
  let store = await time.run('open', openRealStore(process, OPTIONS));
  const appendRun = async () => {
    const entry = { ...entryOf(machine, entries.size), interval: undefined };
    entries.set(entries.size + 1, entry);
    const { id, instance, endedAtUnixMs } = entry;
    await time.run('append', store.appendRun?.(id, endedAtUnixMs, { instance }) ?? Promise.resolve());
  };
  const append = async () => {
    if (entries.size % 8 === 7) return appendRun();
    const entry = entryOf(machine, entries.size);
    entries.set(entries.size + 1, entry);
    await time.run('append', store.append(entry.interval as Interval, { instance: entry.instance }));
  };
  for (const [intervals, waitMs] of [
    [24, 90 * MINUTE_MS],
    [24, 60 * MINUTE_MS],
    [12, 10 * MINUTE_MS],
  ] as const) {
    for (let i = 0; i < intervals; i++) {
      await append();
      await time.idle(waitMs);
      await time.run('maintain', store.maintain());
    }
  }
  for (let i = 0; i < 4; i++) await append();
  await time.run('close', store.close());
  store = await time.run('open', openRealStore(process, OPTIONS));
  for (let i = 0; i < 4; i++) await append();
  await time.run('close', store.close());
  return { content: machine.disk.content, entries, atMs: time.monotonicMs() };
}

function entryOf(machine: Machine, id: number): Entry {
  const variant = id % 7;
  const interval = intervalOf({ id, sequence: id, durationSeconds: 60, variant }, machine.time.wallUnixMs());
  return {
    id,
    instance: 'telemetry',
    interval,
    endedAtUnixMs: interval.endedAtUnixMs,
    state: 'acknowledged',
    isDurable: true,
    writer: { hasEndedInDoubt: false },
  };
}

const HEADER_BYTES = 28;

/** As docs/store-format.md has it: a marker, at 8 the bytes of the payload, at 12 the sequence. */
function recordsIn(bytes: Uint8Array): RecordRange[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: RecordRange[] = [];
  for (let start = 0; start + HEADER_BYTES <= bytes.length; ) {
    const end = start + HEADER_BYTES + view.getUint32(start + 8, true);
    records.push({ sequence: view.getUint32(start + 12, true), start, end });
    start = end;
  }
  return records;
}
