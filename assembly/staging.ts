/**
 * The regions that the host writes into. A histogram's own stage holds the values recorded since the last
 * drain (it is part of the histogram's block, see its layout); the batch region here takes arrays of values
 * and quantiles on their way in, and results on their way out.
 */

/** Values in the stage of one histogram. Padded by 64 bytes in every block: a power-of-two stride between the
 * stages of neighbouring histograms would send them all to the same cache set (measured: twice the cost). */
export const STAGE_VALUES: i32 = 64;
export const STAGE_BYTES: usize = 64 * 8 + 64;

/** Values that the batch region holds: 16 KiB, half of a first-level cache. */
export const BATCH_VALUES: i32 = 2048;

// Lazy, so that a part which never asks for it has no static data.
// @ts-ignore: decorator
@lazy const region = memory.data(2048 * 8, 16);

// @ts-ignore: decorator
@inline
export function batchRegion(): usize {
  return region;
}
