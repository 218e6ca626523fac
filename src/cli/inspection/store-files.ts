/** Files of a store, and what they are together. */
import type { Files, QueriedStore } from '../../store/index.ts';
import {
  inspectArrow,
  inspectJournal,
  inspectParquet,
  inspectRuns,
  inspectSegment,
  isManifestWhole,
  readStore,
} from '../../store/inner.ts';
import { readLines } from '../platform/index.ts';
import { historyFacts } from './history.ts';
import type { Inspected, Inspecting } from './inspected.ts';

export async function inspectJournalFile(files: Files, path: string, how: Inspecting): Promise<Inspected> {
  const { history, problems, sizeBytes, intervals, runs, ...about } = await inspectJournal(files, path);
  const { firstSequence, lastSequence, startedAtUnixMs, endedAtUnixMs } = about;
  return {
    ...{ path, what: 'journal of a store', sizeBytes, problems, isChecked: true },
    facts: {
      records: intervals + runs,
      ...(intervals + runs > 0 && { sequences: `${firstSequence} to ${lastSequence}` }),
      intervals,
      ...(runs > 0 && { 'records of runs': runs }),
      ...(intervals > 0 && { time: { startUnixMs: startedAtUnixMs, endUnixMs: endedAtUnixMs } }),
    },
    ...(await historyFacts(history, how)),
  };
}

export async function inspectParquetFile(files: Files, path: string, how: Inspecting): Promise<Inspected> {
  const segment = await inspectSegment(files, path);
  if (segment === undefined) return foreignParquet(files, path);
  const { history, problems, sizeBytes, step, rows, rowGroups, series, member } = segment;
  const { firstSequence, lastSequence, startedAtUnixMs, endedAtUnixMs } = segment;
  return {
    ...{ path, what: 'segment of a store (Parquet)', sizeBytes, problems, isChecked: true },
    facts: {
      ...(member !== '' && { member }),
      'rows of': `${step === 'interval' ? 'an' : 'a'} ${step} each`,
      ...{ rows, 'row groups': rowGroups, series },
      ...(lastSequence > 0 && { sequences: `${firstSequence} to ${lastSequence}` }),
      ...(startedAtUnixMs > 0 && { time: { startUnixMs: startedAtUnixMs, endUnixMs: endedAtUnixMs } }),
    },
    ...(await historyOrNothing(history, problems, how)),
  };
}

async function foreignParquet(files: Files, path: string): Promise<Inspected> {
  const { isExport, problems, sizeBytes, rows, rowGroups, columns, createdBy } = await inspectParquet(
    files,
    path,
  );
  return {
    ...{
      path,
      what: isExport ? 'export of a store (Parquet)' : 'Parquet',
      sizeBytes,
      problems,
      isChecked: false,
    },
    facts: { rows, 'row groups': rowGroups, ...(createdBy !== '' && { 'created by': createdBy }), columns },
    distributions: [],
  };
}

/** Columns of an export of a store, in any format. */
const EXPORTED = ['member', 'kind', 'category', 'metric'];

export async function inspectArrowFile(files: Files, path: string): Promise<Inspected> {
  const { problems, sizeBytes, rows, columns } = await inspectArrow(files, path);
  const isExport = EXPORTED.every((name) => columns.includes(name));
  return {
    ...{ path, what: isExport ? 'export of a store (Arrow)' : 'Arrow IPC stream', sizeBytes, problems },
    ...{ isChecked: false, facts: { rows, columns }, distributions: [] },
  };
}

/** Whether a text begins as an export does. */
export function isCsvExport(text: string): boolean {
  return text.startsWith(`${EXPORTED.join(',')},`);
}

export async function inspectCsvExport(path: string, sizeBytes: number): Promise<Inspected> {
  let [rows, columns] = [-1, 0];
  for await (const [lines] of readLines(path)) {
    if (rows < 0) columns = lines[0]?.split(',').length ?? 0;
    rows += lines.filter((line) => line !== '').length;
  }
  return {
    ...{ path, what: 'export of a store (CSV)', sizeBytes, problems: [], isChecked: false },
    ...{ facts: { rows, 'number of columns': columns }, distributions: [] },
  };
}

