/**
 * The values that every contender records: 65,536 latencies, lognormal with a median of 25 ms and a sigma
 * of 1, which is about the shape of a service's response times. The same in every run and every runtime.
 */

export const VALUE_COUNT = 65_536;

const MEDIAN_SECONDS = 0.025;
const SIGMA = 1;
const SEED = 0x1f2e3d4c;

/**
 * Seconds, as a library takes them that records any double. Whole nanoseconds, as a clock gives them, which
 * also hides the last bit in which the logarithms of the runtimes differ.
 */
export function latenciesSeconds() {
  const uniform = mulberry32(SEED);
  const values = new Float64Array(VALUE_COUNT);
  for (let i = 0; i < VALUE_COUNT; i += 2) {
    // Box-Muller: two independent normal deviates out of two uniform ones in (0, 1].
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    values[i] = wholeNanoseconds(MEDIAN_SECONDS * Math.exp(SIGMA * radius * Math.cos(angle)));
    values[i + 1] = wholeNanoseconds(MEDIAN_SECONDS * Math.exp(SIGMA * radius * Math.sin(angle)));
  }
  return values;
}

function wholeNanoseconds(seconds) {
  return Math.round(seconds * 1e9) / 1e9;
}

/** Fourteen upper bounds: what OpenTelemetry's semantic conventions advise for durations of HTTP requests. */
export const BOUNDS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Whole microseconds, as a library takes them that records integers only. */
export function latenciesMicroseconds() {
  return Int32Array.from(latenciesSeconds(), (seconds) => Math.round(seconds * 1e6));
}

/** Values in the unit that a contender asks for. */
export function latencies(unit) {
  return unit === 'microseconds' ? latenciesMicroseconds() : latenciesSeconds();
}

/** A generator of uniform doubles in [0, 1) with 32 bits of state: small, and the same everywhere. */
export function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
