/** What detectors of one feature and of many do with a stream: fill a window, and compare it when its time has come. */
import { InferometerError } from '../errors.ts';
import type { DriftWarning, DriftWindowFacts } from './model.ts';
import type { DetectorSettings } from './options.ts';
import { type FullWindow, StreamWindow } from './window.ts';

export class ComparedStream<Value, Result> {
  private readonly window: StreamWindow<Value> | undefined;
  private readonly compare: (full: FullWindow<Value>) => Result;

  constructor({ window, clock }: DetectorSettings, compare: (full: FullWindow<Value>) => Result) {
    this.window = window === undefined ? undefined : new StreamWindow(window, clock);
    this.compare = compare;
  }

  /** @throws DRIFT_WINDOW */
  add(value: Value): Result | undefined {
    const full = this.open().add(value);
    return full === undefined ? undefined : this.compare(full);
  }

  /** @throws DRIFT_WINDOW */
  reject(): void {
    this.open().reject();
  }

  flush(): Result | undefined {
    const full = this.window?.flush();
    return full === undefined ? undefined : this.compare(full);
  }

  reset(): void {
    this.window?.clear();
  }

  private open(): StreamWindow<Value> {
    if (this.window !== undefined) return this.window;
    throw new InferometerError(
      'DRIFT_WINDOW',
      "no window says which part of the stream to compare. Pass `window: { kind: 'tumbling', count: 500 }`, or call detect() with values.",
    );
  }
}

/** What a reader should know of the window. */
export function windowWarnings({ dropped, rejected }: DriftWindowFacts): DriftWarning[] {
  const warnings: DriftWarning[] = [];
  if (dropped > 0) {
    const message = `The oldest ${dropped} values of the window found no room in it: raise mostCount, or shorten it.`;
    warnings.push({ code: 'window_full', message });
  }
  if (rejected > 0) {
    const message = `${rejected} numbers were not finite, and are not compared.`;
    warnings.push({ code: 'not_a_number', message });
  }
  return warnings;
}
