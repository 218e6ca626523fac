import type { GaugeSeries } from './series.ts';

/** A gauge that tells how many there are: moves it up, or down by less than 0. */
export function raise(gauge: GaugeSeries, by: number): void {
  // NaN until it was first set.
  gauge.set((gauge.value || 0) + by);
}
