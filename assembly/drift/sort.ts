/**
 * Sorting samples: least significant digit first, eight passes over eight bits each, of keys that order as
 * the values do. Linear, stable, without a worst case, and a pass whose digit all values share is left out.
 */
import { allocate, release } from '../allocator';

const DIGITS: usize = 8;
const VALUES_OF_DIGIT: usize = 256;
/** Of the one NaN that stands for all: some engines make NaNs with a sign, which would come first. */
const NAN_BITS: i64 = 0x7ff8_0000_0000_0000;

/** Sorts n doubles at `at`, ascending. -0 becomes 0; NaN comes last. May grow the memory; false where there is no room. */
export function sort(at: usize, n: i32): bool {
  const bytes = usize(n) << 3;
  const countsBytes = DIGITS * VALUES_OF_DIGIT * 4;
  const scratch = allocate(bytes + countsBytes);
  if (!scratch) return false;
  const counts = scratch + bytes;
  memory.fill(counts, 0, countsBytes);
  for (let from = at; from < at + bytes; from += 8) {
    const key = keyOf(load<f64>(from));
    store<u64>(from, key);
    for (let digit: usize = 0; digit < DIGITS; digit++) {
      const slot = countOf(counts, digit, key);
      store<u32>(slot, load<u32>(slot) + 1);
    }
  }
  let source = at;
  let target = scratch;
  for (let digit: usize = 0; digit < DIGITS; digit++) {
    if (load<u32>(countOf(counts, digit, load<u64>(source))) == u32(n)) continue;
    scatter(source, bytes, target, counts, digit);
    const free = source;
    source = target;
    target = free;
  }
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(at + i, valueOf(load<u64>(source + i)));
  release(scratch);
  return true;
}

/** One pass: every key goes behind those with a smaller digit, and those with the same that came before. */
function scatter(from: usize, bytes: usize, to: usize, counts: usize, digit: usize): void {
  let under: u32 = 0;
  for (let value: u64 = 0; value < u64(VALUES_OF_DIGIT); value++) {
    const slot = countOf(counts, digit, value << u64(digit << 3));
    const count = load<u32>(slot);
    store<u32>(slot, under);
    under += count;
  }
  for (const end = from + bytes; from < end; from += 8) {
    const key = load<u64>(from);
    const slot = countOf(counts, digit, key);
    const place = load<u32>(slot);
    store<u32>(slot, place + 1);
    store<u64>(to + (usize(place) << 3), key);
  }
}

/** Where the keys with this one's digit are counted. */
// @ts-ignore: decorator
@inline
function countOf(counts: usize, digit: usize, key: u64): usize {
  return counts + (((digit << 8) + usize((key >> u64(digit << 3)) & 255)) << 2);
}

/** Negative doubles order backwards, so all their bits are turned; of the others the sign alone. */
// @ts-ignore: decorator
@inline
function keyOf(value: f64): u64 {
  const bits = value == value ? reinterpret<i64>(value + 0) : NAN_BITS;
  return u64(bits ^ ((bits >> 63) | i64.MIN_VALUE));
}

// @ts-ignore: decorator
@inline
function valueOf(key: u64): f64 {
  return reinterpret<f64>(i64(key) ^ ((i64(~key) >> 63) | i64.MIN_VALUE));
}
