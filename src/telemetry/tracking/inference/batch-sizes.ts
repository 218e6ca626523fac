/**
 * Which label a batch size has: its own for the first 16 sizes of a model, then the range between two powers of two
 * that it lies in: 17 and 32 are `17-32`. So a model with free batch sizes has some 30 series, and not all there are.
 */
const OWN_LABELS = 16;

/** What was no number of items. */
const UNKNOWN = 'unknown';

export class BatchSizes {
  /** By model, as its label says it: the sizes that have a label of their own. */
  private readonly own = new Map<string, Set<number>>();

  /** The size where it has, or may have, a label of its own; else minus the upper end of its range. */
  slotOf(model: string, size: number): number {
    const own = this.own.get(model);
    if (own === undefined || own.size < OWN_LABELS || own.has(size) || Number.isNaN(size)) return size;
    let upper = 1;
    while (upper < size) upper *= 2;
    return -upper;
  }

  /** From now on the size has a label of its own. */
  keep(model: string, slot: number): void {
    if (!(slot > 0)) return;
    const own = this.own.get(model) ?? new Set();
    this.own.set(model, own.add(slot));
  }

  forget(model: string): void {
    this.own.delete(model);
  }
}

/** NaN is a size that was no number of items. */
export function labelOfSlot(slot: number): string {
  if (Number.isNaN(slot)) return UNKNOWN;
  const upper = -slot;
  return upper > 2 ? `${upper / 2 + 1}-${upper}` : String(Math.abs(slot));
}

/** From its smallest to its largest size; NaN for what was no number of items. */
export function batchSizesIn(label: string): { readonly min: number; readonly max: number } {
  const [min = Number.NaN, max = min] = label.split('-').map(Number);
  return { min, max };
}
