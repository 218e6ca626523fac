/** In which of its formats an answer is given (RFC 9110, section 12.5.1). */
import type { ApiOperation } from '../../api/index.ts';
import { acceptedRanges } from '../../prometheus/inner.ts';
import { refusal } from './refusal.ts';

/**
 * The format that the request prefers, of several alike the first. Programs that ask for everything as JSON are given
 * pictures and pages as what they are.
 *
 * @throws ApiError with 406
 */
export function negotiated(header: string | null, { mediaTypes }: ApiOperation): string {
  const [first = 'application/json'] = mediaTypes;
  if (mediaTypes.length < 2 || header === null || header.trim() === '') return first;
  const ranges = acceptedRanges(header);
  let [best, bestQuality] = ['', 0];
  for (const type of mediaTypes) {
    // The most particular range that fits has the say.
    const fitting = [type, `${type.split('/')[0]}/*`, '*/*'].map((value) =>
      ranges.find((one) => one.value === value),
    );
    const quality = fitting.find((one) => one !== undefined)?.quality ?? 0;
    if (quality > bestQuality) [best, bestQuality] = [type, quality];
  }
  if (best !== '') return best;
  if (ranges.some(({ value, quality }) => value === 'application/json' && quality > 0)) return first;
  const shown = header.length > 80 ? `${header.slice(0, 77)}...` : header;
  throw refusal(406, `accept expected one of ${mediaTypes.join(', ')}, got ${JSON.stringify(shown)}.`, {
    parameter: 'accept',
    allowed: mediaTypes,
  });
}
