// Data as source text in which everything is written once.

/** Objects and lists that occur more than once are worth a name from so many characters on. */
const WORTH_A_NAME = 24;

/** A value as source text, and the constants that it is made of. */
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
  const names = new Map();
  const parts = [];
  const written = (part) => {
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    const key = JSON.stringify(part);
    if (names.has(key)) return names.get(key);
    const text = Array.isArray(part)
      ? `[${part.map(written).join(',')}]`
      : `{${Object.entries(part)
          .map(([name, one]) => `${property(name)}:${written(one)}`)
          .join(',')}}`;
    if (counts.get(key) < 2 || key.length < WORTH_A_NAME) return text;
    const name = `part${parts.length}`;
    parts.push(`const ${name} = ${text};`);
    names.set(key, name);
    return name;
  };
  const text = written(value);
  return { parts, text };
}

function property(name) {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
