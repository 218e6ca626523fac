import { wrongKind } from '../../errors.ts';
import type { HistogramDecodingOptions } from '../../histogram/index.ts';
import { countsLimitOf } from '../../histogram/inner.ts';
import { decodeFromCompressedBase64 } from '../encoding.ts';
import { type BitBucketSize, type Histogram, NO_TAG } from '../surface.ts';
import { HdrLogClock } from './log-clock.ts';
import { type HdrLogEntry, parseHdrLogLine } from './log-line.ts';

/**
 * hdr-histogram-js's reader of histogram logs; `readHdrLog` is the plain one. Reads also V0 and V1.
 *
 * @example
 * const reader = new HistogramLogReader(content);
 * for (let h = reader.nextIntervalHistogram(); h; h = reader.nextIntervalHistogram()) total.add(h);
 */
export class HistogramLogReader {
  readonly lines: string[];
  currentLineIndex = 0;
  bitBucketSize: BitBucketSize;
  useWebAssembly: boolean;
  private readonly clock = new HdrLogClock();
  private readonly options: HistogramDecodingOptions;

  /**
   * @param options New here: bounds the memory for logs of strangers.
   * @throws HDR_LOG_KIND, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE
   */
  constructor(
    logContent: string,
    bitBucketSize: BitBucketSize = 32,
    useWebAssembly = false,
    options: HistogramDecodingOptions = {},
  ) {
    this.options = { countsLimit: countsLimitOf(options) };
    this.lines = linesOf(logContent);
    this.bitBucketSize = bitBucketSize;
    this.useWebAssembly = useWebAssembly;
  }

  /** Seconds since 1970: of the log, else the timestamp of its first interval; undefined before either. */
  get startTimeSec(): number | undefined {
    return this.clock.startUnixSeconds;
  }

  /** What timestamps are counted from, in seconds since 1970; undefined before the first interval. */
  get baseTimeSec(): number | undefined {
    return this.clock.baseUnixSeconds;
  }

  /**
   * The next interval whose timestamp, as it stands in the log, lies in the range; null when there is none.
   *
   * @throws HDR_LOG_LINE and what decodeFromCompressedBase64 throws.
   */
  nextIntervalHistogram(rangeStartTimeSec = 0, rangeEndTimeSec = Number.MAX_VALUE): Histogram | null {
    while (this.currentLineIndex < this.lines.length) {
      const line = parseHdrLogLine(this.lines[this.currentLineIndex++] as string);
      if (line.kind === 'startTime') this.clock.startUnixSeconds = line.unixSeconds;
      else if (line.kind === 'baseTime') this.clock.baseUnixSeconds = line.unixSeconds;
      else if (line.kind === 'interval') {
        const startSeconds = this.clock.absolute(line.startSeconds, line.lengthSeconds);
        if (line.startSeconds > rangeEndTimeSec) return null;
        if (line.startSeconds >= rangeStartTimeSec) return this.decode(line, startSeconds);
      }
    }
    return null;
  }

  private decode({ base64, lengthSeconds, tag = NO_TAG }: HdrLogEntry, startSeconds: number): Histogram {
    const histogram = decodeFromCompressedBase64(
      base64,
      this.bitBucketSize,
      this.useWebAssembly,
      0,
      this.options,
    );
    histogram.startTimeStampMsec = startSeconds * 1000;
    histogram.endTimeStampMsec = (startSeconds + lengthSeconds) * 1000;
    histogram.tag = tag;
    return histogram;
  }
}

/** The tags of a log in the order of their first lines, 'NO TAG' before them if there are intervals without one. @throws HDR_LOG_KIND, HDR_LOG_LINE */
export function listTags(content: string): string[] {
  const tags = new Set<string>();
  let isUntagged = false;
  for (const text of linesOf(content)) {
    const line = parseHdrLogLine(text);
    if (line.kind !== 'interval') continue;
    if (line.tag === undefined) isUntagged = true;
    else tags.add(line.tag);
  }
  return isUntagged ? [NO_TAG, ...tags] : [...tags];
}

/** @throws HDR_LOG_KIND */
function linesOf(content: string): string[] {
  if (typeof content !== 'string') {
    const remedy = "Pass what readFile(path, 'utf8') gave.";
    throw wrongKind('HDR_LOG_KIND', 'content', 'the text of a log', content, remedy);
  }
  return content.split(/\r\n|\r|\n/);
}
