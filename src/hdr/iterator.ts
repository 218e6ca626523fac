import type { IterationStep } from '../histogram/index.ts';
import type { HistogramIterationValue } from './surface.ts';

/**
 * hasNext() and next() over steps, as hdr-histogram-js has them; also a plain iterable. It goes through the values
 * as they were recorded at `reset()`.
 */
export class HistogramIterator<Options extends readonly unknown[]> {
  private readonly stepsOf: (...options: Options) => Iterator<IterationStep>;
  private steps: Iterator<IterationStep>;
  private ahead: IteratorResult<IterationStep>;

  constructor(stepsOf: (...options: Options) => Iterator<IterationStep>, ...options: Options) {
    this.stepsOf = stepsOf;
    this.steps = stepsOf(...options);
    this.ahead = this.steps.next();
  }

  /** Starts over, with what is recorded now. */
  reset(...options: Options): void {
    this.steps = this.stepsOf(...options);
    this.ahead = this.steps.next();
  }

  hasNext(): boolean {
    return this.ahead.done !== true;
  }

  /** @throws RangeError when there is no next step. */
  next(): HistogramIterationValue {
    if (this.ahead.done) throw new RangeError('The iteration is over. Ask hasNext() before next().');
    const { countAddedInThisStep, ...step } = this.ahead.value;
    this.ahead = this.steps.next();
    return { ...step, countAddedInThisIterationStep: countAddedInThisStep };
  }

  *[Symbol.iterator](): Generator<HistogramIterationValue, void> {
    while (this.hasNext()) yield this.next();
  }
}
