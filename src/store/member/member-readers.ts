/** All members of a place, each with a reader that stays: what it has scanned once is not read again. */
import type { StoreContext } from '../context.ts';
import type { Files } from '../files/files.ts';
import type { StoreView } from '../model.ts';
import { MemberReader, membersIn } from './member-reader.ts';

export class MemberReaders {
  private readonly files: Files;
  private readonly context: StoreContext;
  private readonly readers = new Map<string, MemberReader>();

  constructor(files: Files, context: StoreContext) {
    this.files = files;
    this.context = context;
  }

  /** What each of them kept, as it is now; whoever asks releases them. @param leftOut a member that is read otherwise */
  async views(leftOut?: string): Promise<StoreView[]> {
    const views: StoreView[] = [];
    try {
      for (const member of await membersIn(this.files)) {
        if (member !== leftOut) views.push(await this.readerOf(member).view());
      }
      return views;
    } catch (error) {
      for (const view of views) view.release();
      throw error;
    }
  }

  private readerOf(member: string): MemberReader {
    const reader = this.readers.get(member) ?? new MemberReader(this.files, member, this.context);
    this.readers.set(member, reader);
    return reader;
  }
}
