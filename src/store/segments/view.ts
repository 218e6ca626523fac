/** What is sealed at one moment: each interval once, whatever is merged or removed while it is read. */
import { InferometerError } from '../../errors.ts';
import type { Coverage, PointSource, Selection, StoredPoint, StoredRuns } from '../model.ts';
import { supersedes } from './names.ts';
import { isMissing } from './sealed-file.ts';
import { DamagedError, type Segment } from './segment.ts';
import type { SegmentFiles } from './segment-files.ts';

/** Where they come from. */
export interface SegmentsOrigin {
  readonly files: SegmentFiles;
  readonly runs: () => Promise<StoredRuns[]>;
  /** Segments that hold what one held that cannot be read, for this reason. */
  readonly standingIn: (segment: Segment, error: unknown) => Promise<readonly Segment[]>;
}

type Asked = Omit<Selection, 'isWanted'> & { readonly isWanted: Selection['isWanted'] | undefined };

export class SegmentsView implements PointSource {
  /** Up to which record of the journal everything is in it; 0 of none. */
  readonly sealedThrough: number;
  private readonly origin: SegmentsOrigin;
  private readonly segments: readonly Segment[];
  private isReleased = false;

  constructor(segments: readonly Segment[], sealedThrough: number, origin: SegmentsOrigin) {
    this.segments = segments;
    this.sealedThrough = sealedThrough;
    this.origin = origin;
    for (const segment of segments) origin.files.hold(segment);
  }

  /** @throws STORE_CHANGED, FileError, the reason of the signal */
  points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    return this.each(selection, (segment) => segment.points(selection));
  }

  /** @throws as points */
  coverage(selection: Selection): AsyncGenerator<readonly Coverage[]> {
    return this.each({ ...selection, isWanted: undefined }, (segment) => segment.coverage(selection));
  }

  /** Of each run what was written last. */
  async *runs(): AsyncGenerator<StoredRuns> {
    yield* await this.origin.runs();
  }

  /** Its files may go. */
  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    for (const segment of this.segments) this.origin.files.release(segment);
  }

  private async *each<Batch>(
    selection: Asked,
    read: (segment: Segment) => AsyncIterable<Batch>,
  ): AsyncGenerator<Batch> {
    const begun: Segment[] = [];
    let waiting = [...this.segments];
    for (let segment = waiting.shift(); segment !== undefined; segment = waiting.shift()) {
      selection.signal?.throwIfAborted();
      if (!this.mayHave(segment, selection)) continue;
      let hasGiven = false;
      try {
        await this.origin.files.reading(segment);
        for await (const batch of read(segment)) {
          hasGiven = true;
          yield batch;
        }
        begun.push(segment);
      } catch (error) {
        if (!(error instanceof DamagedError || isMissing(error))) throw error;
        if (hasGiven) begun.push(segment);
        waiting = afterLoss(waiting, begun, await this.origin.standingIn(segment, error));
      }
    }
  }

  private mayHave(segment: Segment, { startUnixMs, endUnixMs, members, isWanted }: Asked): boolean {
    const summary = this.origin.files.summaryKnown(segment);
    if (summary === undefined) return true;
    const { firstUnixMs, lastUnixMs, member, metrics } = summary;
    return (
      lastUnixMs >= startUnixMs &&
      firstUnixMs < endUnixMs &&
      (members === undefined || members.includes(member)) &&
      (isWanted === undefined || metrics.some(([fullName, instrument]) => isWanted(instrument, fullName)))
    );
  }
}

/**
 * What is to be read where a segment is gone, and others hold the same. One that was merged from what was partly read cannot
 * be: some of it would count twice.
 */
function afterLoss(
  waiting: readonly Segment[],
  begun: readonly Segment[],
  others: readonly Segment[],
): Segment[] {
  const isIn = (one: Segment, other: Segment) => one === other || supersedes(other.name, one.name);
  const fresh = others.filter((other) => !begun.some((one) => isIn(other, one)));
  for (const other of fresh) {
    if (!begun.some((one) => isIn(one, other))) continue;
    throw new InferometerError(
      'STORE_CHANGED',
      'files of the store were merged by its writer while they were read. Ask again.',
    );
  }
  const rest = waiting.filter((one) => !fresh.some((other) => isIn(one, other)));
  return [...fresh, ...rest];
}
