/*
 * The native bound of a batch: the loop of the kernel's batch drain in C. The exact exponential index is one
 * load, one add and one shift; beside it go count, sum, min and max. Built with `cc -O3`.
 *
 *     index = ((bits + CORRECTION[segment]) >> (52 - SCALE)) - WINDOW_START
 *
 * A segment is 1/2^(SCALE+1) of an octave, named by the top mantissa bits; it holds at most one boundary:
 *
 *     CORRECTION[segment] = (below - 1) * WIDTH + WIDTH - 1 - boundary       WIDTH = 2^(52-SCALE)
 *
 * `below` counts the boundaries under the segment, `boundary` is the mantissa of the one inside it, or the
 * segment's last mantissa when there is none. BOUNDARY[] (mantissas, rounded down, exact) comes from
 * harness/native.mjs, which takes integer roots of big integers.
 *
 * Example at scale 5: 1.0 has mantissa 0 = BOUNDARY[0], so the sum falls 1 short of bucket 0 and the value
 * lands in bucket -1, (2^(-1/32), 1]: upper bounds are inclusive.
 */
#include "exponential-boundaries.h" /* SCALE, BOUNDARY[1 << SCALE] */
#include "lanes.h"
#include "protocol.h"

#define SEGMENTS (2 << SCALE)
#define WIDTH (1ull << (52 - SCALE))
#define BUCKETS 2048u                                     /* 64 octaves at scale 5 */
#define WINDOW_START ((1023u << SCALE) - BUCKETS / 2)     /* of the biased index: centred on 1.0 */

static uint64_t correction[SEGMENTS];
static uint32_t counts[BUCKETS];
static uint64_t rejected;

static void build_corrections(void) {
  const uint64_t segment_width = 1ull << (51 - SCALE);
  for (uint64_t segment = 0, below = 0; segment < SEGMENTS; segment++) {
    const uint64_t first = segment * segment_width, last = first + segment_width - 1;
    const int holds = below < (1u << SCALE) && BOUNDARY[below] <= last;
    correction[segment] = (below - 1) * WIDTH + WIDTH - 1 - (holds ? BOUNDARY[below] : last);
    below += holds;
  }
}

static inline uint32_t index_of(uint64_t bits) {
  const uint64_t segment = (bits >> (51 - SCALE)) & (SEGMENTS - 1);
  return (uint32_t)((bits + correction[segment]) >> (52 - SCALE)) - WINDOW_START;
}

/* One value, checked: what the group of four falls back to. NaN, infinities and negatives are out of the window. */
static __attribute__((noinline)) void record_checked(double value) {
  const uint32_t index = index_of(*(const word *)&value);
  if (index >= BUCKETS) { rejected++; return; }
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
    if (__builtin_expect((i0 | i1 | i2 | i3) >= BUCKETS, 0)) {
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

/* Nearest rank; the bucket's value with the least relative error to both ends, kept within [min, max]. */
static double quantile(double q) {
  const double base = pow(2, pow(2, -SCALE));
  uint64_t rank = (uint64_t)ceil(q * (double)count), seen = 0;
  for (uint32_t i = 0; i < BUCKETS; i++) {
    seen += counts[i];
    if (seen >= rank) {
      const double lower = pow(base, (double)i - BUCKETS / 2);
      return fmin(fmax(lower * 2 * base / (base + 1), min), max);
    }
  }
  return max;
}

static void print_facts(void) {
  printf("{\"count\":%llu,\"sum\":%.17g,\"min\":%.17g,\"max\":%.17g,", (unsigned long long)count, sum, min, max);
  printf("\"quantiles\":{\"0.5\":%.17g,\"0.9\":%.17g,\"0.99\":%.17g}}", quantile(0.5), quantile(0.9), quantile(0.99));
}

static uint64_t recorded_count(void) { return count; }

int main(int argc, char **argv) {
  build_corrections();
  return serve(argc, argv);
}
