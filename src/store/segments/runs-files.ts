/** Runs of training and their curves, sealed in files of JSON beside the segments; of each run what was written last. */

import { crc32c } from '../../crc32c.ts';
import type { TimeBudget } from '../../metrics/inner.ts';
import { restoreCurve } from '../../telemetry/index.ts';
import { FileError, type Files } from '../files/files.ts';
import type { Damage, StoredRuns } from '../model.ts';
import { parseRunsName, runsFileName, type SealedName, supersedes } from './names.ts';
import { isMissing, writeSealed } from './sealed-file.ts';

/** More files than this are made one. */
const MAX_FILES = 16;

/** How often files are listed anew that were made one while they were read. */
const ATTEMPTS = 4;

type Damaged = (damage: Pick<Damage, 'path' | 'lost' | 'reason'>) => Promise<void>;

export class RunsFiles {
  private readonly files: Files;
  private readonly directory: string;
  private readonly budget: TimeBudget;
  private readonly damaged: Damaged;
  /** Of the oldest run, once all of them were found to need nothing; until something is written. */
  private settledOldestUnixMs: number | undefined;

  /** @param damaged called with a file that is not as it was written */
  constructor(files: Files, directory: string, budget: TimeBudget, damaged: Damaged) {
    this.files = files;
    this.directory = directory;
    this.budget = budget;
    this.damaged = damaged;
  }

  /** Those that count, oldest first: a run that was written again is in the later one alone. @throws FileError */
  async read(): Promise<StoredRuns[]> {
    for (let attempt = 1; ; attempt++) {
      const all: StoredRuns[] = [];
      try {
        for (const name of await this.names()) {
          all.push(...(await this.readOne(name)));
          if (this.budget.isOver()) await this.budget.pause();
        }
        return newestOf(all);
      } catch (error) {
        if (!isMissing(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** What of these sequences was recorded. */
  async write(firstSequence: number, lastSequence: number, runs: readonly StoredRuns[]): Promise<void> {
    this.settledOldestUnixMs = undefined;
    const parts: Uint8Array[] = [];
    const encoder = new TextEncoder();
    let crc = 0;
    for (const [i, one] of newestOf(runs).entries()) {
      const bytes = encoder.encode(`${i === 0 ? '[' : ',\n'}${JSON.stringify(one)}`);
      parts.push(bytes);
      crc = crc32c(bytes, crc);
      if (this.budget.isOver()) await this.budget.pause();
    }
    const end = encoder.encode(parts.length === 0 ? '[]\n' : ']\n');
    crc = crc32c(end, crc);
    const name = await writeSealed(this.files, this.directory, async (file) => {
      for (const part of [...parts, end]) await file.append(part);
      return runsFileName({ firstSequence, lastSequence, crc });
    });
    // What stands in for it goes once it counts: so it is read back first.
    const path = `${this.directory}/${name}`;
    if (crc32c(await this.files.read(path)) === crc) return;
    await this.files.remove(path);
    throw new FileError('other', `"${path}" is not what was written. Look at the disk; it is written again.`);
  }

  /** Makes one file of many, and forgets runs that were last written before. @throws FileError */
  async maintain(keptFromUnixMs: number): Promise<void> {
    if (this.settledOldestUnixMs !== undefined && this.settledOldestUnixMs >= keptFromUnixMs) return;
    const names = await this.names();
    const all = await this.read();
    const kept = all.filter(({ takenAtUnixMs }) => takenAtUnixMs >= keptFromUnixMs);
    if (names.length <= MAX_FILES && kept.length === all.length) {
      this.settledOldestUnixMs = Math.min(...kept.map(({ takenAtUnixMs }) => takenAtUnixMs));
      return;
    }
    const [first, last] = [names[0], names.at(-1)] as [SealedName, SealedName];
    if (kept.length > 0) await this.write(first.firstSequence, last.lastSequence, kept);
    const written = kept.length > 0 ? (await this.names()).map(runsFileName) : [];
    for (const name of names.map(runsFileName)) {
      if (!written.includes(name)) await this.files.remove(`${this.directory}/${name}`);
    }
    await this.files.syncDirectory(this.directory);
  }

  private async names(): Promise<SealedName[]> {
    const names = (await this.files.list(this.directory)).flatMap((file) => parseRunsName(file) ?? []);
    return names
      .filter((name) => !names.some((other) => other !== name && supersedes(other, name)))
      .sort((a, b) => a.lastSequence - b.lastSequence);
  }

  private async readOne(name: SealedName): Promise<StoredRuns[]> {
    const path = `${this.directory}/${runsFileName(name)}`;
    const bytes = await this.files.read(path);
    const text = new TextDecoder().decode(bytes);
    try {
      if (crc32c(bytes) !== name.crc) throw new Error('its CRC is not that of its name');
      const all = JSON.parse(text) as StoredRuns[];
      return all.map((one) => ({ ...one, curves: one.curves.map(restoreCurve) }));
    } catch (error) {
      await this.damaged({ path, lost: recordsIn(text), reason: (error as Error).message });
      return [];
    }
  }
}

/** How many there were, also where a comma or a name is not what it was. */
function recordsIn(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return Math.max(1, count(/\n/g), count(/"takenAtUnixMs":/g));
}

/** Without runs, and their curves, that come again later, of the same instance. */
function newestOf(all: readonly StoredRuns[]): StoredRuns[] {
  const seen = new Set<string>();
  const newest: StoredRuns[] = [];
  for (const one of [...all].reverse()) {
    const keyOf = ({ modelId, runId }: { readonly modelId: string; readonly runId: string }) =>
      JSON.stringify([one.member, one.instance, modelId, runId]);
    const runs = one.runs.filter((run) => !seen.has(keyOf(run)));
    const curves = one.curves.filter((curve) => !seen.has(keyOf(curve)));
    for (const run of runs) seen.add(keyOf(run));
    if (runs.length > 0 || curves.length > 0) newest.unshift({ ...one, runs, curves });
  }
  return newest;
}
