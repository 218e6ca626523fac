import fc from 'fast-check';

/** Unicode without the halves of pairs, which no character is. */
const CHARACTERS = 0x110000 - 0x800;
const ASCII = 0x80;

/**
 * Any character of Unicode, and often one of ASCII, which formats escape. Drawn by arithmetic: fast-check's own unit `binary` begins with a
 * table of all characters, which takes a second in each process.
 */
const character = fc.oneof(characterBelow(ASCII), characterBelow(CHARACTERS));

/** Any text: of any characters, and names that objects have of their prototypes. */
export function anyText(limits: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.string({ ...limits, unit: character });
}

function characterBelow(count: number) {
  return fc.nat(count - 1).map(characterAt, indexOf);
}

function characterAt(index: number): string {
  return String.fromCodePoint(index < 0xd800 ? index : index + 0x800);
}

/** The way back, by which fast-check knows which of its dangerous names these characters can write. */
function indexOf(text: unknown): number {
  const codePoint = typeof text === 'string' ? (text.codePointAt(0) ?? 0) : 0;
  const index = codePoint < 0xd800 ? codePoint : codePoint - 0x800;
  if (text !== characterAt(index)) throw new Error('not a character');
  return index;
}
