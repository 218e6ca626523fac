/** What a file is, by what it begins with: names may be anything. */
import { nodeFiles } from '../../store/index.ts';
import { CommandError } from '../frame/errors.ts';
import { factsOf, paths, readBytes, readHead } from '../platform/index.ts';
import { inspectHdrHistogram, inspectHdrLog, isHdr } from './hdr.ts';
import type { Inspected, Inspecting } from './inspected.ts';
import { inspectIntervalBytes, inspectJson, inspectSnapshotBytes, isOurs } from './snapshots.ts';
import {
  inspectArrowFile,
  inspectCsvExport,
  inspectJournalFile,
  inspectManifest,
  inspectParquetFile,
  inspectRunsFile,
  inspectStore,
  isCsvExport,
} from './store-files.ts';

/** Enough to tell what it is: comments of a log may be long. */
const HEAD_BYTES = 65_536;
/** JSON and snapshots are read as a whole. */
const MOST_BYTES = 2 ** 28;

/** @returns undefined for what is none of what is known here. @throws CommandError where it cannot be read */
export async function inspectPath(path: string, how: Inspecting): Promise<Inspected | undefined> {
  const facts = await factsOf(path);
  if (facts === undefined) throw new CommandError(`cannot read ${path}: there is no such file`);
  if (facts.kind === 'directory') {
    const store = await inspectStore(nodeFiles(path), path, how);
    // A member of a store, by itself.
    return store ?? (await memberOf(path, how));
  }
  const { sizeBytes } = facts;
  if (sizeBytes === 0) return empty(path);
  const head = await readHead(path, HEAD_BYTES);
  // Paths of files of a store are relative to its place: a journal is two directories under that.
  const place = paths().resolve(path, '../../..');
  const relative = paths().relative(place, paths().resolve(path)).replaceAll('\\', '/');
  const inPlace = async (
    look: (files: ReturnType<typeof nodeFiles>, path: string) => Promise<Inspected>,
  ) => ({
    ...(await look(nodeFiles(place), relative)),
    path,
  });
  if (isOurs(head, 'IFJ')) return inPlace((files, at) => inspectJournalFile(files, at, how));
  if (startsWith(head, 'PAR1')) return inPlace((files, at) => inspectParquetFile(files, at, how));
  if (isOurs(head, 'IFH')) return inspectSnapshotBytes(await whole(path, sizeBytes), { path, sizeBytes });
  if (isOurs(head, 'IFI')) {
    return inspectIntervalBytes(await whole(path, sizeBytes), { path, sizeBytes }, how.wanted);
  }
  if (isHdr(head)) return inspectHdrHistogram(path, await whole(path, sizeBytes), sizeBytes);
  if (isArrowStream(head)) return inPlace(inspectArrowFile);
  const text = textOf(head);
  if (text === undefined) return undefined;
  if (isCsvExport(text)) return inspectCsvExport(path, sizeBytes);
  if (isHdrLog(text)) return inspectHdrLog(path, sizeBytes, how);
  if (/^\s*HIST[A-Za-z0-9+/=\s]+$/.test(text)) {
    const base64 = new TextDecoder().decode(await whole(path, sizeBytes));
    return inspectHdrHistogram(path, base64, sizeBytes);
  }
  if (/^[0-9a-f]{8}\n\{/.test(text)) return inspectManifest(path, await whole(path, sizeBytes));
  if (/^\s*\[\s*\{\s*"member"/.test(text)) return inPlace(inspectRunsFile);
  if (/^\s*[{[]/.test(text)) return jsonOf(path, await whole(path, sizeBytes), how);
  return undefined;
}

async function memberOf(path: string, how: Inspecting): Promise<Inspected | undefined> {
  const { resolve, basename } = paths();
  const name = basename(resolve(path));
  const above = nodeFiles(resolve(path, '..'));
  const only: typeof above = Object.create(above, {
    list: {
      value: (directory: string) => (directory === '' ? Promise.resolve([name]) : above.list(directory)),
    },
  });
  const found = await inspectStore(only, path, how);
  return found && { ...found, what: 'member of a store' };
}

function empty(path: string): Inspected {
  return {
    ...{ path, what: 'empty file', sizeBytes: 0, isChecked: false },
    ...{ problems: ['there is nothing in it'], facts: {}, distributions: [] },
  };
}

function jsonOf(path: string, bytes: Uint8Array, { wanted }: Inspecting): Inspected | undefined {
  const about = { path, sizeBytes: bytes.length };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const problems = [`it is no JSON: ${(error as Error).message}`];
    return { ...about, what: 'JSON', isChecked: false, problems, facts: {}, distributions: [] };
  }
  return inspectJson(json, about, wanted);
}

async function whole(path: string, sizeBytes: number): Promise<Uint8Array> {
  if (sizeBytes <= MOST_BYTES) return readBytes(path);
  throw new CommandError(`${path} is too large to be read as one: ${sizeBytes} bytes, at most ${MOST_BYTES}`);
}

/** Its whole lines begin as those of a log do, and one of them is an interval or a note of the format. */
function isHdrLog(text: string): boolean {
  return (
    /^#\[(Histogram log format|Logged with|StartTime|BaseTime)/m.test(text) ||
    /^"StartTimestamp"/m.test(text) ||
    /^(Tag=[^,\s]+,)?\s*\d+(\.\d+)?,\s*\d+(\.\d+)?,\s*\d+(\.\d+)?,\s*HIST/m.test(text)
  );
}

function startsWith(head: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => head[i] === character.charCodeAt(0));
}

/** A message of the encapsulated format: its marker, and a length of a schema. */
function isArrowStream(head: Uint8Array): boolean {
  const isMarked = [0, 1, 2, 3].every((i) => head[i] === 0xff);
  return isMarked && head.length > 8 && (head[6] as number) === 0 && (head[7] as number) === 0;
}

/** Undefined for what is none: a byte that no text has. */
function textOf(head: Uint8Array): string | undefined {
  return head.includes(0) ? undefined : new TextDecoder().decode(head);
}
