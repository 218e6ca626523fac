import { InferometerError, wrongKind } from '../../errors.ts';
import {
  type DoubleHdrSnapshot,
  decodeDoubleHdr,
  decodeHdr,
  type HdrSnapshot,
  type HistogramDecodingOptions,
} from '../../histogram/index.ts';
import { countsLimitOf, isDoubleHdr } from '../../histogram/inner.ts';
import { fromBase64 } from '../base64.ts';
import { decompressHdr } from '../compression.ts';
import { HdrLogClock } from './log-clock.ts';
import { type HdrLogEntry, type HdrLogLine, parseHdrLogLine } from './log-line.ts';

/** One interval of a histogram log. */
export interface HdrLogInterval {
  readonly tag: string | undefined;
  /** To the millisecond, as logs have it. Since 1970 unless the log says nothing of when it began. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly histogram: HdrSnapshot;
  /** What one of the histogram's integers is worth: 1, unless a DoubleHistogram was logged. */
  readonly integerToDoubleRatio: number;
}

/**
 * The intervals of a histogram log, line by line as they come: of a file that is read in pieces, or followed. A line that
 * is none of a log throws, and the next one can be read all the same.
 *
 * @example
 * const log = new HdrLogLines();
 * for await (const line of lines) {
 *   const interval = log.interval(line);
 *   if (interval !== undefined) merged.merge(interval.histogram);
 * }
 */
export class HdrLogLines {
  private readonly clock = new HdrLogClock();
  private readonly options: HistogramDecodingOptions;
  private number = 0;

  /** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
  constructor(options: HistogramDecodingOptions = {}) {
    this.options = { countsLimit: countsLimitOf(options) };
  }

  /**
   * The interval of the next line; undefined for comments, the legend and empty lines.
   *
   * @throws HDR_LOG_LINE for a line that is none of a log or holds a damaged histogram; its message has the number
   */
  interval(text: string): HdrLogInterval | undefined {
    this.number++;
    try {
      return readLine(parseHdrLogLine(text), this.clock, this.options);
    } catch (cause) {
      throw new InferometerError('HDR_LOG_LINE', `line ${this.number}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}

/**
 * The intervals of a histogram log, one by one, of format 1.3 and older with histograms in V0, V1 or V2.
 *
 * @param log The text, or its lines.
 * @throws HDR_LOG_KIND for what is no text; HDR_LOG_LINE for a line that is none of a log or holds a damaged histogram; its message has the number.
 * @example
 * for (const { tag, startedAtUnixMs, histogram } of readHdrLog(await readFile('pauses.hlog', 'utf8'))) …
 */
export function* readHdrLog(
  log: string | Iterable<string>,
  options: HistogramDecodingOptions = {},
): Generator<HdrLogInterval, void> {
  if (typeof log?.[Symbol.iterator] !== 'function') {
    throw wrongKind('HDR_LOG_KIND', 'log', 'the text of a log, or its lines', log, 'Pass what was read.');
  }
  const lines = new HdrLogLines(options);
  for (const text of typeof log === 'string' ? log.split(/\r\n|\r|\n/) : log) {
    const interval = lines.interval(text);
    if (interval) yield interval;
  }
}

function readLine(
  line: HdrLogLine,
  clock: HdrLogClock,
  options: HistogramDecodingOptions,
): HdrLogInterval | undefined {
  if (line.kind === 'startTime') clock.startUnixSeconds = line.unixSeconds;
  if (line.kind === 'baseTime') clock.baseUnixSeconds = line.unixSeconds;
  return line.kind === 'interval' ? readInterval(line, clock, options) : undefined;
}

function readInterval(
  entry: HdrLogEntry,
  clock: HdrLogClock,
  options: HistogramDecodingOptions,
): HdrLogInterval {
  const startSeconds = clock.absolute(entry.startSeconds, entry.lengthSeconds);
  const { integers, integerToDoubleRatio } = decodeEntry(entry.base64, options);
  return {
    tag: entry.tag,
    startedAtUnixMs: Math.round(startSeconds * 1000),
    endedAtUnixMs: Math.round((startSeconds + entry.lengthSeconds) * 1000),
    histogram: integers,
    integerToDoubleRatio,
  };
}

function decodeEntry(
  base64: string,
  options: HistogramDecodingOptions,
): Pick<DoubleHdrSnapshot, 'integers' | 'integerToDoubleRatio'> {
  const encoded = decompressHdr(fromBase64(base64));
  return isDoubleHdr(encoded)
    ? decodeDoubleHdr(encoded, options)
    : { integers: decodeHdr(encoded, options), integerToDoubleRatio: 1 };
}
