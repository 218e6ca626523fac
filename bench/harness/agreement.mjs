/**
 * Contenders that do not agree must not be compared: every one has recorded the values once, and what it says of
 * them is held against the sorted values before it is timed.
 */
import { latenciesSeconds, VALUE_COUNT } from '../worker/data.mjs';

const sorted = latenciesSeconds().sort();
/** Compensated: the truth may not be worse than the contenders. */
const exactSum = sumOf(sorted);
/** Microseconds are rounded seconds: half a microsecond of the smallest value checked. */
const ROUNDING_SECONDS = 0.5e-6;

/**
 * @param {object} facts what a contender says.
 * @param {number} [relativeError] what it promises for quantiles, where the facts do not say.
 * @throws {Error} naming the first thing that is not so.
 */
export function requireAgreement(facts, relativeError = facts.relativeError) {
  if (facts.count !== undefined) same('count', facts.count, VALUE_COUNT * (facts.copies ?? 1));
  if (facts.sum !== undefined) near('sum', facts.sum, exactSum, 1e-9);
  if (facts.min !== undefined) same('min', facts.min, sorted[0]);
  if (facts.max !== undefined) same('max', facts.max, sorted[VALUE_COUNT - 1]);
  for (const [q, value] of Object.entries(facts.quantiles ?? {})) quantile(Number(q), value, relativeError);
  for (const [bound, count] of facts.buckets ?? []) same(`values up to ${bound}`, count, valuesUpTo(bound));
  if (facts.expectedLines) {
    same('sample lines', facts.lines.samples, facts.expectedLines.samples);
    same('bucket lines', facts.lines.buckets, facts.expectedLines.buckets);
    same('inferences told of', facts.lines.inferences, facts.expectedLines.inferences);
  }
}

/** After the last sample: every operation has left its trace. */
export function requireNothingLost({ count, expected }) {
  if (expected !== undefined) same('operations that left a trace', count, expected);
}

function same(label, got, expected) {
  if (got !== expected) throw new Error(`${label} is ${got}, should be ${expected}`);
}

function near(label, got, expected, tolerance) {
  if (!(Math.abs(got - expected) <= tolerance * Math.abs(expected))) {
    throw new Error(`${label} is ${got}, should be ${expected} within ${tolerance}`);
  }
}

/** Libraries differ by one in the rank that they call the quantile, so the neighbours are allowed too. */
function quantile(q, value, relativeError) {
  const rank = Math.max(1, Math.ceil(q * VALUE_COUNT));
  const lowest = sorted[Math.max(0, rank - 2)] * (1 - relativeError) - ROUNDING_SECONDS;
  const highest = sorted[Math.min(VALUE_COUNT - 1, rank)] * (1 + relativeError) + ROUNDING_SECONDS;
  if (!(value >= lowest && value <= highest)) {
    throw new Error(`quantile ${q} is ${value}, should be ${sorted[rank - 1]} within ${relativeError}`);
  }
}

function valuesUpTo(bound) {
  const above = sorted.findIndex((value) => value > bound);
  return above === -1 ? VALUE_COUNT : above;
}

function sumOf(values) {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const addend = value - lost;
    const next = sum + addend;
    lost = next - sum - addend;
    sum = next;
  }
  return sum;
}
