/** Which intervals of which pages were merged, so that one that is sent again, or comes late, counts once. */

/** Of one page. Those under `from` are settled; above it there may be gaps. */
interface Settled {
  from: number;
  readonly above: Set<number>;
}

/** Further apart than a page lets intervals wait: what is missing under them was given up there. */
const MOST_ABOVE = 512;

export class PageLedger {
  /** The page that was silent for longest comes first. */
  private readonly pages = new Map<string, Settled>();
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
    const settled = this.pages.get(page) ?? { from: 0, above: new Set() };
    this.pages.delete(page);
    this.pages.set(page, settled);
    if (isNew) settled.above.add(sequence);
    if (settled.above.size > MOST_ABOVE) settled.from = Math.min(...settled.above);
    while (settled.above.delete(settled.from)) settled.from += 1;
    this.forgetSurplus();
    return isNew;
  }

  private forgetSurplus(): void {
    if (this.pages.size <= this.maxPages) return;
    const [silent] = this.pages.keys();
    this.pages.delete(silent as string);
    this.forgotten();
  }
}
