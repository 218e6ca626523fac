/**
 * Plain data as YAML: blocks for maps and lists, double quotes wherever a text might be read as something else, literal blocks
 * for texts of several lines. It reads the same by the rules of YAML 1.1 and 1.2: what Prometheus and Kubernetes use.
 */

/** @param comment lines before it, each without `#` */
export function yaml(value: unknown, comment: readonly string[] = []): string {
  const head = comment.map((line) => `# ${line}`.trimEnd());
  return `${[...head, ...linesOf(value)].join('\n')}\n`;
}

/** Kubernetes has several documents in one file. */
export function yamlDocuments(values: readonly unknown[], comment: readonly string[] = []): string {
  const [first, ...others] = values;
  return [yaml(first, comment), ...others.map((value) => yaml(value))].join('---\n');
}

/** Words that may be read as true, false or null, numbers in all their spellings, dates and times have something else in them. */
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./()-]+)*$/;
const SPECIAL = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? ['[]'] : value.flatMap((item) => hung('- ', linesOf(item), item));
  }
  if (typeof value !== 'object' || value === null) return scalar(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([key, one]) => {
    const lines = linesOf(one);
    const name = scalar(key)[0];
    if (!isBlock(one)) return [`${name}: ${lines[0]}`, ...lines.slice(1)];
    return [`${name}:`, ...lines.map((line) => `  ${line}`)];
  });
}

/** Under a dash: the first line beside it, the others below. */
function hung(dash: string, [first = '', ...others]: readonly string[], item: unknown): string[] {
  const indent = typeof item === 'object' ? ' '.repeat(dash.length) : '';
  return [dash + first, ...others.map((line) => indent + line)];
}

/** Whether it goes into lines below its key. */
function isBlock(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function scalar(value: unknown): string[] {
  if (typeof value === 'number') return [String(value).replace(/^(-?\d+)e/, '$1.0e')];
  if (typeof value !== 'string') return [JSON.stringify(value)];
  const isLiteral = /^[^\s][\t\n\x20-\x7e]*\n$/.test(value) && !/[ \t]\n|\n\n$/.test(value);
  if (isLiteral)
    return [
      '|',
      ...value
        .slice(0, -1)
        .split('\n')
        .map((line) => (line === '' ? '' : `  ${line}`)),
    ];
  return [PLAIN.test(value) && !SPECIAL.test(value) ? value : quoted(value)];
}

/** As JSON, but for what ends a line in YAML or may not stand in it. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
