// Written by scripts/boundaries.mjs from exact integers; do not edit. See that script for the proof and the format.

/** 2^(j/16) for j = 0..15, correctly rounded. */
export const COARSE = memory.data<u64>([
  0x3ff0000000000000,
  0x3ff0b5586cf9890f,
  0x3ff172b83c7d517b,
  0x3ff2387a6e756238,
  0x3ff306fe0a31b715,
  0x3ff3dea64c123422,
  0x3ff4bfdad5362a27,
  0x3ff5ab07dd485429,
  0x3ff6a09e667f3bcd,
  0x3ff7a11473eb0187,
  0x3ff8ace5422aa0db,
  0x3ff9c49182a3f090,
  0x3ffae89f995ad3ad,
  0x3ffc199bdd85529c,
  0x3ffd5818dcfba487,
  0x3ffea4afa2a490da,
]);

/** 2^(k/256) for k = 0..15, correctly rounded. */
export const FINE = memory.data<u64>([
  0x3ff0000000000000,
  0x3ff00b1afa5abcbf,
  0x3ff0163da9fb3335,
  0x3ff02168143b0281,
  0x3ff02c9a3e778061,
  0x3ff037d42e11bbcc,
  0x3ff04315e86e7f85,
  0x3ff04e5f72f654b1,
  0x3ff059b0d3158574,
  0x3ff0650a0e3c1f89,
  0x3ff0706b29ddf6de,
  0x3ff07bd42b72a836,
  0x3ff0874518759bc8,
  0x3ff092bdf66607e0,
  0x3ff09e3ecac6f383,
  0x3ff0a9c79b1f3919,
]);

/** For each i in 0..255, two bits: the units by which COARSE[i >> 4] * FINE[i & 15] lies above the boundary, plus 1. */
export const MISSES = memory.data<u64>([
  0x0969654559696699,
  0x4569554559a96596,
  0x596966595a696995,
  0x496565455969a695,
  0x5aa9699a9a7e7aaa,
  0x5965668955696595,
  0x5969595959696649,
  0x5eadaa9a59696595,
]);
