import type { GaugeSeries } from './series.ts';

/**
 * A gauge that tells how many there are: moves it up, or down by less than 0. Also while nothing is recorded: what
 * ends meanwhile must not seem to be there for ever.
 */
export function raise(gauge: GaugeSeries, by: number): void {
  // NaN until it was first set.
  gauge.setRate((gauge.value || 0) + by, 1);
}
