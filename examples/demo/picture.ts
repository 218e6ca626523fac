/** Pictures on a terminal: an upper half block shows two pixels, one as its ink and one as its paper. */

/** The grey ramp of the 256 colours runs from 232 (nearly black) to 255 (nearly white). */
const DARKEST = 232;
const SHADES = 23;

/** The lines of a square picture with values in [0, 1]; `side` is even. */
export function pictureLines(pixels: Float32Array, side: number): string[] {
  const shade = (x: number, y: number) => DARKEST + Math.round(SHADES * (pixels[y * side + x] as number));
  return Array.from({ length: side / 2 }, (_, row) => {
    let line = '';
    for (let x = 0; x < side; x++) line += `\x1b[38;5;${shade(x, 2 * row)};48;5;${shade(x, 2 * row + 1)}m▀`;
    return `${line}\x1b[39;49m`;
  });
}
