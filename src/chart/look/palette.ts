/**
 * Colours of what is shown. Okabe and Ito's, which the colour-blind tell apart (https://jfly.uni-koeln.de/color/), each a
 * little darker on light ground and a little lighter on dark where it would hardly be seen.
 */

export type Theme = 'light' | 'dark';

/** A chart names colours by their place here. */
export const PALETTE: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#3a9bdc', '#8c6d00', '#5b4b9a', '#7a7a7a'],
  dark: ['#4ba6e0', '#ff7f3f', '#2bc79a', '#e59ac4', '#f5b83d', '#8fd0f7', '#d9c84a', '#a99be8', '#9a9a9a'],
};

/** Those of a meaning of their own. */
export const COLORS = { blue: 0, vermillion: 1, green: 2, purple: 3, orange: 4, grey: 8 } as const;

/** Colours that any name may have: the last one is for what is together. */
const FREE = 8;

/** Words that mean the same in every picture. */
const FIXED: ReadonlyMap<string, number> = new Map([
  ['p50', COLORS.blue],
  ['p95', COLORS.orange],
  ['p99', COLORS.vermillion],
  ['ok', COLORS.green],
  ['completed', COLORS.green],
  ['error', COLORS.vermillion],
  ['failed', COLORS.vermillion],
  ['aborted', COLORS.orange],
  ['2xx', COLORS.green],
  ['4xx', COLORS.orange],
  ['5xx', COLORS.vermillion],
  ['others', COLORS.grey],
]);

/**
 * A colour for each name, by the name: it keeps it in every picture that has the same names, and mostly in others, too.
 * Where two would have the same one, the latter in the alphabet has the next that is free.
 */
export function colorsOf(names: Iterable<string>): ReadonlyMap<string, number> {
  const colors = new Map<string, number>();
  const taken = new Array<number>(FREE).fill(0);
  const all = [...new Set(names)].sort();
  for (const name of all) {
    const fixed = FIXED.get(name);
    if (fixed === undefined) continue;
    colors.set(name, fixed);
    if (fixed < FREE) taken[fixed] = (taken[fixed] as number) + 1;
  }
  for (const name of all) {
    if (colors.has(name)) continue;
    const least = Math.min(...taken);
    let color = hashOf(name) % FREE;
    while (taken[color] !== least) color = (color + 1) % FREE;
    taken[color] = least + 1;
    colors.set(name, color);
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
