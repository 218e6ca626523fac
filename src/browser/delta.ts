/** What waits to be delivered: an interval of a page, encoded. */
export interface Delta {
  /** A random id of the page that recorded it, which tells nothing of who looked at it. */
  readonly page: string;
  /** Counts the intervals of the page. */
  readonly sequence: number;
  /** As `encodeInterval` writes it, in base64. */
  readonly interval: string;
  /** Intervals that had been given up when it ended, by reason: it counts them, and where it is given up itself, the next one does. */
  readonly dropped: Dropped;
}

export type DropReason = 'queue_full' | 'too_large' | 'refused';

export type Dropped = { readonly [Reason in DropReason]?: number };

export function keyOf({ page, sequence }: Delta): string {
  return `${page} ${sequence}`;
}

/** Names and punctuation around it in a request. */
const AROUND = 64;

/** Characters, all of them ASCII, that it takes in a request. */
export function bytesOf({ interval }: Delta): number {
  return interval.length + AROUND;
}
