/**
 * Sums that do not depend on the order, or the grouping, of what is added: hours made of minutes have the sum of their
 * minutes, to the last bit.
 *
 * The sum is kept as doubles that do not overlap, the smallest first, which together are exactly what was added (J. R.
 * Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997). Mostly that is one or two of them.
 *
 *     1 + 1e100 + 1 - 1e100 is 0 in doubles; the parts are [2, 1e100] before the last step and [2] after it.
 */
export class ExactSum {
  /** The smallest first; none for 0. */
  private readonly parts: number[] = [];
  /** What is no number, or left the range of doubles, in the arithmetic of IEEE. */
  private infinite = 0;

  /** @param rest what belongs to it beyond a double: of a sum that was stored. */
  add(value: number, rest?: readonly number[]): void {
    this.addOne(value);
    if (rest !== undefined) for (const part of rest) this.addOne(part);
  }

  /** The double nearest to the sum, of two equally near ones the even one. */
  get value(): number {
    const { parts, infinite } = this;
    if (infinite !== 0) return infinite;
    let at = parts.length - 1;
    if (at < 0) return 0;
    let sum = parts[at] as number;
    let lost = 0;
    while (at > 0 && lost === 0) {
      const part = parts[--at] as number;
      const before = sum;
      sum += part;
      lost = part - (sum - before);
    }
    // Halfway between two doubles, what is left decides, which the addition has not seen.
    const left = at > 0 ? (parts[at - 1] as number) : 0;
    if (lost !== 0 && Math.sign(lost) === Math.sign(left)) {
      const next = sum + 2 * lost;
      if (next - sum === 2 * lost) return next;
    }
    return sum;
  }

  /** What the sum is beyond `value`, the largest part first: for equal sums equal. Undefined where it is nothing. */
  rest(): readonly number[] | undefined {
    if (this.infinite !== 0) return undefined;
    const remaining = new ExactSum();
    for (const part of this.parts) remaining.addOne(part);
    const rest: number[] = [];
    for (let value = this.value; value !== 0; ) {
      remaining.addOne(-value);
      value = remaining.value;
      if (value !== 0) rest.push(value);
    }
    return rest.length > 0 ? rest : undefined;
  }

  private addOne(added: number): void {
    const { parts } = this;
    let value = added;
    let used = 0;
    for (let i = 0; i < parts.length; i++) {
      let part = parts[i] as number;
      if (Math.abs(value) < Math.abs(part)) [value, part] = [part, value];
      const sum = value + part;
      const lost = part - (sum - value);
      if (lost !== 0) parts[used++] = lost;
      value = sum;
    }
    if (!Number.isFinite(value)) {
      this.infinite += value;
      value = 0;
      used = 0;
    }
    parts.length = used;
    if (value !== 0) parts.push(value);
  }
}
