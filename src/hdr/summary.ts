import type { HistogramSummary } from './surface.ts';

const PERCENTILES = {
  p50: 50,
  p75: 75,
  p90: 90,
  p97_5: 97.5,
  p99: 99,
  p99_9: 99.9,
  p99_99: 99.99,
  p99_999: 99.999,
} as const;

/** What summaries show: percentiles cut to the significant digits, the maximum as it is. */
export function summaryOf(histogram: {
  readonly numberOfSignificantValueDigits: number;
  readonly maxValue: number;
  readonly totalCount: number;
  getValueAtPercentile(percentile: number): number;
}): HistogramSummary {
  const digits = histogram.numberOfSignificantValueDigits;
  const percentiles = Object.entries(PERCENTILES).map(([name, percentile]) => [
    name,
    cut(histogram.getValueAtPercentile(percentile), digits),
  ]);
  return { ...Object.fromEntries(percentiles), max: histogram.maxValue, totalCount: histogram.totalCount };
}

/** 25042 at 3 digits is 25000. */
function cut(value: number, digits: number): number {
  const places = value < 1e21 ? String(value).length : Math.floor(Math.log10(value)) + 1;
  return places > digits ? value - (value % 10 ** (places - digits)) : value;
}
