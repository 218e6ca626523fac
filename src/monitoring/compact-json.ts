/**
 * Generated data, as small as they can stand in a module: JSON in which what occurs several times is written once, `{"$":3}`
 * for part 3, and in which the two kinds of quotes are exchanged, since builds write modules with double quotes and would put a
 * backslash before each (measured: 190 KB as objects and lists, 60 KB so).
 */

interface Compact {
  readonly parts: readonly unknown[];
  readonly value: unknown;
}

export function readCompact<Value>(text: string): Value {
  const { parts, value }: Compact = JSON.parse(exchangeQuotes(text));
  const resolved = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(resolved);
    if (typeof part !== 'object' || part === null) return part;
    if ('$' in part) return resolved(parts[part.$ as number]);
    return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, resolved(one)]));
  };
  return resolved(value) as Value;
}

export function writeCompact({ parts, value }: Compact): string {
  return exchangeQuotes(JSON.stringify({ parts, value }));
}

function exchangeQuotes(text: string): string {
  return text.replace(/["']/g, (quote) => (quote === '"' ? "'" : '"'));
}
