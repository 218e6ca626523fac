/** Bounds on label values: an allow-list by label, a length, and Unicode. */
export const OTHER = 'other';

// Half of a surrogate pair cannot be encoded: two values that differ in nothing else would be one series twice.
const HALF_PAIR = /\p{Surrogate}/u;
const EACH_HALF_PAIR = /\p{Surrogate}/gu;

export class LabelLimits {
  private readonly lengthLimit: number;
  private readonly allowed: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly replaced: (label: string) => void;

  /** @param replaced called for every value that was cut or mended, or is not in the list of its label. */
  constructor(
    lengthLimit: number,
    allowList: Readonly<Record<string, readonly string[]>>,
    replaced: (label: string) => void,
  ) {
    this.lengthLimit = lengthLimit;
    this.allowed = new Map(Object.entries(allowList).map(([label, values]) => [label, new Set(values)]));
    this.replaced = replaced;
  }

  /** The values that may be recorded, in the order of the labels; the same array where all of them may. */
  sanitize(labels: readonly string[], values: readonly string[]): readonly string[] {
    if (values.every((value, i) => this.mayPass(labels[i] as string, value))) return values;
    return values.map((value, i) => this.sanitizeValue(labels[i] as string, value));
  }

  sanitizeValue(label: string, value: string): string {
    if (this.mayPass(label, value)) return value;
    this.replaced(label);
    if (this.allowed.has(label)) return OTHER;
    const encodable = value.replace(EACH_HALF_PAIR, '\ufffd');
    return encodable.length <= this.lengthLimit ? encodable : shortened(encodable, this.lengthLimit);
  }

  /** An empty value is what a missing label is: no list has to allow it. */
  private mayPass(label: string, value: string): boolean {
    if (value === '') return true;
    const isAllowed = this.allowed.get(label)?.has(value) ?? true;
    return isAllowed && value.length <= this.lengthLimit && !HALF_PAIR.test(value);
  }
}

/** Half of a surrogate pair is no character: it goes too. */
function shortened(value: string, limit: number): string {
  const start = value.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start}…`;
}
