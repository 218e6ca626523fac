/*
 * How a native program takes part in the bench: the same conversation over stdin and stdout that the
 * JavaScript contenders have (bench/worker/conversation.mjs).
 *
 *     program <values: file of little-endian doubles, seconds> <warm-up ms> <sample ms>
 *
 *     > {"facts":{"count":65536,...}}     after one pass over the values, to be compared with the truth
 *     < sample                            as often as asked
 *     > 2.61                              nanoseconds per value over at least <sample ms>
 *     < finish
 *     > {"count":1234,"expected":1234}    nothing was lost, nothing was optimised away
 */
#ifndef BENCH_PROTOCOL_H
#define BENCH_PROTOCOL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double *values;
static size_t value_count;

/* Each program defines these three. */
static void pass(void);                 /* records every value once */
static void print_facts(void);          /* {"count":..,"sum":..} */
static uint64_t recorded_count(void);

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void load_values(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(1); }
  fseek(file, 0, SEEK_END);
  value_count = (size_t)ftell(file) / sizeof(double);
  rewind(file);
  values = aligned_alloc(64, value_count * sizeof(double));
  if (!values || fread(values, sizeof(double), value_count, file) != value_count) {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(1);
  }
  fclose(file);
}

static double timed_ms(uint64_t passes) {
  double start = now_ms();
  for (uint64_t i = 0; i < passes; i++) pass();
  return now_ms() - start;
}

static int converse(double warm_up_ms, double sample_ms) {
  uint64_t passes = 1, done = 1;
  pass();
  printf("{\"facts\":");
  print_facts();
  printf("}\n");
  fflush(stdout);

  double spent = 0;
  while (spent < warm_up_ms) {
    double elapsed = timed_ms(passes);
    done += passes;
    spent += elapsed;
    if (elapsed < sample_ms) passes = elapsed > 0.1 ? (uint64_t)(passes * sample_ms / elapsed) + 1 : passes * 8;
  }

  char line[32];
  while (fgets(line, sizeof line, stdin)) {
    if (!strncmp(line, "sample", 6)) {
      pass(); /* the caches were somebody else's meanwhile */
      double elapsed = timed_ms(passes);
      done += passes + 1;
      printf("%.6f\n", elapsed * 1e6 / ((double)passes * (double)value_count));
    } else {
      printf("{\"count\":%llu,\"expected\":%llu}\n", (unsigned long long)recorded_count(),
             (unsigned long long)(done * value_count));
      fflush(stdout);
      break;
    }
    fflush(stdout);
  }
  return 0;
}

static int serve(int argc, char **argv) {
  if (argc != 4) { fprintf(stderr, "usage: %s <values> <warm-up ms> <sample ms>\n", argv[0]); return 2; }
  load_values(argv[1]);
  return converse(atof(argv[2]), atof(argv[3]));
}

#endif
