/**
 * Value <-> bucket index of an exponential histogram, exact for every double.
 * OpenTelemetry data model, ExponentialHistogram: base = 2^(2^-scale), bucket i covers (base^i, base^(i+1)].
 *
 * Indices inside the kernel are biased to be positive and to halve with a plain shift:
 *
 *     biased = index + 1024 * 2^scale            so that downscaling by k is biased >> k at every scale
 *
 * The index of a double comes from its bits with one load, one add and one shift. Let j be the segment of the
 * value's mantissa: one of 2^(scale+1) equal parts of the octave. A segment holds at most one bucket boundary
 * (buckets are at least 0.69 / 2^scale octaves of mantissa wide, segments are half of 1 / 2^scale), so
 *
 *     biased(v) = (bits(v) + T[j]) >> (52 - scale)
 *     T[j] = 2^52 + (under - 1) * 2^(52-scale) + 2^(52-scale) - 1 - boundary
 *
 * where `under` counts the boundaries below the segment (the octave's own power of two is boundary 0), and
 * `boundary` is the mantissa of the one inside it, or the segment's last mantissa if there is none. The carry of
 * the addition decides on which side of the boundary the value lies; equality stays below: upper-inclusive.
 *
 *     Example, scale 1, v = 1.5: bits = 0x3ff8_0000_0000_0000, segment 2 of 4 = [1.5, 1.75), boundaries 1 and
 *     sqrt 2 lie under it, so T = 2^52 + 2^51 + 2^51 - 1 - (2^51 + 2^50 - 1) and (bits + T) >> 51 = 2049:
 *     index 2049 - 2048 = 1, and indeed 2^(1/2) < 1.5 <= 2.
 *
 * At scale 0 and below a bucket spans whole octaves and T is the same for all segments.
 */
import { allocate } from '../allocator';
import { COARSE, FINE, MISSES } from './boundaries';
import { INFINITY_BITS, MANTISSA_BITS, ONE_EXPONENT, SMALLEST_NORMAL_BITS, powerOfTwo } from '../float';

export const LEAST_SCALE: i32 = -4;
export const LARGEST_SCALE: i32 = 8;

const BIAS: i32 = 1024;
const MANTISSA_MASK: u64 = (1 << 52) - 1;

/** Where the tables are, made when a scale is first used: tables[scale - LEAST_SCALE], T of one scale each. */
const tables = memory.data(13 * sizeof<usize>(), 16);
/** The boundaries of scale 8 as mantissas, 256 u64, made with the first table. */
let octave: usize = 0;

function boundaryMantissa(scale: i32, i: i32): u64 {
  if (octave == 0) expandBoundaries();
  return load<u64>(octave + (usize(i << (LARGEST_SCALE - scale)) << 3));
}

function expandBoundaries(): void {
  octave = allocate(256 * 8);
  for (let i = 0; i < 256; i++) {
    const product = load<f64>(COARSE + (usize(i >> 4) << 3)) * load<f64>(FINE + (usize(i & 15) << 3));
    const miss = (load<u64>(MISSES + (usize(i >> 5) << 3)) >> u64((i & 31) << 1)) & 3;
    store<u64>(octave + (usize(i) << 3), (reinterpret<u64>(product) & MANTISSA_MASK) + 1 - miss);
  }
}

/** How many table bytes a scale needs, minus 8: with segmentShift it picks the entry of a value. */
@inline
export function segmentMask(scale: i32): u64 {
  return scale > 0 ? ((u64(2) << u64(scale)) - 1) << 3 : 0;
}

/** (bits >> segmentShift) & segmentMask is the byte offset of the value's entry in the table. */
@inline
export function segmentShift(scale: i32): u64 {
  return u64(48 - scale);
}

@inline
export function indexShift(scale: i32): u64 {
  return u64(52 - scale);
}

/** T of a scale. */
export function table(scale: i32): usize {
  const slot = tables + (usize(scale - LEAST_SCALE) << alignof<usize>());
  let made = load<usize>(slot);
  if (made == 0) {
    made = makeTable(scale);
    store<usize>(slot, made);
  }
  return made;
}

function makeTable(scale: i32): usize {
  const segments = scale > 0 ? 2 << scale : 1;
  const made = allocate(usize(segments) << 3);
  if (scale <= 0) {
    store<u64>(made, ONE_EXPONENT - 1);
    return made;
  }
  const bucket: u64 = u64(1) << indexShift(scale);
  const width: u64 = bucket >> 1;
  const perOctave = 1 << scale;
  let under: i32 = 0;
  for (let j = 0; j < segments; j++) {
    const last = u64(j + 1) * width - 1;
    let boundary = last;
    let within = 0;
    if (under < perOctave) {
      const next = under == 0 ? 0 : boundaryMantissa(scale, under);
      if (next <= last) {
        boundary = next;
        within = 1;
      }
    }
    store<u64>(made + (usize(j) << 3), ONE_EXPONENT + u64(i64(under) - 1) * bucket + bucket - 1 - boundary);
    under += within;
  }
  return made;
}

/** The biased index of a finite double above 2^-1022, given by its bits. */
@inline
export function biasedIndex(magnitude: u64, scale: i32): i32 {
  const entry = table(scale) + usize((magnitude >> segmentShift(scale)) & segmentMask(scale));
  return i32((magnitude + load<u64>(entry)) >> indexShift(scale));
}

/** The biased index that stands for index 0, (1, base]. */
@inline
export function bias(scale: i32): i32 {
  return scale >= 0 ? BIAS << scale : BIAS >> -scale;
}

/** The buckets strictly above this one hold no subnormal, no zero and not the smallest normal. */
@inline
export function bottomIndex(scale: i32): i32 {
  return biasedIndex(SMALLEST_NORMAL_BITS, scale);
}

/** The bucket of the largest double. The bits of infinity map here too, the bits of a NaN here or above. */
@inline
export function topIndex(scale: i32): i32 {
  return biasedIndex(INFINITY_BITS, scale);
}

/** The lower bound of a bucket: base^index, the nearest double at or under it. */
export function lowerBound(biased: i32, scale: i32): f64 {
  if (scale <= 0) return powerOfTwo((biased << -scale) - BIAS);
  const exponent = (biased >> scale) - BIAS;
  const mantissa = boundaryMantissa(scale, biased & ((1 << scale) - 1));
  return reinterpret<f64>((u64(exponent + 1023) << MANTISSA_BITS) | mantissa);
}

/**
 * What stands for the values of a bucket: the point whose relative distance to both bounds is the same,
 * 2 lower upper / (lower + upper) = lower * 2 base / (1 + base). No value of the bucket is farther from it
 * than (base - 1) / (base + 1), relative to the value.
 */
export function representative(biased: i32, scale: i32): f64 {
  const base = scale > 0 ? lowerBound(bias(scale) + 1, scale) : powerOfTwo(1 << -scale);
  return lowerBound(biased, scale) * ((2 * base) / (1 + base));
}
