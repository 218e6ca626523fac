#!/usr/bin/env node
// Writes assembly/exponential/boundaries.ts: the 255 boundaries 2^(i/256) inside an octave, as exact 52-bit mantissas.
//
// A boundary is irrational, so a double lies under it exactly when its mantissa is at most
// floor(2^52 * 2^(i/256)) - 2^52, which is computed here from integers alone (the 256th root as eight integer
// square roots; floors of roots nest). Stored as they are, they would be 2 KB of noise in every bundle. They
// are stored as 16 coarse factors 2^(j/16), 16 fine factors 2^(k/256) and the few units in the last place by
// which the IEEE product of two factors misses the boundary. The product is the same on every machine, and
// this script refuses to write a table that it has not expanded and compared with the integers.
import { readFileSync, writeFileSync } from 'node:fs';

const PER_OCTAVE = 256;
const MANTISSA = (1n << 52n) - 1n;
const TARGET = new URL('../assembly/exponential/boundaries.ts', import.meta.url);

function squareRoot(n) {
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** floor(2^(bits + i/256)) */
function floorOfPower(bits, i) {
  let n = 1n << BigInt(bits * PER_OCTAVE + i);
  for (let k = 0; k < 8; k++) n = squareRoot(n);
  return n;
}

const view = new DataView(new ArrayBuffer(8));
function toBits(value) {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}
function toValue(bits) {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

const exact = Array.from({ length: PER_OCTAVE }, (_, i) => floorOfPower(52, i) & MANTISSA);
// 2^(i/256) rounded to nearest: half a unit more, one bit further down.
const nearest = (i) => toValue((((floorOfPower(53, i) + 1n) >> 1n) & MANTISSA) | (1023n << 52n));
const coarse = Array.from({ length: 16 }, (_, j) => nearest(j * 16));
const fine = Array.from({ length: 16 }, (_, k) => nearest(k));

const LEAST = -1n;
const misses = exact.map((mantissa, i) => (toBits(coarse[i >> 4] * fine[i & 15]) & MANTISSA) - mantissa);
const words = Array(8).fill(0n);
misses.forEach((miss, i) => {
  const stored = miss - LEAST;
  if (stored < 0n || stored > 3n)
    throw new Error(`the product of the factors misses boundary ${i} by ${miss}`);
  words[i >> 5] |= stored << BigInt((i & 31) * 2);
});

const rows = (values) => values.map((bits) => `  0x${bits.toString(16).padStart(16, '0')},`).join('\n');
const text = `// Written by scripts/boundaries.mjs from exact integers; do not edit. See that script for the proof and the format.

/** 2^(j/16) for j = 0..15, correctly rounded. */
export const COARSE = memory.data<u64>([
${rows(coarse.map(toBits))}
]);

/** 2^(k/256) for k = 0..15, correctly rounded. */
export const FINE = memory.data<u64>([
${rows(fine.map(toBits))}
]);

/** For each i in 0..255, two bits: the units by which COARSE[i >> 4] * FINE[i & 15] lies above the boundary, plus 1. */
export const MISSES = memory.data<u64>([
${rows(words)}
]);
`;

if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text)
    throw new Error('assembly/exponential/boundaries.ts is not what the integers give');
  console.log('boundaries are exact');
} else {
  writeFileSync(TARGET, text);
  console.log('wrote 256 boundaries');
}
