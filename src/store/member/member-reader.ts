/** Reads what a member wrote, also while it writes: without its lock. */
import type { StoreContext } from '../context.ts';
import type { Files } from '../files/files.ts';
import { journalFilesIn, lossesIn, scanFiles } from '../journal/journal-files.ts';
import { type HeldRecord, JournalView } from '../journal/journal-view.ts';
import type { ScannedFile } from '../journal/scan.ts';
import type { StoreView } from '../model.ts';
import { Segments, type SegmentsView } from '../segments/index.ts';
import { JoinedView } from './joined-view.ts';

/** A writer seals once an hour. */
const ATTEMPTS = 5;

export class MemberReader {
  private readonly files: Files;
  private readonly member: string;
  private readonly context: StoreContext;
  /** By path: a file that has not grown is not read again. */
  private scanned = new Map<string, ScannedFile>();
  private segments: Segments | undefined;

  constructor(files: Files, member: string, context: StoreContext) {
    this.files = files;
    this.member = member;
    this.context = context;
  }

  /** What was sealed while the journal was read is in both, or in none: then both are read anew. */
  async view(): Promise<StoreView> {
    this.segments ??= await Segments.open(this.files, this.member, this.context, { isReadOnly: true });
    for (let attempt = 1; ; attempt++) {
      await this.segments.refresh();
      const sealed = this.segments.view();
      try {
        const scanned = await this.scan(await journalFilesIn(this.files, `${this.member}/journal`));
        await this.segments.refresh();
        if (this.segments.sealedThrough === sealed.sealedThrough || attempt === ATTEMPTS) {
          return new JoinedView([sealed, this.journalView(scanned, sealed)]);
        }
      } catch (error) {
        sealed.release();
        throw error;
      }
      sealed.release();
    }
  }

  private journalView(scanned: readonly ScannedFile[], { sealedThrough }: SegmentsView): JournalView {
    const { files, member, context } = this;
    // What is torn at the end is being written now.
    const settled = scanned.map((file) => ({ ...file, bad: file.bad.filter(({ isTorn }) => !isTorn) }));
    for (const damage of lossesIn(settled, `${member}/journal`, sealedThrough)) context.damaged(damage);
    const bySequence = new Map<number, HeldRecord>();
    for (const { path, entries } of scanned) {
      for (const { sequence, kind, startedAtUnixMs, endedAtUnixMs, ...place } of entries) {
        if (sequence <= sealedThrough) continue;
        const record = { kind, startedAtUnixMs, endedAtUnixMs, payload: undefined };
        bySequence.set(sequence, { ...record, place: { ...place, path } });
      }
    }
    const records = [...bySequence].sort(([a], [b]) => a - b).map(([, record]) => record);
    return new JournalView({ files, member, context, records, release: () => {}, isOfOther: true });
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
    for (const directory of ['journal', 'segments', 'runs']) {
      if ((await files.list(`${name}/${directory}`).catch(() => [])).length === 0) continue;
      members.push(name);
      break;
    }
  }
  return members.sort();
}
