/** Series whose labels are written alike. */
import { mergeSnapshots } from '../../histogram/index.ts';
import {
  type DataPoint,
  type Instrument,
  type Labels,
  type MetricReading,
  mergeExemplars,
} from '../../metrics/inner.ts';
import type { Spell } from './labels.ts';
import type { ExposedPoint } from './model.ts';

/** Whether two sets of attributes come out alike: an exposition could not tell them apart. */
export function hasAlias({ instrument, labelSets, series }: MetricReading, spell: Spell): boolean {
  if (instrument.scope === undefined && !instrument.hasDynamicLabels) return false;
  const seen = new Set<string>();
  let count = 0;
  for (const labels of labelSets ?? labelsOf(series)) {
    seen.add(JSON.stringify(spell({ labels, overflow: false } as DataPoint)));
    count += 1;
  }
  return seen.size < count;
}

function* labelsOf(series: Iterable<DataPoint>): Generator<Labels, void> {
  for (const { labels, overflow } of series) if (!overflow) yield labels;
}

/** What cannot be told apart is one series: sums add up, histograms merge, of gauges the last is told. */
export function mergedAliases(
  instrument: Instrument,
  points: Iterable<DataPoint>,
  spell: Spell,
): ExposedPoint[] {
  const merged = new Map<string, ExposedPoint>();
  for (const point of points) {
    const labels = spell(point) ?? {};
    const key = JSON.stringify([point.overflow, labels]);
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? { ...point, labels } : joined(instrument, known, { ...point, labels }),
    );
  }
  return [...merged.values()];
}

function joined(instrument: Instrument, a: ExposedPoint, b: ExposedPoint): ExposedPoint {
  const exemplars = mergeExemplars(instrument, [a.exemplars, b.exemplars]);
  const createdAtUnixMs = Math.min(a.createdAtUnixMs, b.createdAtUnixMs);
  const shared = { labels: a.labels, overflow: a.overflow, createdAtUnixMs, ...(exemplars && { exemplars }) };
  if ('histogram' in a && 'histogram' in b) {
    return { ...shared, histogram: mergeSnapshots([a.histogram, b.histogram]) };
  }
  if (!('value' in a && 'value' in b)) return a;
  return { ...shared, value: instrument.kind === 'gauge' ? b.value : a.value + b.value };
}
