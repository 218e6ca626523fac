/** What is sealed at one moment: each interval once, whatever is merged or removed while it is read. */
import { InferometerError } from '../../errors.ts';
import type { Coverage, PointSource, Selection, StoredFigures, StoredPoint, StoredRuns } from '../model.ts';
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
  figures(selection: Selection): AsyncGenerator<readonly StoredFigures[]> {
    return this.each(selection, (segment) => segment.figures(selection));
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
    read: (segment: Segment) => AsyncGenerator<Batch>,
  ): AsyncGenerator<Batch> {
    const begun: Segment[] = [];
    let waiting = this.segments.filter((segment) => this.mayHave(segment, selection));
    const ahead = new Ahead((segment) => this.reading(segment, read));
    try {
      for (let segment = waiting.shift(); segment !== undefined; segment = waiting.shift()) {
        selection.signal?.throwIfAborted();
        let hasGiven = false;
        try {
          for await (const batch of ahead.take(segment, waiting)) {
            hasGiven = true;
            yield batch;
          }
          begun.push(segment);
        } catch (error) {
          if (!(error instanceof DamagedError || isMissing(error))) throw error;
          if (hasGiven) begun.push(segment);
          const rest = afterLoss(waiting, begun, await this.origin.standingIn(segment, error));
          waiting = rest.filter((one) => waiting.includes(one) || this.mayHave(one, selection));
        }
      }
    } finally {
      await ahead.end();
    }
  }

  private async *reading<Batch>(
    segment: Segment,
    read: (segment: Segment) => AsyncGenerator<Batch>,
  ): AsyncGenerator<Batch> {
    await this.origin.files.reading(segment);
    yield* read(segment);
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

/** Segments whose first batch is read while others are looked at: a disk, and a page, wait less for each other. */
const READ_AHEAD = 4;

interface Begun<Batch> {
  readonly batches: AsyncGenerator<Batch>;
  readonly first: Promise<IteratorResult<Batch>>;
}

/** Begins to read the segments that come next. */
class Ahead<Batch> {
  private readonly begun = new Map<Segment, Begun<Batch>>();
  private readonly read: (segment: Segment) => AsyncGenerator<Batch>;

  constructor(read: (segment: Segment) => AsyncGenerator<Batch>) {
    this.read = read;
  }

  /** @param next what comes after it, as far as it is known */
  async *take(segment: Segment, next: readonly Segment[]): AsyncGenerator<Batch> {
    const { batches, first } = this.begin(segment);
    for (const one of next.slice(0, READ_AHEAD)) this.begin(one);
    this.begun.delete(segment);
    try {
      let result = await first;
      for (; !result.done; result = await batches.next()) yield result.value;
    } finally {
      await batches.return(undefined);
    }
  }

  /** Lets go what nobody took. */
  async end(): Promise<void> {
    for (const { batches, first } of this.begun.values()) {
      await first.catch(() => {});
      await batches.return(undefined);
    }
    this.begun.clear();
  }

  private begin(segment: Segment): Begun<Batch> {
    const known = this.begun.get(segment);
    if (known !== undefined) return known;
    const batches = this.read(segment);
    const first = batches.next();
    // It is said when it is this segment's turn.
    first.catch(() => {});
    const begun = { batches, first };
    this.begun.set(segment, begun);
    return begun;
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
