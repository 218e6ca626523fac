#!/usr/bin/env node
// Writes assembly/exponential/boundaries.ts: the 255 boundaries 2^(i/256) inside an octave, as exact 52-bit mantissas.
//
// A boundary is irrational, so a double lies under it exactly when its mantissa is at most
// floor(2^52 * 2^(i/256)) - 2^52, which is computed here from integers alone (the 256th root as eight integer
// square roots; floors of roots nest). Stored as they are, they would be 2 KB of noise in every bundle. The kernel
// takes them from square roots, 2^(i/256) = sqrt(2^(2i/256)), and stores whether the IEEE root of the boundary before
// is the double at or under the one wanted, or the next one above: a bit each. The root is the same on every machine,
// and this script refuses to write bits that do not give the integers.
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
const boundaries = exact.map((mantissa) => toValue(mantissa | (1023n << 52n)));

const bytes = Array(PER_OCTAVE / 8).fill(0);
exact.forEach((mantissa, i) => {
  const root = Math.sqrt(boundaries[(2 * i) % PER_OCTAVE] * (2 * i < PER_OCTAVE ? 1 : 2));
  const excess = (toBits(root) & MANTISSA) - mantissa;
  if (excess !== 0n && excess !== 1n) throw new Error(`the root misses boundary ${i} by ${excess}`);
  bytes[i >> 3] |= Number(excess) << (i & 7);
});

const rows = [0, 16].map((from) => `  ${bytes.slice(from, from + 16).join(', ')},`).join('\n');
const text = `// Written by scripts/boundaries.mjs from exact integers; do not edit. See that script for the proof and the format.

/** For each i in 0..255, a bit: the units by which the IEEE root of boundary 2i, or of twice it, lies above boundary i. */
export const EXCESS = memory.data<u8>([
${rows}
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
