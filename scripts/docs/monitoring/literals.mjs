// Data as src/monitoring/compact-json.ts reads them: everything is written once.

/** Objects and lists that occur more than once are worth a part from so many characters on. */
const WORTH_A_PART = 24;

/** @returns {{ parts: unknown[], value: unknown }} with `{ $: 3 }` for part 3 */
export function withoutRepetition(value) {
  const counts = new Map();
  const count = (part) => {
    if (typeof part !== 'object' || part === null) return;
    const key = JSON.stringify(part);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    // What is in one that was seen is not written again.
    if (counts.get(key) === 1) Object.values(part).forEach(count);
  };
  count(value);
  const known = new Map();
  const parts = [];
  const written = (part) => {
    if (typeof part !== 'object' || part === null) return part;
    const key = JSON.stringify(part);
    if (known.has(key)) return { $: known.get(key) };
    const inside = Array.isArray(part)
      ? part.map(written)
      : Object.fromEntries(Object.entries(part).map(([name, one]) => [name, written(one)]));
    if (counts.get(key) < 2 || key.length < WORTH_A_PART) return inside;
    known.set(key, parts.length);
    parts.push(inside);
    return { $: known.get(key) };
  };
  return { value: written(value), parts };
}

/** As the text of a module: lines of about this many characters, since others read them in a difference. */
const LINE = 110;

export function literalOf(text) {
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'gu'));
  return lines.map((line) => JSON.stringify(line)).join(' +\n  ');
}
