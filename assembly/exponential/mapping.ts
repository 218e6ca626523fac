/**
 * Value <-> bucket index of an exponential histogram, exact for every double.
 * OpenTelemetry data model, ExponentialHistogram: base = 2^(2^-scale), bucket i covers (base^i, base^(i+1)].
 *
 * Indices inside the kernel are biased to be positive and to halve with a plain shift:
 *
 *     biased = index + 1024 * 2^scale            so that downscaling by k is biased >> k at every scale
 *
 * so the index is taken at the finest scale, 8, and shifted down. It comes from the bits of the double with one load,
 * one add and one shift. Let j be the segment of the value's mantissa: one of 512 equal parts of the octave. A
 * segment holds at most one boundary between buckets of scale 8 (these are at least 0.69 / 256 octaves of mantissa
 * wide, segments are half of 1 / 256), so
 *
 *     biased(v) = (bits(v) + T[j]) >> 44                 at scale 8, and at any scale
 *     biased(v) = (bits(v) + T[j]) >> (52 - scale)
 *     T[j] = 2^52 + (under - 1) * 2^44 + 2^44 - 1 - boundary
 *
 * where `under` counts the boundaries below the segment (the octave's own power of two is boundary 0), and
 * `boundary` is the mantissa of the one inside it, or the segment's last mantissa if there is none. The carry of
 * the addition decides on which side of the boundary the value lies; equality stays below: upper-inclusive.
 *
 *     Example, with segments of a quarter octave and buckets of half a one, v = 1.5: bits = 0x3ff8_0000_0000_0000,
 *     segment 2 of 4 = [1.5, 1.75), boundaries 1 and sqrt 2 lie under it, so T = 2^52 + 2^51 + 2^51 - 1 -
 *     (2^51 + 2^50 - 1) and (bits + T) >> 51 = 2049: index 2049 - 2048 = 1, and indeed 2^(1/2) < 1.5 <= 2.
 *
 * One table for all scales is one loop for all of them, with its address in the instructions; it takes 4 KiB.
 */
import { EXCESS } from './boundaries';
import { INFINITY_BITS, MANTISSA_BITS, ONE_EXPONENT, SMALLEST_NORMAL_BITS, powerOfTwo } from '../float';

export const LARGEST_SCALE: i32 = 8;

const BIAS: i32 = 1024;
const MANTISSA_MASK: u64 = (1 << 52) - 1;

const SEGMENTS: i32 = 2 << LARGEST_SCALE;
/** (bits >> SEGMENT_SHIFT) & SEGMENT_MASK is the byte offset of the value's entry in the table. */
const SEGMENT_SHIFT: u64 = u64(48 - LARGEST_SCALE);
const SEGMENT_MASK: u64 = (SEGMENTS - 1) << 3;

const T: usize = memory.data((2 << 8) * 8, 64);

const BOUNDARIES_PER_OCTAVE: i32 = 1 << LARGEST_SCALE;
/** 2^(i/256), 0 <= i < 256, as the nearest doubles at or under them. */
const BOUNDARIES: usize = memory.data((1 << 8) * 8, 8);

makeBoundaries();
makeTable();

/** Boundary i is the square root of boundary 2i, or of twice boundary 2i - 256; the even ones first, from 128 on. */
function makeBoundaries(): void {
  store<f64>(BOUNDARIES, 1);
  for (let step = BOUNDARIES_PER_OCTAVE >> 1; step; step >>= 1) {
    for (let i = step; i < BOUNDARIES_PER_OCTAVE; i += step << 1) {
      let square = load<f64>(BOUNDARIES + (usize((i << 1) & (BOUNDARIES_PER_OCTAVE - 1)) << 3));
      if (i >= BOUNDARIES_PER_OCTAVE >> 1) square *= 2;
      const excess = (load<u8>(EXCESS + (usize(i) >> 3)) >> u8(i & 7)) & 1;
      store<u64>(BOUNDARIES + (usize(i) << 3), reinterpret<u64>(sqrt<f64>(square)) - u64(excess));
    }
  }
}

/** The mantissa of boundary i of scale 8, 0 <= i < 256. */
function boundaryMantissa(i: i32): u64 {
  return load<u64>(BOUNDARIES + (usize(i) << 3)) & MANTISSA_MASK;
}

function makeTable(): void {
  const bucket: u64 = 1 << 44;
  const width: u64 = bucket >> 1;
  let under: i32 = 0;
  let next = boundaryMantissa(0);
  for (let j = 0; j < SEGMENTS; j++) {
    const last = u64(j + 1) * width - 1;
    const isWithin = next <= last;
    const boundary = isWithin ? next : last;
    store<u64>(T + (usize(j) << 3), ONE_EXPONENT + u64(i64(under) - 1) * bucket + bucket - 1 - boundary);
    if (isWithin) next = ++under >> LARGEST_SCALE ? u64.MAX_VALUE : boundaryMantissa(under);
  }
}

/** The shift that leaves the biased index of a scale. */
// @ts-ignore: decorator
@inline
export function indexShift(scale: i32): u64 {
  return u64(52 - scale);
}

/** The biased index of a finite double above 2^-1022, given by its bits. */
// @ts-ignore: decorator
@inline
export function biasedIndex(magnitude: u64, toIndex: u64): i32 {
  return i32((magnitude + load<u64>(usize((magnitude >> SEGMENT_SHIFT) & SEGMENT_MASK), T)) >> toIndex);
}

/** The biased index that stands for index 0, (1, base]. */
// @ts-ignore: decorator
@inline
export function bias(scale: i32): i32 {
  return scale >= 0 ? BIAS << scale : BIAS >> -scale;
}

/** The buckets strictly above this one hold no subnormal, no zero and not the smallest normal. */
// @ts-ignore: decorator
@inline
export function bottomIndex(scale: i32): i32 {
  return biasedIndex(SMALLEST_NORMAL_BITS, indexShift(scale));
}

/** The bucket of the largest double. The bits of infinity map here too, the bits of a NaN here or above. */
// @ts-ignore: decorator
@inline
export function topIndex(scale: i32): i32 {
  return biasedIndex(INFINITY_BITS, indexShift(scale));
}

/** The lower bound of a bucket: base^index, the nearest double at or under it. */
export function lowerBound(biased: i32, scale: i32): f64 {
  if (scale <= 0) return powerOfTwo((biased << -scale) - BIAS);
  const exponent = (biased >> scale) - BIAS;
  const mantissa = boundaryMantissa((biased & ((1 << scale) - 1)) << (LARGEST_SCALE - scale));
  return reinterpret<f64>((u64(exponent + 1023) << MANTISSA_BITS) | mantissa);
}

/**
 * What a bucket's lower bound is multiplied by to give what stands for its values: the point whose relative distance
 * to both bounds is the same, 2 lower upper / (lower + upper) = lower * 2 base / (1 + base). No value of the bucket is
 * farther from it than (base - 1) / (base + 1), relative to the value.
 */
export function centre(scale: i32): f64 {
  const base = scale > 0 ? lowerBound(bias(scale) + 1, scale) : powerOfTwo(1 << -scale);
  return (2 * base) / (1 + base);
}
