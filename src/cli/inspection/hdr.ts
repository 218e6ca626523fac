/** Histograms of HdrHistogram: logs, and single ones as base64 or bytes. */
import { decodeBase64 } from '../../base64.ts';
import { messageOf } from '../../errors.ts';
import { decodeDoubleHdr, decodeHdr, decompressHdr, HdrLogLines } from '../../hdr/index.ts';
import { HdrHistogram, type HdrSnapshot, isDoubleHdr, LARGEST_COUNTS_LIMIT } from '../../histogram/inner.ts';
import { readLines } from '../platform/index.ts';
import type { Distribution, Inspected, Inspecting } from './inspected.ts';

/** Problems that are said one by one; more are counted. */
const PROBLEMS_SAID = 5;

/** Whoever asks about a file means it. */
export const WHOLE = { countsLimit: LARGEST_COUNTS_LIMIT };

/** Reads a log as it comes, so that one of gigabytes takes little memory. */
export async function inspectHdrLog(
  path: string,
  sizeBytes: number,
  { signal, wanted, progress }: Inspecting,
): Promise<Inspected> {
  const lines = new HdrLogLines(WHOLE);
  const tags = new Map<string, HdrHistogram>();
  const problems: string[] = [];
  const ratios = new Set<number>();
  let [intervals, bad, startUnixMs, endUnixMs] = [0, 0, Infinity, -Infinity];
  for await (const [some, bytesRead] of readLines(path)) {
    for (const line of some) {
      try {
        const interval = lines.interval(line);
        if (interval === undefined) continue;
        const { tag = NO_TAG, startedAtUnixMs, endedAtUnixMs, histogram, integerToDoubleRatio } = interval;
        mergedInto(tags, tag, histogram);
        ratios.add(integerToDoubleRatio);
        intervals += 1;
        startUnixMs = Math.min(startUnixMs, startedAtUnixMs);
        endUnixMs = Math.max(endUnixMs, endedAtUnixMs);
      } catch (error) {
        bad += 1;
        if (bad <= PROBLEMS_SAID) problems.push(sentence(error));
      }
    }
    signal.throwIfAborted();
    progress(bytesRead / sizeBytes, `${intervals} intervals`);
    // Signals and the bar have their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  if (bad > PROBLEMS_SAID) problems.push(`${bad - PROBLEMS_SAID} lines more are none of a log`);
  if (intervals === 0 && bad === 0) problems.push('it has no intervals');
  const ratio = ratios.size === 1 ? ([...ratios][0] as number) : 1;
  const named = [...tags].filter(([tag]) => wanted.length === 0 || wanted.includes(tag));
  return {
    ...{ path, what: 'HDR histogram log', sizeBytes, problems, isChecked: false },
    facts: {
      intervals,
      ...(intervals > 0 && { time: { startUnixMs, endUnixMs } }),
      ...(tags.size > 1 && { tags: [...tags.keys()] }),
      ...(ratio !== 1 && { 'worth of 1': ratio }),
    },
    distributions: named.map(([title, histogram]) => distributionOf(title, histogram.snapshot())),
  };
}

const NO_TAG = 'no tag';

/** Histograms of a log may differ in their digits: the sharpest of the first one holds. */
function mergedInto(tags: Map<string, HdrHistogram>, tag: string, histogram: HdrSnapshot): void {
  const known = tags.get(tag);
  if (known !== undefined) {
    known.merge(histogram);
    return;
  }
  const { significantDigits, lowestDiscernible } = histogram;
  const whole = new HdrHistogram({ significantDigits, lowestDiscernible, autoResize: true });
  whole.merge(histogram);
  tags.set(tag, whole);
}

/** @param what where it was found: `base64` or `bytes` */
export function inspectHdrHistogram(path: string, given: string | Uint8Array, sizeBytes: number): Inspected {
  const form = typeof given === 'string' ? 'base64' : 'bytes';
  const about = { path, what: `HDR histogram (${form})`, sizeBytes, isChecked: false };
  try {
    const bytes = typeof given === 'string' ? decodeBase64(given.trim()) : given;
    const plain = isCompressed(bytes) ? decompressHdr(bytes) : bytes;
    const isDouble = isDoubleHdr(plain);
    const { integers, integerToDoubleRatio } = isDouble
      ? decodeDoubleHdr(plain, WHOLE)
      : { integers: decodeHdr(plain, WHOLE), integerToDoubleRatio: 1 };
    const { significantDigits, lowestDiscernible, highestTrackable } = integers;
    return {
      ...about,
      problems: [],
      facts: {
        ...{ significantDigits, lowestDiscernible, highestTrackable },
        ...(isDouble && { 'worth of 1': integerToDoubleRatio }),
      },
      distributions: [distributionOf('values', integers)],
    };
  } catch (error) {
    return { ...about, problems: [sentence(error)], facts: {}, distributions: [] };
  }
}

/** Whether a file that begins so is one of HdrHistogram: all cookies, plain and compressed, of any version. */
export function isHdr(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const cookie = cookieOf(head);
  return (cookie & ~0xff) >>> 0 === 0x1c849300 || (cookie & ~0xf) >>> 0 === 0x0c721240;
}

const COMPRESSED_DOUBLE = 0x0c72124f;
const COMPRESSED = [0x1c849304, 0x1c849302, 0x1c849309];

function isCompressed(bytes: Uint8Array): boolean {
  const cookie = cookieOf(bytes);
  return cookie === COMPRESSED_DOUBLE || COMPRESSED.includes((cookie & ~0xf0) >>> 0);
}

function cookieOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0);
}

function distributionOf(title: string, snapshot: HdrSnapshot): Distribution {
  return { title, snapshot, unit: '1' };
}

export function sentence(error: unknown): string {
  const text = messageOf(error);
  return text.replace(/^[A-Z_]+: /, '');
}
