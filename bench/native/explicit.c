/*
 * The native bound of `batch/explicit`: the loop of the kernel's explicit buckets in C. A segment is a value's
 * high word >> shift, the largest shift that keeps the bounds apart; a segment knows how many bounds lie under it
 * and the one inside it, so that one comparison decides:
 *
 *     bucket(v) = under + (v > bound)                      upper-inclusive; +Infinity where no bound is inside
 *
 * Every bucket has four counts, one for each value of a group, because a count waits for its own last increment.
 * As in the kernel, nothing asks whether a value is finite until the sum says that one was not; here, where all
 * are, that ends the program. Built with `cc -O3`, and with SSE 4.1, which engines need for Wasm's lanes as well.
 */
#if defined(__SSE4_1__)
#include <smmintrin.h>
#endif

#include "explicit-bounds.h" /* BOUNDS, BOUND[BOUNDS], all positive */
#include "lanes.h"
#include "protocol.h"

#define MOST_SEGMENTS (4 * BOUNDS + 64)

struct segment {
  double bound;
  uint32_t under; /* in counts */
  uint32_t unused;
};

static struct segment segments[MOST_SEGMENTS];
static uint32_t counts[BOUNDS + 1][4];
static int32_t shift, first, last;

static int32_t segment_of(double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (int32_t)(bits >> 32) >> shift;
}

static int bounds_share_a_segment(void) {
  for (int i = 1; i < BOUNDS; i++) if (segment_of(BOUND[i]) == segment_of(BOUND[i - 1])) return 1;
  return 0;
}

static void build_segments(void) {
  shift = 31;
  while (bounds_share_a_segment()) shift--;
  first = segment_of(BOUND[0]) - 1;
  last = segment_of(BOUND[BOUNDS - 1]) + 1;
  if (last - first >= MOST_SEGMENTS) { fprintf(stderr, "the bounds are too close\n"); exit(1); }
  uint32_t under = 0;
  for (int32_t segment = first; segment <= last; segment++) {
    const int holds = under < BOUNDS && segment_of(BOUND[under]) == segment;
    segments[segment - first].bound = holds ? BOUND[under] : INFINITY;
    segments[segment - first].under = under;
    under += (uint32_t)holds;
  }
}

static inline void count_in(int32_t segment, double value, int lane) {
  const struct segment *at = segments + segment;
  counts[at->under + (value > at->bound)][lane]++;
}

static inline int32_t place_of(double value) {
  const int32_t segment = segment_of(value);
  return (segment < first ? first : segment > last ? last : segment) - first;
}

#if defined(__SSE4_1__)
/* The four high words at once. */
static inline void count_four(const double *at) {
  const __m128 low = _mm_loadu_ps((const float *)at), high = _mm_loadu_ps((const float *)(at + 2));
  const __m128i words = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
  const __m128i found = _mm_sra_epi32(words, _mm_cvtsi32_si128(shift));
  const __m128i kept = _mm_min_epi32(_mm_max_epi32(found, _mm_set1_epi32(first)), _mm_set1_epi32(last));
  const __m128i places = _mm_sub_epi32(kept, _mm_set1_epi32(first));
  count_in(_mm_extract_epi32(places, 0), at[0], 0);
  count_in(_mm_extract_epi32(places, 1), at[1], 1);
  count_in(_mm_extract_epi32(places, 2), at[2], 2);
  count_in(_mm_extract_epi32(places, 3), at[3], 3);
}
#else
static inline void count_four(const double *at) {
  for (int lane = 0; lane < 4; lane++) count_in(place_of(at[lane]), at[lane], lane);
}
#endif

static void pass(void) {
  struct lanes lanes = begin_lanes();
  size_t i = 0;
  for (; i + 4 <= value_count; i += 4) {
    count_four(values + i);
    accept_four(&lanes, values + i);
  }
  end_lanes(&lanes);
  for (; i < value_count; i++) {
    count_in(place_of(values[i]), values[i], 0);
    accept_one(values[i]);
  }
  if (!isfinite(sum)) { fprintf(stderr, "a value is not finite\n"); exit(1); }
}

static void print_facts(void) {
  printf("{\"count\":%llu,\"sum\":%.17g,\"min\":%.17g,\"max\":%.17g,", (unsigned long long)count, sum, min, max);
  uint64_t up_to = 0;
  for (int i = 0; i < BOUNDS; i++) {
    up_to += (uint64_t)counts[i][0] + counts[i][1] + counts[i][2] + counts[i][3];
    printf("%s[%.17g,%llu]", i == 0 ? "\"buckets\":[" : ",", BOUND[i], (unsigned long long)up_to);
  }
  printf("]}");
}

static uint64_t recorded_count(void) { return count; }

int main(int argc, char **argv) {
  build_segments();
  return serve(argc, argv);
}
