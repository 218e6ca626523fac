/** How often values were how large, of a whole range: by name. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import { mapping } from '../../../metrics/inner.ts';
import { groupedBy, histogramsOf, mergingHistograms } from '../../../telemetry/index.ts';
import { colorsOf } from '../../look/palette.ts';
import type { DistributionChart } from '../../model.ts';
import { about, counted, errorRatioOf, figure } from '../about.ts';
import { PERCENTILES, percentilesOf } from '../histograms.ts';
import { type OfRange, secondsOf } from '../maker.ts';
import { rowsFor } from '../rows.ts';

/** More outlines over one another hide each other. */
const MAX_OUTLINES = 5;

/** Finer than these, an outline shows chance. */
const MAX_BINS = 60;

export interface DistributionOptions {
  readonly metrics: readonly string[];
  readonly groupBy: string;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

export function distributionOf({ metrics, groupBy, label, things, names }: DistributionOptions): OfRange {
  const make: OfRange['make'] = function* (name, query, recorded) {
    const series = metrics.flatMap((metric) => histogramsOf(recorded, metric));
    const merged = yield* mapping(groupedBy(groupBy, series), function* ([of, own]) {
      return { of, merged: yield* mergingHistograms(own.map(({ histogram }) => histogram)) };
    });
    const groups = merged
      .filter(({ merged }) => merged.count > 0)
      .sort((a, b) => b.merged.count - a.merged.count || (a.of < b.of ? -1 : 1));
    const whole = yield* mergingHistograms(groups.map(({ merged }) => merged));
    const isEmpty = whole.count === 0;
    const { bounds, countsOf } = rowsFor(whole, MAX_BINS);
    const shown = groups.slice(0, MAX_OUTLINES);
    const colors = colorsOf(
      shown.map(({ of }) => of),
      query.names,
    );
    const sharesOf = (snapshot: ExponentialSnapshot) =>
      countsOf(snapshot).map((count) => count / snapshot.count);
    const values = percentilesOf(whole, PERCENTILES);
    const [p50, p95, p99] = values.map((value) => figure(value, 'seconds'));
    return {
      ...about({
        ...{ id: name.id, what: name.title, query, isEmpty, seconds: secondsOf(recorded, query) },
        figures: [`p50 ${p50}`, `p99 ${p99}`, counted(whole.count, things)],
        description: `How often which ${label} was, of ${counted(whole.count, things)}: p50 is ${p50}, p95 ${p95}, p99 ${p99}, from ${figure(whole.min, 'seconds')} to ${figure(whole.max, 'seconds')}.`,
        notes:
          groups.length > shown.length
            ? [`The ${shown.length} busiest of ${groups.length} ${names} are drawn; percentiles are of all.`]
            : [],
        errorRatio: isEmpty ? 0 : errorRatioOf(whole.scale),
      }),
      kind: 'distribution',
      x: { scale: 'log', label, unit: 'seconds' },
      outlines: shown.map(({ of, merged }) => ({
        label: of,
        color: colors.get(of) as number,
        bounds,
        shares: sharesOf(merged),
      })),
      marks: isEmpty ? [] : values.map((value, i) => ({ label: `p${PERCENTILES[i]}`, value })),
    } satisfies DistributionChart;
  };
  return { metrics, make };
}
