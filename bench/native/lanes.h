/*
 * What goes beside the index in all three bounds of `batch`: count, sum, min and max, four values at a time in
 * two pairs of lanes, as in the kernel.
 */
#ifndef BENCH_LANES_H
#define BENCH_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static uint64_t count;
static double sum, min = INFINITY, max = -INFINITY;

/* A double read as its bits, by a load of its own: moving it over from a vector register costs more. */
typedef uint64_t word __attribute__((may_alias));

/* Two lanes, as the kernel's f64x2. */
typedef double pair __attribute__((vector_size(16)));

#if defined(__SSE2__)
#include <emmintrin.h>
static inline pair least(pair a, pair b) { return _mm_min_pd(a, b); }
static inline pair most(pair a, pair b) { return _mm_max_pd(a, b); }
#elif defined(__aarch64__)
#include <arm_neon.h>
static inline pair least(pair a, pair b) { return (pair)vminq_f64((float64x2_t)a, (float64x2_t)b); }
static inline pair most(pair a, pair b) { return (pair)vmaxq_f64((float64x2_t)a, (float64x2_t)b); }
#else
static inline pair least(pair a, pair b) { return (pair){a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]}; }
static inline pair most(pair a, pair b) { return (pair){a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1]}; }
#endif

static inline pair pair_at(const double *at) {
  pair two;
  memcpy(&two, at, sizeof two);
  return two;
}

struct lanes {
  pair sum01, sum23, min01, min23, max01, max23;
  uint64_t taken;
};

static inline struct lanes begin_lanes(void) {
  const pair lowest = {min, min}, highest = {max, max}, zero = {0, 0};
  return (struct lanes){zero, zero, lowest, lowest, highest, highest, 0};
}

/* The four values at `at`. */
static inline void accept_four(struct lanes *lanes, const double *at) {
  const pair v01 = pair_at(at), v23 = pair_at(at + 2);
  lanes->sum01 += v01;
  lanes->sum23 += v23;
  lanes->min01 = least(lanes->min01, v01);
  lanes->min23 = least(lanes->min23, v23);
  lanes->max01 = most(lanes->max01, v01);
  lanes->max23 = most(lanes->max23, v23);
  lanes->taken += 4;
}

static inline void accept_one(double value) {
  count++;
  sum += value;
  if (value < min) min = value;
  if (value > max) max = value;
}

static inline void end_lanes(const struct lanes *lanes) {
  const pair total = lanes->sum01 + lanes->sum23;
  const pair lowest = least(lanes->min01, lanes->min23), highest = most(lanes->max01, lanes->max23);
  count += lanes->taken;
  sum += total[0] + total[1];
  for (int lane = 0; lane < 2; lane++) {
    if (lowest[lane] < min) min = lowest[lane];
    if (highest[lane] > max) max = highest[lane];
  }
}

#endif