/** What is damaged is not asked what it holds. */
async function historyOrNothing(
  history: QueriedStore | undefined,
  problems: readonly string[],
  how: Inspecting,
) {
  if (history === undefined || problems.length > 0) return { distributions: [] };
  return historyFacts(history, how);
}

export async function inspectRunsFile(files: Files, path: string): Promise<Inspected> {
  const { problems, sizeBytes, runs } = await inspectRuns(files, path);
  return {
    ...{ path, what: 'runs of training of a store (JSON)', sizeBytes, problems, isChecked: true },
    ...{ facts: { runs }, distributions: [] },
  };
}

export function inspectManifest(path: string, bytes: Uint8Array): Inspected {
  return {
    ...{ path, what: 'manifest of a store', sizeBytes: bytes.length, isChecked: true },
    problems: isManifestWhole(bytes) ? [] : ['its CRC is not right; the store makes it anew'],
    ...{ facts: {}, distributions: [] },
  };
}

interface Found {
  readonly path: string;
  readonly kind: 'journal' | 'segment' | 'runs';
}

/** All files of all members; undefined for a directory that is no store. */
async function filesOf(
  files: Files,
): Promise<{ members: string[]; found: Found[]; setAside: string[] } | undefined> {
  const members: string[] = [];
  const found: Found[] = [];
  const setAside: string[] = [];
  for (const member of [...(await files.list(''))].sort()) {
    const before = found.length;
    const listed = async (directory: string, ending: string) => {
      const names = await files.list(`${member}/${directory}`).catch(() => []);
      return names
        .filter((name) => name.endsWith(ending))
        .map((name) => `${member}/${directory}/${name}`)
        .sort();
    };
    for (const path of await listed('journal', '.journal')) found.push({ path, kind: 'journal' });
    for (const path of await listed('segments', '.parquet')) found.push({ path, kind: 'segment' });
    for (const path of await listed('runs', '.json')) found.push({ path, kind: 'runs' });
    setAside.push(...(await listed('damaged', '')));
    if (found.length > before) members.push(member);
  }
  return members.length === 0 ? undefined : { members, found, setAside };
}

/** A store, every file of it read to its end; undefined for another directory. */
export async function inspectStore(
  files: Files,
  path: string,
  how: Inspecting,
): Promise<Inspected | undefined> {
  const all = await filesOf(files);
  if (all === undefined) return undefined;
  const { members, found, setAside } = all;
  const problems: string[] = [];
  let [sizeBytes, checked] = [0, 0];
  const counts = { journal: 0, segment: 0, runs: 0 };
  for (const { path: file, kind } of found) {
    how.signal.throwIfAborted();
    how.progress(checked / found.length, `${checked} of ${found.length} files: ${file}`);
    const look = { journal: inspectJournal, segment: inspectSegment, runs: inspectRuns }[kind];
    const looked = await look(files, file).catch((error) => {
      // Whoever writes merges files meanwhile.
      if ((error as { readonly problem?: string }).problem === 'missing') return undefined;
      throw error;
    });
    checked += 1;
    if (looked === undefined) continue;
    counts[kind] += 1;
    sizeBytes += looked.sizeBytes;
    problems.push(...looked.problems.map((problem) => `${file}: ${problem}`));
  }
  how.progress(undefined, 'what is in it');
  const reader = readStore({ files });
  const facts = await historyFacts(reader, how);
  const { runs } = await reader.runs();
  const times = facts.rows.map(
    ({ startedAtUnixMs, endedAtUnixMs }) => [startedAtUnixMs, endedAtUnixMs] as const,
  );
  const startUnixMs = times.reduce((least, [start]) => Math.min(least, start), Infinity);
  const endUnixMs = times.reduce((most, [, end]) => Math.max(most, end), -Infinity);
  if (setAside.length > 0)
    problems.push(`${setAside.length} files were set aside as damaged: ${setAside[0]} ...`);
  return {
    ...{ path, what: 'store', sizeBytes, problems, isChecked: true },
    facts: {
      members,
      'journal files': counts.journal,
      segments: counts.segment,
      ...(counts.runs > 0 && { 'files of runs': counts.runs }),
      ...(startUnixMs < endUnixMs && { time: { startUnixMs, endUnixMs } }),
      ...(runs.length > 0 && { 'runs of training': runs.length }),
    },
    ...facts,
  };
}
