/** Metrics that went through JSON, which knows neither typed arrays nor numbers that are not finite. */
import { restoreExponential } from '../histogram/inner.ts';
import type { DataPoint, Instrument, MetricSnapshot } from './base/model.ts';
import { mapping, type Slices } from './base/slices.ts';

/** The data point as it was; the same where nothing was lost. */
export function restorePoint(point: DataPoint, { acrossProcesses }: Instrument): DataPoint {
  if ('histogram' in point) {
    const histogram = restoreExponential(point.histogram);
    return histogram === point.histogram ? point : { ...point, histogram };
  }
  if ((point.value as number | null) !== null) return point;
  // Nothing that is no number is recorded: sums and rates leave the range of doubles, shares of nothing are none.
  return { ...point, value: typeof acrossProcesses === 'object' ? Number.NaN : Infinity };
}

/** All its data points as they were. */
export function* restoringMetric(metric: MetricSnapshot): Slices<MetricSnapshot> {
  return {
    ...metric,
    series: yield* mapping(metric.series, (point) => restorePoint(point, metric.instrument)),
  };
}
