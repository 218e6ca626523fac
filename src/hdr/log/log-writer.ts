import { encodeBase64 } from '../../base64.ts';
import { wrongKind } from '../../errors.ts';
import { encodeHdr, type HdrSnapshot } from '../../histogram/index.ts';
import { HdrBuckets, validHdrSnapshot } from '../../histogram/inner.ts';
import { requireFields } from '../../validate.ts';
import { compressHdr } from '../compression.ts';
import { fixedPoint } from '../fixed-point.ts';
import { formatHdrLogEntry } from './log-line.ts';

export interface HdrLogWriterOptions {
  /** Subtracted from every timestamp; `baseTime()` writes it into the log. 0 if left out: timestamps are absolute. */
  readonly baseTimeUnixMs?: number;
  /**
   * What the interval's maximum is divided by in the log. It is for people: readers take it from the histogram.
   * 1,000,000 if left out, which shows nanoseconds as milliseconds.
   */
  readonly maxValueUnitRatio?: number;
}

export interface HdrLogSpan {
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** Without commas, spaces and line breaks. */
  readonly tag?: string | undefined;
}

/**
 * Writes a histogram log, format 1.3, as Java's HistogramLogWriter does.
 *
 * @example
 * const log = new HdrLogWriter((text) => stream.write(text));
 * log.formatVersion();
 * log.startTime(Date.now());
 * log.legend();
 * log.interval(histogram.snapshot(), { startedAtUnixMs, endedAtUnixMs, tag: 'reads' });
 */
export class HdrLogWriter {
  private readonly write: (text: string) => void;
  private readonly baseTimeUnixMs: number;
  private readonly maxValueUnitRatio: number;
  private readonly text = fixedPoint(3);

  /** @param write Called with whole lines. @throws HDR_LOG_OPTION */
  constructor(write: (text: string) => void, options: HdrLogWriterOptions = {}) {
    requireFields('HDR_LOG_OPTION', 'HDR_LOG_OPTION', options, ['baseTimeUnixMs', 'maxValueUnitRatio']);
    if (typeof write !== 'function') {
      const remedy = 'Pass (text) => stream.write(text).';
      throw wrongKind('HDR_LOG_OPTION', 'write', 'a function', write, remedy);
    }
    const { baseTimeUnixMs = 0, maxValueUnitRatio = 1_000_000 } = options;
    this.write = write;
    this.baseTimeUnixMs = finite('baseTimeUnixMs', baseTimeUnixMs);
    this.maxValueUnitRatio = finite('maxValueUnitRatio', maxValueUnitRatio);
  }

  /** A comment; every line of it is marked as one. */
  comment(text: string): void {
    this.write(`#${text.split(/\r\n|\r|\n/).join('\n#')}\n`);
  }

  formatVersion(): void {
    this.comment('[Histogram log format version 1.3]');
  }

  /** When the log began. Readers take timestamps that lie more than a year before it as counted from it. */
  startTime(unixMs: number): void {
    const seconds = this.seconds(finite('unixMs', unixMs));
    this.comment(`[StartTime: ${seconds} (seconds since epoch), ${new Date(unixMs).toISOString()}]`);
  }

  /** What timestamps are counted from: the option `baseTimeUnixMs`. */
  baseTime(): void {
    this.comment(`[BaseTime: ${this.seconds(this.baseTimeUnixMs)} (seconds since epoch)]`);
  }

  legend(): void {
    this.write('"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n');
  }

  /** @throws HDR_LOG_TAG, HDR_LOG_OPTION, HISTOGRAM_SNAPSHOT */
  interval(snapshot: HdrSnapshot, span: HdrLogSpan): void {
    const histogram = validHdrSnapshot(snapshot);
    const startedAtUnixMs = finite('startedAtUnixMs', span.startedAtUnixMs);
    const endedAtUnixMs = finite('endedAtUnixMs', span.endedAtUnixMs);
    const entry = {
      tag: span.tag,
      startSeconds: (startedAtUnixMs - this.baseTimeUnixMs) / 1000,
      lengthSeconds: (endedAtUnixMs - startedAtUnixMs) / 1000,
      base64: encodeBase64(compressHdr(encodeHdr(histogram))),
    };
    this.write(formatHdrLogEntry(entry, largestOf(histogram) / this.maxValueUnitRatio, this.text));
  }

  private seconds(ms: number): string {
    return this.text(ms / 1000);
  }
}

/** As a reader deduces it, and Java writes it: the highest value that the last count may stand for. */
function largestOf(histogram: HdrSnapshot): number {
  const { offset, counts } = histogram.counts;
  return counts.length === 0 ? 0 : new HdrBuckets(histogram).highestAt(offset + counts.length - 1);
}

function finite(label: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongKind('HDR_LOG_OPTION', label, 'a finite number', value, 'Take times from Date.now().');
}
