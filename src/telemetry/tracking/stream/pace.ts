/**
 * When the chunks of one stream came.
 *
 * A stream that is pulled waits for its reader as often as the reader waits for it. A source that works only when it is
 * asked does nothing while its reader is away; one with a queue before it, a response of fetch, goes on. So of the time
 * between two chunks only what passes after the reader has asked is surely the source's:
 *
 *     chunk             asks         chunk        pause 40 ms, wait 5 ms: the model took 5 ms
 *       |---- pause ------|-- wait ----|
 *
 * Where the chunk was there already when a reader came back, nobody knows how long the model took: such a gap is none.
 */

/** A reader who is back sooner did not pause: the event loop had other things to do. */
const PAUSE_MS = 5;
/** A chunk that comes sooner was there already. */
const WAIT_MS = 1;
/** Share of a stream's time that may be unknown before its rates are. */
const UNKNOWN_RATIO = 0.1;

export class Pace {
  /** NaN until the first chunk; as the next ones, without what its reader let pass. */
  timeToFirstChunkSeconds = Number.NaN;
  /** Of any kind. */
  timeToFirstTokenSeconds = Number.NaN;
  /** That is no reasoning. */
  timeToFirstContentTokenSeconds = Number.NaN;
  /** The longest known gap between two arrivals of tokens; NaN before the second. */
  longestStallSeconds = Number.NaN;
  private readonly startedMs: number;
  /** When the reader was given the stream or its last chunk. */
  private arrivedMs: number;
  private askedMs = -Infinity;
  private isOpen = false;
  /** Of the reader, while the source did nothing. */
  private pausedMs = 0;
  /** Of the reader, while nobody knows what the source did. */
  private unknownMs = 0;
  private sinceTokenMs = 0;
  private isGapKnown = true;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
    this.arrivedMs = startedMs;
  }

  /** The reader has the stream now. */
  opened(nowMs: number): void {
    this.isOpen = true;
    this.arrivedMs = nowMs;
  }

  /** The reader asks. Who asks for several chunks at once began to wait with the first. */
  requested(nowMs: number): void {
    if (this.askedMs <= this.arrivedMs) this.askedMs = nowMs;
  }

  /** A chunk came, or the end. */
  arrived(nowMs: number): void {
    const waitingSinceMs = Math.max(this.askedMs, this.arrivedMs);
    const pauseMs = waitingSinceMs - this.arrivedMs;
    const waitMs = nowMs - waitingSinceMs;
    this.sinceTokenMs += waitMs;
    if (pauseMs < PAUSE_MS) this.sinceTokenMs += pauseMs;
    else if (waitMs >= WAIT_MS || Number.isNaN(this.timeToFirstTokenSeconds)) this.pausedMs += pauseMs;
    else {
      this.unknownMs += pauseMs;
      this.isGapKnown = false;
    }
    this.arrivedMs = nowMs;
    if (Number.isNaN(this.timeToFirstChunkSeconds)) this.timeToFirstChunkSeconds = this.modelSeconds;
  }

  /**
   * Tokens came with the last chunk.
   *
   * @returns seconds since the tokens before these; NaN for the first ones, and where nobody knows.
   */
  token(isContent: boolean): number {
    const isFirst = Number.isNaN(this.timeToFirstTokenSeconds);
    if (isFirst) this.timeToFirstTokenSeconds = this.modelSeconds;
    if (isContent && Number.isNaN(this.timeToFirstContentTokenSeconds))
      this.timeToFirstContentTokenSeconds = this.modelSeconds;
    const gapSeconds = isFirst || !this.isGapKnown ? Number.NaN : this.sinceTokenMs / 1000;
    if (!Number.isNaN(gapSeconds))
      this.longestStallSeconds = Math.max(gapSeconds, this.longestStallSeconds || 0);
    this.sinceTokenMs = 0;
    this.isGapKnown = true;
    return gapSeconds;
  }

  /** From the start to the last arrival, without what the reader let pass. */
  get modelSeconds(): number {
    return (this.arrivedMs - this.startedMs - this.pausedMs) / 1000;
  }

  /** All that the source waited for its reader, or may have. */
  get readerPauseSeconds(): number {
    return (this.pausedMs + this.unknownMs) / 1000;
  }

  /** Whether `modelSeconds` says how fast the model was. */
  get isKnown(): boolean {
    return this.unknownMs <= UNKNOWN_RATIO * (this.arrivedMs - this.startedMs);
  }

  /** As long as the first token took, or has taken by now; NaN where its reader has not asked for it. */
  firstTokenSeconds(nowMs: number): number {
    if (!Number.isNaN(this.timeToFirstTokenSeconds)) return this.timeToFirstTokenSeconds;
    if (!this.isOpen) return (nowMs - this.startedMs) / 1000;
    const isAwaited = this.askedMs > this.arrivedMs;
    return isAwaited ? this.modelSeconds + (nowMs - this.askedMs) / 1000 : Number.NaN;
  }
}
