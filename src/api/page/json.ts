/** JSON for readers: in lines, and in parts that have colours. */

export interface JsonPart {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'other';
  readonly text: string;
}

const PARTS = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[^"\dtfn-]+|./g;

/** @param value anything that JSON has */
export function jsonParts(value: unknown): JsonPart[] {
  const parts: JsonPart[] = [];
  for (const [text, string, colon] of lines(value, '').matchAll(PARTS)) {
    if (string !== undefined && colon !== undefined) parts.push({ kind: 'name', text: string }, other(colon));
    else if (string !== undefined) parts.push({ kind: 'string', text });
    else if (/^[-\d]/.test(text)) parts.push({ kind: 'number', text });
    else if (/^[tfn]\w+$/.test(text)) parts.push({ kind: 'word', text });
    else parts.push(other(text));
  }
  return parts;
}

function other(text: string): JsonPart {
  return { kind: 'other', text };
}

/** As JSON.stringify with two spaces, but what fits into a line is one. */
function lines(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const fields = isList
    ? value.map((one) => lines(one, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${lines(one, inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  const line = isList ? `[${fields.join(', ')}]` : `{ ${fields.join(', ')} }`;
  if (fields.length === 0) return `${open}${close}`;
  if (line.length + indent.length < 64 && !line.includes('\n')) return line;
  return `${open}\n${inner}${fields.join(`,\n${inner}`)}\n${indent}${close}`;
}
