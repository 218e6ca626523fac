/** Results on their way into telemetry. */
import { binsOf, valueAtQuantile } from '../histogram/inner.ts';
import { type ComparedSides, type DriftSide, recordDriftCheck } from '../telemetry/index.ts';
import type { Data } from './data.ts';
import type { FeatureDriftResult } from './feature-model.ts';
import type { DriftResult } from './model.ts';
import type { DetectorSettings } from './options.ts';

/** What was compared, as it was compared. */
export interface Compared {
  readonly feature?: string;
  readonly reference: Data;
  readonly current: Data;
}

export function recordResult(settings: DetectorSettings, result: DriftResult, compared: Compared): void {
  const { telemetry, taskId, alpha } = settings;
  if (telemetry === undefined) return;
  const { score, threshold = 1 - alpha, drifted, pValue } = result;
  const sides = sidesOf(settings, [compared]);
  recordDriftCheck(telemetry, { taskId, score, threshold, drifted, pValue, alpha, sides });
}

export function recordFeatures(
  settings: DetectorSettings,
  { score, drifted, features }: FeatureDriftResult,
  compared: readonly Compared[],
): void {
  const { telemetry, taskId, alpha } = settings;
  if (telemetry === undefined) return;
  const pValues = Object.values(features)
    .map(({ adjustedPValue }) => adjustedPValue)
    .filter((pValue) => !Number.isNaN(pValue));
  recordDriftCheck(telemetry, {
    ...{ taskId, score, threshold: 1 - alpha, drifted, pValue: Math.min(...pValues), alpha },
    featureScores: Object.fromEntries(Object.entries(features).map(([name, one]) => [name, one.score])),
    sides: sidesOf(settings, compared),
  });
}

function sidesOf({ recordsValues }: DetectorSettings, compared: readonly Compared[]): ComparedSides[] {
  if (!recordsValues) return [];
  return compared
    .filter(({ reference, current }) => isKnown(reference) && isKnown(current))
    .map((one) => ({ ...one, reference: sideOf(one.reference), current: sideOf(one.current) }));
}

/** A NaN is the last of what is sorted. */
function isKnown(data: Data): boolean {
  return data.kind !== 'values' || !Number.isNaN(data.values.at(-1));
}

/** An outline shows no more of them; all would take as long as the comparison. */
const MOST_VALUES = 512;

/** Of many values those at ranks that are evenly apart: the same distribution, to a thousandth of all. */
function sideOf(data: Data): DriftSide {
  if (data.kind === 'categories') return Object.fromEntries(data.counts);
  const count = data.kind === 'values' ? data.values.length : data.snapshot.count;
  const size = Math.min(count, MOST_VALUES);
  const ranks = Array.from({ length: size }, (_, i) => (i + 0.5) / size);
  if (data.kind === 'histogram') {
    const bins = binsOf(data.snapshot);
    return ranks.map((rank) => valueAtQuantile(bins, rank, data.snapshot));
  }
  return ranks.map((rank) => data.values[Math.floor(rank * count)] as number);
}
