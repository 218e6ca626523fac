import { encodeIntoCompressedBase64 } from '../encoding.ts';
import { fixedPoint } from '../fixed-point.ts';
import { type Histogram, NO_TAG } from '../surface.ts';
import { formatHdrLogEntry } from './log-line.ts';
import { HdrLogWriter } from './log-writer.ts';

/**
 * hdr-histogram-js's writer of histogram logs; `HdrLogWriter` is the plain one.
 *
 * @example
 * const writer = new HistogramLogWriter((content) => { buffer += content; });
 * writer.outputLogFormatVersion();
 * writer.outputLegend();
 * writer.outputIntervalHistogram(histogram);
 */
export class HistogramLogWriter {
  /** Subtracted from the histograms' own times; milliseconds since 1970. */
  baseTime = 0;
  private readonly log: (content: string) => void;
  private readonly plain: HdrLogWriter;
  private readonly text = fixedPoint(3);

  constructor(log: (content: string) => void) {
    this.log = log;
    this.plain = new HdrLogWriter(log);
  }

  /**
   * @param maxValueUnitRatio The maximum is divided by it. For people: readers take it from the histogram.
   * @throws HDR_LOG_TAG
   */
  outputIntervalHistogram(
    histogram: Histogram,
    startTimeStampSec = (histogram.startTimeStampMsec - this.baseTime) / 1000,
    endTimeStampSec = (histogram.endTimeStampMsec - this.baseTime) / 1000,
    maxValueUnitRatio = 1000,
  ): void {
    const { tag, maxValue } = histogram;
    const entry = {
      tag: tag && tag !== NO_TAG ? tag : undefined,
      startSeconds: startTimeStampSec,
      lengthSeconds: endTimeStampSec - startTimeStampSec,
      base64: encodeIntoCompressedBase64(histogram),
    };
    this.log(formatHdrLogEntry(entry, maxValue / maxValueUnitRatio, this.text));
  }

  outputComment(comment: string): void {
    this.plain.comment(comment);
  }

  outputStartTime(startTimeMsec: number): void {
    this.plain.startTime(startTimeMsec);
  }

  outputLegend(): void {
    this.plain.legend();
  }

  outputLogFormatVersion(): void {
    this.plain.formatVersion();
  }
}
