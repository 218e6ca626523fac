import fc from 'fast-check';

/** Unicode without the halves of pairs, which no character is. */
const CHARACTERS = 0x110000 - 0x800;
/** Shrinks towards `a`, and is drawn near it more often than elsewhere. */
const SIMPLEST = 0x61;

/**
 * Any character of Unicode. Drawn by arithmetic: fast-check's own unit `binary` begins with a table of all of them, which takes a second
 * in each process.
 */
const character = fc
  .nat(CHARACTERS - 1)
  .map((index) => characterAt((index + SIMPLEST) % CHARACTERS), indexOf);

/** Any text: of any characters, and names that objects have of their prototypes. */
export function anyText(limits: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.string({ ...limits, unit: character });
}

function characterAt(index: number): string {
  return String.fromCodePoint(index < 0xd800 ? index : index + 0x800);
}

/** What fast-check asks when it looks which of its dangerous names can be written with these characters. */
function indexOf(text: unknown): number {
  const codePoint = typeof text === 'string' ? (text.codePointAt(0) ?? 0) : 0;
  const index = codePoint < 0xd800 ? codePoint : codePoint - 0x800;
  if (text !== characterAt(index)) throw new Error('not a character');
  return (index + CHARACTERS - SIMPLEST) % CHARACTERS;
}
