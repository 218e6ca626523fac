/** The files of a journal by their names, and what is missing in them. */
import type { TimeBudget } from '../../metrics/inner.ts';
import { FileError, type Files } from '../files/files.ts';
import type { Damage } from '../model.ts';
import { type BadStretch, type ScannedFile, scanFile } from './scan.ts';

/** `000000000042.journal`; `000000000042-1.journal` where records were written again. */
const NAME = /^(\d{12})(?:-(\d+))?\.journal$/;

/** @param attempt how often a file that begins with this sequence was begun before */
export function journalName(firstSequence: number, attempt: number): string {
  const digits = String(firstSequence).padStart(12, '0');
  return attempt === 0 ? `${digits}.journal` : `${digits}-${attempt}.journal`;
}

export function isJournalName(name: string): boolean {
  return NAME.test(name);
}

/** The sequence that it begins with. */
export function firstSequenceOf(path: string): number {
  return Number(NAME.exec(path.slice(path.lastIndexOf('/') + 1))?.[1]);
}

/** Their paths, in the order of their first sequences, and of attempts. */
export async function journalFilesIn(files: Files, directory: string): Promise<string[]> {
  const names = (await files.list(directory)).filter(isJournalName);
  const key = (name: string) =>
    NAME.exec(name)
      ?.slice(1)
      .map((digits) => Number(digits ?? 0)) as number[];
  const byKey = (a: string, b: string) => {
    const [left, right] = [key(a), key(b)];
    return (left[0] as number) - (right[0] as number) || (left[1] as number) - (right[1] as number);
  };
  return names.sort(byKey).map((name) => `${directory}/${name}`);
}

/** One after another; a file that is gone by now was sealed meanwhile. @throws FileError */
export async function scanFiles(
  files: Files,
  paths: readonly string[],
  budget: TimeBudget,
): Promise<ScannedFile[]> {
  const scanned: ScannedFile[] = [];
  for (const path of paths) {
    try {
      scanned.push(await scanFile(files, path, budget));
    } catch (error) {
      if (!(error instanceof FileError && error.problem === 'missing')) throw error;
    }
  }
  return scanned;
}

/**
 * What is gone: stretches whose records are nowhere else, and sequences that no file has. A record that was written
 * again is whole in another file.
 *
 * @param after records up to this sequence are sealed
 */
export function lossesIn(scanned: readonly ScannedFile[], directory: string, after: number): Damage[] {
  const whole = new Set<number>();
  for (const { entries } of scanned) for (const { sequence } of entries) whole.add(sequence);
  const missing = missingIn(scanned, whole, after);
  const damage: Damage[] = [];
  for (const { path, entries, bad } of scanned) {
    for (const stretch of bad) {
      const lost = lostIn(
        stretch,
        path,
        entries.map(({ sequence }) => sequence),
        whole,
        missing,
        after,
      );
      if (lost > 0)
        damage.push({ what: 'record', path, lost, reason: `${stretch.reason}, at byte ${stretch.start}` });
    }
  }
  if (missing.size > 0) {
    const reason = 'sequences are missing between records that are there';
    damage.push({ what: 'record', path: directory, lost: missing.size, reason });
  }
  return damage;
}

/** Between the first and the last sequence that there is. */
function missingIn(scanned: readonly ScannedFile[], whole: ReadonlySet<number>, after: number): Set<number> {
  const known = scanned.filter(({ lastSequence }) => lastSequence > after);
  const missing = new Set<number>();
  if (known.length === 0) return missing;
  const last = Math.max(...known.map(({ lastSequence }) => lastSequence));
  const first = Math.max(after + 1, Math.min(...known.map(({ path }) => firstSequenceOf(path))));
  // A sequence that is far off would be millions of missing ones: as many as files can hold are enough to say.
  const from = Math.max(first, last - MOST_MISSING);
  for (let sequence = from; sequence <= last; sequence++) if (!whole.has(sequence)) missing.add(sequence);
  return missing;
}

const MOST_MISSING = 1_000_000;

/** How many records it was; those that it accounts for are taken out of `missing`. */
function lostIn(
  { sequence, after: before, isTorn }: BadStretch,
  path: string,
  sequences: readonly number[],
  whole: ReadonlySet<number>,
  missing: Set<number>,
  sealed: number,
): number {
  if (sequence !== undefined) {
    missing.delete(sequence);
    return whole.has(sequence) || sequence <= sealed ? 0 : 1;
  }
  const first = before === undefined ? firstSequenceOf(path) : before + 1;
  const next = sequences.find((one) => one >= first) ?? Infinity;
  let lost = 0;
  for (const one of missing) {
    if (one < first || one >= next) continue;
    missing.delete(one);
    lost += 1;
    if (next === Infinity) break;
  }
  // At the end of everything no gap shows what is gone: it was one record at least.
  return lost === 0 && isTorn && next === Infinity && !whole.has(first) && first > sealed ? 1 : lost;
}
