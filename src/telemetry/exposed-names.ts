import type { MetricKind } from './snapshot.ts';

const SUFFIXES: Readonly<Record<MetricKind, readonly string[]>> = {
  // Of OpenMetrics, in which the family goes by the name without the suffix.
  counter: ['', '_total', '_created'],
  up_down_counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
};

/** Every name that an exposition gives to a metric or to its samples. */
export function exposedNames(fullName: string, kind: MetricKind): readonly string[] {
  const stem = kind === 'counter' ? fullName.replace(/_total$/, '') : fullName;
  return SUFFIXES[kind].map((suffix) => stem + suffix);
}
