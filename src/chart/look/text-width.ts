/** How much room text takes, about: pictures are laid out where no font can be asked. */

/** Of an em, by characters: those of Open Sans, which are a little wider than most systems' own. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!]/, 0.27],
  [/[ frtI()[\]/\\"-]/, 0.36],
  [/[mwMW@%—]/, 0.88],
  [/[A-Z]/, 0.64],
  [/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|[\u{1f300}-\u{1faff}]/u, 1],
];

const USUAL = 0.57;

export function textWidth(text: string, fontSizePx: number): number {
  let ems = 0;
  for (const character of text) ems += WIDTHS.find(([of]) => of.test(character))?.[1] ?? USUAL;
  return ems * fontSizePx;
}
