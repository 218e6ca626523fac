/**
 * Value <-> index in the counts array of an HDR histogram, exact for every double: the layout of Java's
 * org.HdrHistogram.AbstractHistogram, with a normalizing offset of 0.
 *
 *     unit        2^u, u = floor(log2(lowestDiscernible)); a value counts as its whole units
 *     resolution  2^h sub-buckets per power of two, h = ceil(log2(2 * 10^digits)) - 1
 *
 * The first 2^(h+1) sub-buckets are one unit wide, every 2^h after them twice as wide as those before. So in
 * [2^x, 2^(x+1)) the sub-bucket is a run of the value's leading bits, whose length depends on x alone:
 *
 *     x < u            index = 0
 *     u <= x < u + h   index = 2^(x-u) + the leading x - u bits of the mantissa
 *     u + h <= x       index = (x - u - h) 2^h + 2^h + the leading h bits of the mantissa
 *
 * and all three, the exponent included, are one load, one shift and one subtraction:
 *
 *     index = (bits >> shift[x]) - offset[x]
 *
 *     Example, 3 digits (h = 10), unit 1, v = 5000: x = 12, bits = 0x40b3_8800_0000_0000, shift = 42,
 *     bits >> 42 = 1060066, offset = (1023 + 9) << 10 = 1056768, index = 3298: in [5000, 5003].
 *
 * The table has an entry for each of the 4096 values of sign and exponent: a negative value, and what is no
 * finite number, get an index beyond every range.
 */
import { allocate } from '../allocator';
import { MANTISSA_BITS, powerOfTwo } from '../float';

/** Java's values are 63 bits wide. */
const VALUE_BITS: i32 = 63;
const EXPONENT_BIAS: i32 = 1023;
const SIGN_AND_EXPONENTS: i32 = 4096;
/** Far above every index, and far from overflowing when a window's start is subtracted. */
const BEYOND: i32 = 0x4000_0000;

/** What of a value's leading bits is its index. One for each resolution and unit in use, kept in a list. */
@unmanaged
class Table {
  /** Address of the next one, or 0. */
  next: usize;
  h: i32;
  u: i32;
}

/** How values of one sign and exponent are mapped. */
@unmanaged
class Entry {
  shift: u32;
  offset: i32;
}

/** Entries lie behind the list's fields, aligned. */
const ENTRIES: usize = 16;

let tables: usize = 0;

/** Where the entries of a resolution and a unit are; 0 without room. */
export function entries(h: i32, u: i32): usize {
  for (let at = tables; at; at = changetype<Table>(at).next) {
    const made = changetype<Table>(at);
    if (made.h == h && made.u == u) return at + ENTRIES;
  }
  const table = allocate(ENTRIES + SIGN_AND_EXPONENTS * offsetof<Entry>());
  if (!table) return 0;
  const made = changetype<Table>(table);
  made.h = h;
  made.u = u;
  made.next = tables;
  tables = table;
  const at = table + ENTRIES;
  for (let i = 0; i < SIGN_AND_EXPONENTS; i++)
    fill(changetype<Entry>(at + usize(i) * offsetof<Entry>()), i, h, u);
  return at;
}

function fill(entry: Entry, signAndExponent: i32, h: i32, u: i32): void {
  const x = signAndExponent - EXPONENT_BIAS;
  if (x < u) {
    entry.shift = 63;
    entry.offset = 0;
  } else if (x < VALUE_BITS) {
    const kept = min(x - u, h);
    entry.shift = u32(52 - kept);
    entry.offset = (signAndExponent << kept) - ((max(x - u - h, 0) << h) + (1 << kept));
  } else {
    entry.shift = 63;
    entry.offset = -BEYOND;
  }
}

/** The index of a double, given by its bits; at least BEYOND for what is negative, not finite or 2^63 and above. */
// @ts-ignore: decorator
@inline
export function indexOf(bits: u64, table: usize): i32 {
  const entry = changetype<Entry>(table + usize(bits >> MANTISSA_BITS) * offsetof<Entry>());
  return i32(bits >> u64(entry.shift)) - entry.offset;
}

/** How many sub-buckets cover all 63 bits. */
// @ts-ignore: decorator
@inline
export function longest(h: i32, u: i32): i32 {
  return (VALUE_BITS + 1 - h - u) << h;
}

/** The bucket of an index: sub-buckets of bucket b are 2^b units wide. */
// @ts-ignore: decorator
@inline
function bucket(index: i32, h: i32): i32 {
  return max((index >> h) - 1, 0);
}

/** The smallest value of a sub-bucket. */
export function lowestAt(index: i32, h: i32, u: i32): f64 {
  const b = bucket(index, h);
  return f64(index - (b << h)) * powerOfTwo(b + u);
}

/** How many whole values a sub-bucket holds. */
export function widthAt(index: i32, h: i32, u: i32): f64 {
  return powerOfTwo(bucket(index, h) + u);
}

/** The largest whole value of a sub-bucket. */
export function highestAt(index: i32, h: i32, u: i32): f64 {
  return lowestAt(index, h, u) + widthAt(index, h, u) - 1;
}

/** The whole value in the middle of a sub-bucket, rounded up, which stands for the others in means. */
export function medianAt(index: i32, h: i32, u: i32): f64 {
  return lowestAt(index, h, u) + floor(widthAt(index, h, u) / 2);
}
