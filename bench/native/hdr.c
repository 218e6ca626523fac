/*
 * HdrHistogram_c, as the npm package native-hdr-histogram carries its source: three significant digits,
 * whole microseconds up to an hour.
 */
#include <hdr_histogram.h>

#include "protocol.h"

static struct hdr_histogram *histogram;
static int64_t *microseconds;

static void pass(void) {
  for (size_t i = 0; i < value_count; i++) hdr_record_value(histogram, microseconds[i]);
}

static double seconds_at(double percentile) {
  return (double)hdr_value_at_percentile(histogram, percentile) * 1e-6;
}

static void print_facts(void) {
  printf("{\"count\":%llu,\"quantiles\":{\"0.5\":%.17g,\"0.9\":%.17g,\"0.99\":%.17g}}",
         (unsigned long long)histogram->total_count, seconds_at(50), seconds_at(90), seconds_at(99));
}

static uint64_t recorded_count(void) { return (uint64_t)histogram->total_count; }

int main(int argc, char **argv) {
  if (argc != 4) { fprintf(stderr, "usage: %s <values> <warm-up ms> <sample ms>\n", argv[0]); return 2; }
  load_values(argv[1]);
  microseconds = malloc(value_count * sizeof(int64_t));
  for (size_t i = 0; i < value_count; i++) microseconds[i] = (int64_t)(values[i] * 1e6 + 0.5);
  if (hdr_init(1, 3600000000, 3, &histogram)) { fprintf(stderr, "hdr_init failed\n"); return 1; }
  return converse(atof(argv[2]), atof(argv[3]));
}
