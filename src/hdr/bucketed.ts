import { percentiles, recordedValues } from '../histogram/index.ts';
import { KernelHistogram } from './histogram.ts';
import { HistogramIterator } from './iterator.ts';

/** A histogram that shows how it counts: what JsHistogram has beyond the interface. */
export abstract class BucketedHistogram extends KernelHistogram {
  private recorded: HistogramIterator<[]> | undefined;
  private atPercentiles: HistogramIterator<[number]> | undefined;

  /** One step for each count above zero; `reset()` starts it. */
  get recordedValuesIterator(): HistogramIterator<[]> {
    this.recorded ??= new HistogramIterator(() => recordedValues(this.kernel.buckets()));
    return this.recorded;
  }

  /** Steps that halve with the distance to 100 %; `reset(percentileTicksPerHalfDistance)` starts it. */
  get percentileIterator(): HistogramIterator<[number]> {
    this.atPercentiles ??= new HistogramIterator((ticks) => percentiles(this.kernel.buckets(), ticks), 1);
    return this.atPercentiles;
  }

  get bucketCount(): number {
    return this.buckets.bucketCount;
  }

  get subBucketCount(): number {
    return 2 * this.subBucketHalfCount;
  }

  get subBucketHalfCount(): number {
    return 2 ** this.subBucketHalfCountMagnitude;
  }

  get subBucketHalfCountMagnitude(): number {
    return this.buckets.halfExponent;
  }

  get unitMagnitude(): number {
    return this.buckets.unitExponent;
  }

  get countsArrayLength(): number {
    return this.buckets.length;
  }

  countsArrayIndex(value: number): number {
    return this.buckets.indexOf(value);
  }

  valueFromIndex(index: number): number {
    return this.buckets.lowestAt(index);
  }

  getCountAtIndex(index: number): number {
    return index < this.buckets.length ? this.kernel.countAt(this.buckets.lowestAt(index)) : 0;
  }

  /** The smallest value that shares a count with this one. */
  lowestEquivalentValue(value: number): number {
    return this.kernel.lowestEquivalentValue(value);
  }

  /** The largest value that shares a count with this one. */
  highestEquivalentValue(value: number): number {
    return this.kernel.highestEquivalentValue(value);
  }

  medianEquivalentValue(value: number): number {
    return this.kernel.medianEquivalentValue(value);
  }

  nextNonEquivalentValue(value: number): number {
    return this.kernel.nextNonEquivalentValue(value);
  }

  /** How many values share a count with this one, itself included. */
  sizeOfEquivalentValueRange(value: number): number {
    return this.kernel.sizeOfEquivalentValueRange(value);
  }
}
