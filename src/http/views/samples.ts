/** What aggregations are over: a value of each interval. */
import type { Aggregation } from '../../store/inner.ts';

export interface Sample {
  readonly startedAtUnixMs: number;
  readonly observedSeconds: number;
  readonly value: number;
  /** Operations behind it, where it is of operations. */
  readonly count?: number;
  /** What the mean of several is weighted by: a share by what it is a share of. 1 if left out. */
  readonly weight?: number;
}

/** Null where there is nothing to say. */
export function aggregated(samples: readonly Sample[], aggregation: Aggregation): number | null {
  if (samples.length === 0) return null;
  const values = samples.map(({ value }) => value).sort((a, b) => a - b);
  switch (aggregation) {
    case 'sum':
      return total(samples, ({ value }) => value);
    case 'average':
      return mean(samples);
    case 'minimum':
      return values[0] as number;
    case 'maximum':
      return values.at(-1) as number;
    case 'percentile_95':
      return nearestRank(values, 0.95);
    case 'percentile_99':
      return nearestRank(values, 0.99);
    case 'count':
      return valuesIn(samples);
    case 'rate': {
      const seconds = total(samples, ({ observedSeconds }) => observedSeconds);
      return seconds > 0 ? valuesIn(samples) / seconds : null;
    }
  }
}

/** How many values there were: operations that were counted, else samples. */
function valuesIn(samples: readonly Sample[]): number {
  return total(samples, ({ count = 1 }) => count);
}

function mean(samples: readonly Sample[]): number | null {
  const weight = total(samples, ({ weight = 1 }) => weight);
  return weight > 0 ? total(samples, ({ value, weight: own = 1 }) => value * own) / weight : null;
}

function nearestRank(ascending: readonly number[], q: number): number {
  return ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] as number;
}

function total(samples: readonly Sample[], read: (sample: Sample) => number): number {
  return samples.reduce((sum, sample) => sum + read(sample), 0);
}
