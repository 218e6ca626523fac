/** The stores of a DDSketch: weights by the index of their bin. */
import { InferometerError } from '../../errors.ts';
import { doublesIn, fieldsOf, sint32In } from './protobuf.ts';

export interface Bin {
  readonly index: number;
  /** At least 0; above 0 in what these functions return. */
  readonly weight: number;
}

/**
 * The bins of a Store message, ascending; those of a map entry and those in a row are added up.
 *
 * @throws DDSKETCH_COUNTS, PROTOBUF_TRUNCATED, PROTOBUF_FIELD
 */
export function storeBins(store: Uint8Array): Bin[] {
  const sparse = new Map<number, number>();
  const row: number[] = [];
  let rowOffset = 0;
  for (const field of fieldsOf(store)) {
    if (field.number === 1) sparse.set(...entryOf(field.bytes));
    if (field.number === 2) for (const weight of doublesIn(field)) row.push(weight);
    if (field.number === 3) rowOffset = sint32In(field);
  }
  row.forEach((weight, i) => {
    sparse.set(rowOffset + i, (sparse.get(rowOffset + i) ?? 0) + weight);
  });
  const bins = Array.from(sparse, ([index, weight]) => ({ index, weight: requireWeight(weight) }));
  return bins.filter(({ weight }) => weight > 0).sort((a, b) => a.index - b.index);
}

/** Where counts of all histograms end. */
const LARGEST_WEIGHT = 2 ** 64;

/** @throws DDSKETCH_COUNTS */
export function requireWeight(weight: number): number {
  if (weight >= 0 && weight <= LARGEST_WEIGHT) return weight;
  throw new InferometerError(
    'DDSKETCH_COUNTS',
    `a bin holds ${weight} values. The bytes are damaged, or another message.`,
  );
}

/**
 * Whole numbers for weights, which may have fractions where values were sampled: each sum of the first n is off by half
 * at most. What rounds to nothing is left out.
 */
export function rounded<B extends Bin>(bins: readonly B[]): B[] {
  // What rounding has left over so far: whole weights stay as they are, however large the sum is.
  let rest = 0;
  return bins
    .map((bin) => {
      const weight = Math.round(bin.weight + rest);
      rest += bin.weight - weight;
      return { ...bin, weight };
    })
    .filter(({ weight }) => weight > 0);
}

function entryOf(message: Uint8Array): [index: number, weight: number] {
  let index = 0;
  let weight = 0;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) index = sint32In(field);
    if (field.number === 2) weight = doublesIn(field)[0] as number;
  }
  return [index, weight];
}
