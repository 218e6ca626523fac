// Written by scripts/boundaries.mjs from exact integers; do not edit. See that script for the proof and the format.

/** For each i in 0..255, a bit: the units by which the IEEE root of boundary 2i, or of twice it, lies above boundary i. */
export const EXCESS = memory.data<u8>([
  82, 6, 64, 28, 5, 0, 128, 134, 160, 16, 84, 162, 192, 13, 96, 37,
  81, 7, 64, 12, 132, 81, 0, 0, 0, 168, 0, 2, 0, 11, 128, 40,
]);
