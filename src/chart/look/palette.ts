/**
 * Colours of what is shown. Okabe and Ito's, which the colour-blind tell apart (https://jfly.uni-koeln.de/color/), each a
 * little darker on light ground and a little lighter on dark where it would hardly be seen.
 */

export type Theme = 'light' | 'dark';

/** A chart names colours by their place here: ten of names and outcomes, grey for the others, and three shades of ink. */
export const PALETTE: Readonly<Record<Theme, readonly string[]>> = {
  light: [
    ...['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#3a9bdc', '#8c6d00', '#5b4b9a', '#7a7a7a'],
    ...['#3d8f8a', '#882255', '#8b95a1', '#57606a', '#1b1f24'],
  ],
  dark: [
    ...['#4ba6e0', '#ff7f3f', '#2bc79a', '#e59ac4', '#f5b83d', '#8fd0f7', '#d9c84a', '#a99be8', '#9a9a9a'],
    ...['#62c4be', '#e0709f', '#6f7985', '#a6aeb8', '#eef0f2'],
  ],
};

/** Those of a meaning of their own. */
export const COLORS = { blue: 0, vermillion: 1, green: 2, orange: 4, grey: 8 } as const;

/**
 * What is no name of anybody's is ink, from light to dark: percentiles, the further out the darker, and the sides of one
 * thing (load and save, running and waiting). So colours are left to names and to outcomes.
 */
export const INKS = [11, 12, 13] as const;

/** Those of outcomes come last: only where there are many names does one share a colour with them. */
const NAME_COLORS = [0, 3, 6, 7, 5, 9, 10, 4, 2, 1] as const;

/** Words that mean the same in every picture. */
const FIXED: ReadonlyMap<string, number> = new Map([
  ['p50', INKS[0]],
  ['p95', INKS[1]],
  ['p99', INKS[2]],
  ['running', INKS[2]],
  ['waiting', INKS[0]],
  ['pending', INKS[0]],
  ['processing', INKS[1]],
  ['input', INKS[1]],
  ['output', INKS[2]],
  ['cached', INKS[0]],
  ['ok', COLORS.green],
  ['completed', COLORS.green],
  ['error', COLORS.vermillion],
  ['failed', COLORS.vermillion],
  ['aborted', COLORS.orange],
  ['abandoned', COLORS.grey],
  ['2xx', COLORS.green],
  ['3xx', COLORS.grey],
  ['4xx', COLORS.orange],
  ['5xx', COLORS.vermillion],
  ['others', COLORS.grey],
]);

/**
 * A colour for each name. Those that are known beside it have theirs by their place among these, in every picture that is
 * told the same; others by the name, so that they mostly keep it. Where two would have the same one, the latter in the
 * alphabet has the next that is free.
 *
 * @param known names of everything that is shown together, in their order
 */
export function colorsOf(
  names: Iterable<string>,
  known: readonly string[] = [],
): ReadonlyMap<string, number> {
  const colors = new Map<string, number>();
  const taken = new Map<number, number>(NAME_COLORS.map((color) => [color, 0]));
  const take = (name: string, color: number) => {
    colors.set(name, color);
    taken.set(color, (taken.get(color) ?? 0) + 1);
  };
  const all = [...new Set(names)].sort();
  for (const name of all) {
    const fixed = FIXED.get(name);
    if (fixed !== undefined) take(name, fixed);
  }
  const places = new Map(known.map((name, place) => [name, place]));
  const isKnown = (name: string) => Number(places.has(name));
  for (const name of all.sort((a, b) => isKnown(b) - isKnown(a))) {
    if (colors.has(name)) continue;
    const least = Math.min(...NAME_COLORS.map((color) => taken.get(color) as number));
    let place = places.get(name) ?? hashOf(name);
    const color = () => NAME_COLORS[place % NAME_COLORS.length] as number;
    while (taken.get(color()) !== least) place += 1;
    take(name, color());
  }
  return colors;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
