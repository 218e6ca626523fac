/** Which intervals of which pages were merged, so that one that is sent again, or comes late, counts once. */
import type { Companion } from '../../store/inner.ts';

/** Of one page. Those under `from` are settled; above it there may be gaps. */
interface Settled {
  from: number;
  readonly above: Set<number>;
}

/** Further apart than a page lets intervals wait: what is missing under them was given up there. */
const MOST_ABOVE = 512;

/** A store keeps it with the intervals that hold what was merged: a line for each page, `["<page>",<from>,[<above>]]`. */
export class PageLedger implements Companion {
  readonly name = 'pages';
  /** The page that was silent for longest comes first. */
  private readonly pages = new Map<string, Settled>();
  /** Those of which something was settled since `takeNew`. */
  private readonly changed = new Set<string>();
  private readonly maxPages: number;
  private readonly forgotten: () => void;

  /** @param forgotten called for each page that is forgotten for another one */
  constructor(maxPages: number, forgotten: () => void) {
    this.maxPages = maxPages;
    this.forgotten = forgotten;
  }

  isSettled(page: string, sequence: number): boolean {
    const settled = this.pages.get(page);
    return settled !== undefined && (sequence < settled.from || settled.above.has(sequence));
  }

  /** From now on this interval is settled. False where it was before. */
  settle(page: string, sequence: number): boolean {
    const isNew = !this.isSettled(page, sequence);
    this.add(page, 0, isNew ? [sequence] : []);
    if (isNew) this.changed.add(page);
    return isNew;
  }

  takeNew(): string {
    const lines = this.lines(this.changed);
    this.changed.clear();
    return lines;
  }

  joined(texts: readonly string[]): string {
    const all = new PageLedger(this.maxPages, () => {});
    all.restore(texts);
    return all.lines(all.pages.keys());
  }

  restore(texts: readonly string[]): void {
    for (const text of texts) {
      for (const line of text.split('\n')) if (line !== '') this.add(...(JSON.parse(line) as Line));
    }
  }

  private add(page: string, from: number, sequences: readonly number[]): void {
    const settled = this.pages.get(page) ?? { from: 0, above: new Set() };
    this.pages.delete(page);
    this.pages.set(page, settled);
    settled.from = Math.max(settled.from, from);
    for (const sequence of sequences) settled.above.add(sequence);
    if (settled.above.size > MOST_ABOVE) settled.from = Math.min(...settled.above);
    for (const sequence of settled.above) if (sequence < settled.from) settled.above.delete(sequence);
    while (settled.above.delete(settled.from)) settled.from += 1;
    this.forgetSurplus();
  }

  private forgetSurplus(): void {
    if (this.pages.size <= this.maxPages) return;
    const [silent] = this.pages.keys();
    this.pages.delete(silent as string);
    this.changed.delete(silent as string);
    this.forgotten();
  }

  private lines(pages: Iterable<string>): string {
    let lines = '';
    for (const page of pages) {
      const { from, above } = this.pages.get(page) as Settled;
      lines += `${JSON.stringify([page, from, [...above]] satisfies Line)}\n`;
    }
    return lines;
  }
}

type Line = [page: string, from: number, above: readonly number[]];
