#!/usr/bin/env node
// Makes src/chart/png/open-sans.ttf, the font of PNG pictures: Open Sans (SIL Open Font License 1.1, no reserved name),
// without the characters that charts do not need. Rarely run, so its packages are not among the dependencies:
//   npm install --no-save @expo-google-fonts/open-sans@0.4.2 subset-font@2.9.0 && node scripts/font.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

/** Latin with its accents, Greek, Cyrillic; then what numbers, units and cut names are written with. */
const RANGES = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x370, 0x3ff],
  [0x400, 0x45f],
];
const SIGNS = '–—‘’“”…•·−×÷∞≈≠≤≥±µ←↑→↓√∑€‰▲';

const characters = RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const text = String.fromCodePoint(...characters) + SIGNS;
const source = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf',
);
const font = await subsetFont(readFileSync(source), text, { targetFormat: 'truetype' });
writeFileSync(new URL('../src/chart/png/open-sans.ttf', import.meta.url), font);
console.log(`wrote ${font.length} bytes`);
