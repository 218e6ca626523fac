/** The data set: the letters of INFEROMETER, drawn small, shifted, faded and covered with noise. */

import { normal, type Random, wholeNumber } from './random.ts';

/** Pictures are square, one channel, row by row; ink is near 1 and paper near 0. */
export const GLYPH_SIDE = 12;
export const GLYPH_PIXELS = GLYPH_SIDE * GLYPH_SIDE;

const SHAPE_WIDTH = 6;
const SHAPE_HEIGHT = 8;
/** Deviation of the noise on every pixel: strong enough that a few pictures cannot be told apart. */
const NOISE = 0.2;

const SHAPES: Readonly<Record<string, string>> = {
  I: `.####. ..##.. ..##.. ..##.. ..##.. ..##.. ..##.. .####.`,
  N: `##..## ##..## ###.## ###.## ##.### ##.### ##..## ##..##`,
  F: `###### ##.... ##.... #####. ##.... ##.... ##.... ##....`,
  E: `###### ##.... ##.... #####. ##.... ##.... ##.... ######`,
  R: `#####. ##..## ##..## #####. ##.#.. ##.##. ##..## ##..##`,
  O: `.####. ##..## ##..## ##..## ##..## ##..## ##..## .####.`,
  M: `##..## ###### ###### ##..## ##..## ##..## ##..## ##..##`,
  T: `###### ..##.. ..##.. ..##.. ..##.. ..##.. ..##.. ..##..`,
};

/** The classes: the label of a picture is the index of its letter. */
export const LETTERS: readonly string[] = Object.keys(SHAPES);

const INK = LETTERS.map((letter) => (SHAPES[letter] as string).replaceAll(' ', ''));

export interface GlyphSet {
  readonly count: number;
  /** `count` pictures of GLYPH_PIXELS each, one after the other. */
  readonly images: Float32Array;
  /** Index into LETTERS, one per picture. */
  readonly labels: Int32Array;
}

/** Draws `count` pictures of random letters. */
export function drawGlyphs(random: Random, count: number): GlyphSet {
  return drawLabels(
    random,
    Int32Array.from({ length: count }, () => wholeNumber(random, 0, LETTERS.length - 1)),
  );
}

/** Draws the letters of a word, in order. */
export function drawWord(random: Random, word: string): GlyphSet {
  return drawLabels(
    random,
    Int32Array.from(word, (letter) => LETTERS.indexOf(letter)),
  );
}

/** The pictures at `indices`, in that order. */
export function pickGlyphs(set: GlyphSet, indices: Int32Array): GlyphSet {
  const images = new Float32Array(indices.length * GLYPH_PIXELS);
  indices.forEach((index, i) => {
    images.set(set.images.subarray(index * GLYPH_PIXELS, (index + 1) * GLYPH_PIXELS), i * GLYPH_PIXELS);
  });
  return { count: indices.length, images, labels: indices.map((index) => set.labels[index] as number) };
}

function drawLabels(random: Random, labels: Int32Array): GlyphSet {
  const images = new Float32Array(labels.length * GLYPH_PIXELS);
  labels.forEach((label, i) => {
    drawGlyph(random, INK[label] as string, images.subarray(i * GLYPH_PIXELS, (i + 1) * GLYPH_PIXELS));
  });
  return { count: labels.length, images, labels };
}

/** One picture: the shape up to a pixel off its place, in ink of random strength, on noisy paper. */
function drawGlyph(random: Random, ink: string, image: Float32Array): void {
  const left = (GLYPH_SIDE - SHAPE_WIDTH) / 2 + wholeNumber(random, -1, 1);
  const top = (GLYPH_SIDE - SHAPE_HEIGHT) / 2 + wholeNumber(random, -1, 1);
  const strength = 0.6 + 0.4 * random();
  for (let pixel = 0; pixel < GLYPH_PIXELS; pixel++) {
    const x = (pixel % GLYPH_SIDE) - left;
    const y = Math.floor(pixel / GLYPH_SIDE) - top;
    const inside = x >= 0 && x < SHAPE_WIDTH && y >= 0 && y < SHAPE_HEIGHT;
    const drawn = inside && ink[y * SHAPE_WIDTH + x] === '#' ? strength : 0;
    image[pixel] = Math.min(1, Math.max(0, drawn + NOISE * normal(random)));
  }
}
