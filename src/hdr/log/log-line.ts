/**
 * A line of a histogram log, format 1.3 and older (HdrHistogram's HistogramLogReader.java):
 *
 *     #[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 08:24:39 PDT 2015]
 *     #[BaseTime: 1441812279.474 (seconds since epoch)]
 *     "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
 *     0.127,1.007,2.769,HISTFAAAAEV42pNp...
 *     Tag=A,0.127,1.007,2.769,HISTFAAAAEV42pNp...
 */
import { InferometerError, wrongValue } from '../../errors.ts';
import { isDate } from './log-clock.ts';

export type HdrLogLine =
  | { readonly kind: 'startTime' | 'baseTime'; readonly unixSeconds: number }
  | ({ readonly kind: 'interval' } & HdrLogEntry)
  /** Comments, the legend, empty lines. */
  | { readonly kind: 'remark' };

/** An interval as it is written, its histogram still encoded. */
export interface HdrLogEntry {
  readonly tag: string | undefined;
  /** Absolute, or since the base time: see HdrLogClock. */
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  readonly base64: string;
}

const TIME_NOTE = /^#\[(StartTime|BaseTime):\s*([^\s\]]+)/;
const TAG = 'Tag=';
const REMARK: HdrLogLine = { kind: 'remark' };

/** @throws HDR_LOG_LINE */
export function parseHdrLogLine(line: string): HdrLogLine {
  const text = line.trim();
  const note = TIME_NOTE.exec(text);
  if (note) {
    const unixSeconds = decimal(note[2]);
    if (unixSeconds === undefined || !isDate(unixSeconds)) return REMARK;
    return { kind: note[1] === 'StartTime' ? 'startTime' : 'baseTime', unixSeconds };
  }
  if (text === '' || text.startsWith('#') || text.startsWith('"')) return REMARK;
  const fields = text.split(',').map((field) => field.trim());
  const tag = fields[0]?.startsWith(TAG) ? fields.shift()?.slice(TAG.length) : undefined;
  const [start, length, max, base64] = fields;
  const startSeconds = decimal(start);
  const lengthSeconds = decimal(length);
  if (startSeconds === undefined || lengthSeconds === undefined || decimal(max) === undefined || !base64) {
    throw new InferometerError(
      'HDR_LOG_LINE',
      `expected [Tag=name,]start,length,max,histogram, got ${JSON.stringify(text.slice(0, 60))}. Mark a comment with #.`,
    );
  }
  return { kind: 'interval', tag, startSeconds, lengthSeconds, base64 };
}

/**
 * @param max For people: readers take it from the histogram. @param text Formats with three digits after the point.
 * @throws HDR_LOG_TAG
 */
export function formatHdrLogEntry(entry: HdrLogEntry, max: number, text: (value: number) => string): string {
  const { tag, startSeconds, lengthSeconds, base64 } = entry;
  const fields = [text(startSeconds), text(lengthSeconds), text(max), base64].join(',');
  if (tag === undefined) return `${fields}\n`;
  if (typeof tag === 'string' && tag !== '' && !/[\s,]/.test(tag)) return `${TAG}${tag},${fields}\n`;
  throw wrongValue(
    'HDR_LOG_TAG',
    'tag',
    'text without commas, spaces and line breaks',
    tag,
    'Leave it out, or write _ for them: readers split lines there.',
  );
}

function decimal(text: string | undefined): number | undefined {
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
