/** Reads what a member wrote, also while it writes: without its lock. */
import type { StoreContext } from './context.ts';
import type { Files } from './files/files.ts';
import { journalFilesIn, lossesIn, scanFiles } from './journal/journal-files.ts';
import { type HeldRecord, JournalView } from './journal/journal-view.ts';
import type { ScannedFile } from './journal/scan.ts';
import type { StoreView } from './model.ts';

export class MemberReader {
  private readonly files: Files;
  private readonly member: string;
  private readonly context: StoreContext;
  /** By path: a file that has not grown is not read again. */
  private scanned = new Map<string, ScannedFile>();

  constructor(files: Files, member: string, context: StoreContext) {
    this.files = files;
    this.member = member;
    this.context = context;
  }

  async view(): Promise<StoreView> {
    const { files, member, context } = this;
    const after = 0;
    const directory = `${member}/journal`;
    const scanned = await this.scan(await journalFilesIn(files, directory));
    // What is torn at the end is being written now.
    const settled = scanned.map((file) => ({ ...file, bad: file.bad.filter(({ isTorn }) => !isTorn) }));
    for (const damage of lossesIn(settled, directory, after)) context.damaged(damage);
    const bySequence = new Map<number, HeldRecord>();
    for (const { path, entries } of scanned) {
      for (const { sequence, kind, startedAtUnixMs, endedAtUnixMs, ...place } of entries) {
        if (sequence <= after) continue;
        const record = { kind, startedAtUnixMs, endedAtUnixMs, payload: undefined };
        bySequence.set(sequence, { ...record, place: { ...place, path } });
      }
    }
    const records = [...bySequence].sort(([a], [b]) => a - b).map(([, record]) => record);
    return new JournalView({ files, member, context, records, release: () => {} });
  }

  private async scan(paths: readonly string[]): Promise<ScannedFile[]> {
    const { files, context } = this;
    const known = new Map<string, ScannedFile>();
    for (const path of paths) {
      const before = this.scanned.get(path);
      const isSame = before !== undefined && before.size === (await files.size(path).catch(() => -1));
      for (const file of isSame ? [before] : await scanFiles(files, [path], context.budget))
        known.set(path, file);
    }
    this.scanned = known;
    return [...known.values()];
  }
}

/** Directories of members in a place. */
export async function membersIn(files: Files): Promise<string[]> {
  const members: string[] = [];
  for (const name of await files.list('')) {
    if ((await files.list(`${name}/journal`).catch(() => [])).length > 0) members.push(name);
  }
  return members.sort();
}
