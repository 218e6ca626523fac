/*
 * The native bound of `batch/hdr`: the loop of the kernel's HDR layout in C, three significant digits, whole
 * microseconds. Java's index into the counts, straight from the double's bits, by one load, one shift and one
 * subtraction; assembly/hdr/mapping.ts derives it. Built with `cc -O3`.
 *
 *     index = (bits >> SHIFT[sign and exponent]) - OFFSET[sign and exponent]
 *
 * Example: 5000 is 0x40b3_8800_0000_0000; 2^12 <= 5000, so the shift is 42 and the offset 1056768: index 3298,
 * which holds 5000 to 5003.
 */
#include "lanes.h"
#include "protocol.h"

#define H 10                                 /* 2^10 buckets per power of two: three digits */
#define VALUE_BITS 63                        /* as in Java */
#define LENGTH ((VALUE_BITS + 1 - H) << H)
#define BEYOND 0x40000000

static struct { uint32_t shift; int32_t offset; } entries[4096];
static uint32_t counts[LENGTH];
static uint64_t rejected;

static void build_entries(void) {
  for (int i = 0; i < 4096; i++) {
    const int x = i - 1023, kept = x < H ? x : H;
    entries[i].shift = x < 0 || x >= VALUE_BITS ? 63 : (uint32_t)(52 - kept);
    if (x < 0) entries[i].offset = 0;
    else if (x >= VALUE_BITS) entries[i].offset = -BEYOND;
    else entries[i].offset = (i << kept) - (((x > H ? x - H : 0) << H) + (1 << kept));
  }
}

static inline uint32_t index_of(uint64_t bits) {
  return (uint32_t)((int32_t)(bits >> entries[bits >> 52].shift) - entries[bits >> 52].offset);
}

static double lowest_at(uint32_t index) {
  const int bucket = (int)(index >> H) - 1;
  return bucket <= 0 ? index : ldexp((double)(index - ((uint32_t)bucket << H)), bucket);
}

/* One value, checked: what the group of four falls back to. NaN, infinities and negatives are out of range. */
static __attribute__((noinline)) void record_checked(double value) {
  const uint32_t index = index_of(*(const word *)&value);
  if (index >= LENGTH) { rejected++; return; }
  counts[index]++;
  accept_one(value);
}

static void pass(void) {
  const word *bits = (const word *)values;
  struct lanes lanes = begin_lanes();
  size_t i = 0;
  for (; i + 4 <= value_count; i += 4) {
    const uint32_t i0 = index_of(bits[i]), i1 = index_of(bits[i + 1]);
    const uint32_t i2 = index_of(bits[i + 2]), i3 = index_of(bits[i + 3]);
    if (__builtin_expect((i0 | i1 | i2 | i3) >= LENGTH, 0)) {
      for (size_t k = i; k < i + 4; k++) record_checked(values[k]);
      continue;
    }
    counts[i0]++;
    counts[i1]++;
    counts[i2]++;
    counts[i3]++;
    accept_four(&lanes, values + i);
  }
  end_lanes(&lanes);
  for (; i < value_count; i++) record_checked(values[i]);
}

/* Nearest rank; the largest value of the bucket, as in Java. In seconds. */
static double quantile(double q) {
  uint64_t rank = (uint64_t)ceil(q * (double)count), seen = 0;
  for (uint32_t i = 0; i < LENGTH; i++) {
    seen += counts[i];
    if (seen >= rank) return (lowest_at(i + 1) - 1) * 1e-6;
  }
  return max * 1e-6;
}

static void print_facts(void) {
  printf("{\"count\":%llu,", (unsigned long long)count);
  printf("\"quantiles\":{\"0.5\":%.17g,\"0.9\":%.17g,\"0.99\":%.17g}}", quantile(0.5), quantile(0.9), quantile(0.99));
}

static uint64_t recorded_count(void) { return count; }

int main(int argc, char **argv) {
  if (argc != 4) { fprintf(stderr, "usage: %s <values> <warm-up ms> <sample ms>\n", argv[0]); return 2; }
  load_values(argv[1]);
  for (size_t i = 0; i < value_count; i++) values[i] = floor(values[i] * 1e6 + 0.5);
  build_entries();
  return converse(atof(argv[2]), atof(argv[3]));
}
