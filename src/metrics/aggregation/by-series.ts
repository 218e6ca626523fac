/** What is kept beside a series: for as long as a reading has that, or somebody a handle of it. */
import type { Series } from './series.ts';

export class BySeries<S extends Series, Value extends object> {
  private readonly values = new WeakMap<S, Value>();
  private readonly all = new Set<WeakRef<Value>>();

  get(series: S): Value | undefined {
    return this.values.get(series);
  }

  set(series: S, value: Value): void {
    this.values.set(series, value);
    this.all.add(new WeakRef(value));
  }

  *[Symbol.iterator](): Generator<Value, void> {
    for (const one of this.all) {
      const value = one.deref();
      if (value === undefined) this.all.delete(one);
      else yield value;
    }
  }
}
