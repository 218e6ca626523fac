/**
 * How DDSketch maps values to bins (sketches-go, ddsketch/mapping): bin i begins where an approximation of log2, exact
 * at powers of two, reaches (i - indexOffset) * log2(gamma).
 */
import { InferometerError } from '../../errors.ts';
import { baseOf, bucketIndex, MIN_ZERO_THRESHOLD, maxIndex } from '../exponential/bucket-bounds.ts';
import { doublesIn, fieldsOf } from './protobuf.ts';

/**
 * Which bin a value belongs to, where implementations differ and the message does not tell: bin i begins at gamma^i in
 * those of Go and Java, which round the logarithm down, and ends there in those of JavaScript and Python, which round
 * it up.
 */
export type DdSketchRounding = 'floor' | 'ceil';

export interface DdSketchMapping {
  /** The scale whose buckets the bins are, if there is one. */
  readonly scale: number | undefined;
  /** The value at which a bin begins: 0 where it is too small for a double, at most the largest. */
  lowerBound(index: number): number;
  /**
   * The index of the bucket of `scale` that is the bin, or holds what stands for it: -Infinity for zeros, Infinity for a
   * bin that holds no double.
   */
  bucketOf(index: number, scale: number): number;
}

/** The inverse of each approximation between two powers of two: 0 to 1 becomes 1 to 2. In the order of the enum. */
const SIGNIFICANDS: readonly ((part: number) => number)[] = [
  (part) => 2 ** part,
  (part) => 1 + part,
  (part) => 3 - Math.sqrt(4 - 3 * part),
  cubicSignificand,
];

/** A s^3 + B s^2 + C s = part, solved for s by Cardano's formula. */
function cubicSignificand(part: number): number {
  const [a, b, c] = [6 / 35, -3 / 5, 10 / 7];
  const d0 = b * b - 3 * a * c;
  const d1 = 2 * b ** 3 - 9 * a * b * c - 27 * a * a * part;
  const p = Math.cbrt((d1 - Math.sqrt(d1 * d1 - 4 * d0 ** 3)) / 2);
  return 1 - (b + p + d0 / p) / (3 * a);
}

/** By how much logarithms may be off. */
const ROUNDING = 1e-12;

/** @throws DDSKETCH_MAPPING, PROTOBUF_TRUNCATED, PROTOBUF_FIELD */
export function readMapping(message: Uint8Array, rounding: DdSketchRounding): DdSketchMapping {
  let gamma = 0;
  let indexOffset = 0;
  let interpolation = 0;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) gamma = doublesIn(field)[0] as number;
    if (field.number === 2) indexOffset = doublesIn(field)[0] as number;
    if (field.number === 3) interpolation = field.varint;
  }
  const significand = SIGNIFICANDS[interpolation];
  if (!(gamma > 1 && gamma < Infinity) || !Number.isFinite(indexOffset) || !significand) {
    throw badMapping(`gamma ${gamma}, index offset ${indexOffset}, interpolation ${interpolation}`);
  }
  // Their interpolated mappings mean another gamma, and nothing in the message tells.
  if (rounding === 'ceil' && interpolation > 0)
    throw badMapping('an interpolated mapping with rounding "ceil"');

  const origin = indexOffset + (rounding === 'ceil' ? 1 : 0);
  const octavesPerBin = Math.log1p(gamma - 1) / Math.LN2;
  const ownScale = interpolation === 0 && Number.isInteger(origin) ? scaleOf(gamma) : undefined;
  const lowerBound = (index: number) => {
    const octaves = (index - origin) * octavesPerBin;
    const exponent = Math.floor(octaves);
    return Math.min(significand(octaves - exponent) * 2 ** exponent, Number.MAX_VALUE);
  };
  const bucketOf = (index: number, scale: number) => {
    // The logarithm of the largest double is 1024 when it is rounded, and the bin that begins there its own.
    if ((index - origin) * octavesPerBin > 1024 * (1 + ROUNDING)) return Infinity;
    if (ownScale !== undefined) return Math.min(index - origin, maxIndex(scale));
    const [lower, upper] = [lowerBound(index), lowerBound(index + 1)];
    const middle = lower * (2 / (1 + lower / upper));
    return middle > MIN_ZERO_THRESHOLD ? bucketIndex(Math.min(middle, Number.MAX_VALUE), scale) : -Infinity;
  };
  return { scale: ownScale, lowerBound, bucketOf };
}

/** The scale whose base gamma is, but for rounding. */
function scaleOf(gamma: number): number | undefined {
  for (let scale = -4; scale <= 8; scale++) {
    if (Math.abs(gamma / baseOf(scale) - 1) < 1e-12) return scale;
  }
  return undefined;
}

function badMapping(what: string): InferometerError {
  return new InferometerError(
    'DDSKETCH_MAPPING',
    `the sketch has ${what}. The bytes are damaged, another message, or by an implementation that differs.`,
  );
}
