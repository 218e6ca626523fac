/** Comparisons of data with a reference. */
import { readGiven } from '../../../metrics/inner.ts';
import { requireLabel } from '../../../validate.ts';
import { type CallLabels, labelValuesOf } from '../../context/call-labels.ts';
import { contextOf, type TelemetryContext, type TelemetryHandle } from '../../context/context.ts';
import { namesOf, requireAttributes } from '../../operations/attributes.ts';
import {
  DATA_DRIFT_ALPHA,
  DATA_DRIFT_CATEGORIES_TOTAL,
  DATA_DRIFT_CHECKS_TOTAL,
  DATA_DRIFT_DETECTED,
  DATA_DRIFT_FEATURE_SCORE,
  DATA_DRIFT_P_VALUE,
  DATA_DRIFT_SCORE,
  DATA_DRIFT_THRESHOLD,
  DATA_DRIFT_VALUES,
} from './metrics.ts';

/** Values, or how often each category occurs. */
export type DriftSide = Iterable<number> | Readonly<Record<string, number>>;

/** What was compared, for the picture of it. */
export interface ComparedSides {
  /** Of several features which one; left out where there is but one. */
  readonly feature?: string;
  readonly reference: DriftSide;
  readonly current: DriftSide;
}

export interface DriftCheck<Label extends string = string> {
  readonly taskId: string;
  /** Higher is more drift; NaN where nothing could be said, which is counted alone. */
  readonly score: number;
  /** Above it the score is drift. */
  readonly threshold: number;
  /** What was decided: a distance may be above its threshold by chance. */
  readonly drifted: boolean;
  /** How probable what was found is without drift, and below what it is drift: 0 to 1. Unknown if left out. */
  readonly pValue?: number;
  readonly alpha?: number;
  /**
   * What was compared, both sides with the same number of values or not: for the outlines of charts. Each value is recorded,
   * so pass some hundred of many. Names of categories become labels: leave this out where they are secret. None if left out.
   */
  readonly sides?: readonly ComparedSides[];
  /** Of each feature, where there are several. */
  readonly featureScores?: Readonly<Record<string, number>>;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

const NAMES = /* @__PURE__ */ namesOf<DriftCheck>({
  taskId: true,
  score: true,
  threshold: true,
  drifted: true,
  pValue: true,
  alpha: true,
  sides: true,
  featureScores: true,
  labels: true,
});

/**
 * Records a comparison that was made elsewhere; detectors of `inferometer/drift` do it by themselves.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND
 * @example
 * recordDriftCheck(telemetry, { taskId: 'prompts', score: 0.31, threshold: 0.1, drifted: true });
 */
export function recordDriftCheck(telemetry: TelemetryHandle, check: DriftCheck): void {
  const instance = contextOf(telemetry);
  if (!instance.registry.recording.enabled) return;
  readGiven(instance.contain, () => record(instance, check));
}

function record(instance: TelemetryContext, check: DriftCheck): void {
  const { registry } = instance;
  requireAttributes('check', check, NAMES);
  const { score, threshold, drifted, pValue, alpha, sides = [], featureScores = {} } = check;
  const taskId = requireLabel('taskId', check.taskId);
  const own = labelValuesOf(instance, check.labels);
  const isKnown = !Number.isNaN(score);
  const result = isKnown ? (drifted ? 'drifted' : 'stable') : 'unknown';
  registry
    .of(DATA_DRIFT_CHECKS_TOTAL)
    .withLabelValues([taskId, result, ...own])
    .record(1);
  if (!isKnown) return;
  const labels = [taskId, ...own];
  registry.of(DATA_DRIFT_SCORE).withLabelValues(labels).set(score);
  registry.of(DATA_DRIFT_THRESHOLD).withLabelValues(labels).set(threshold);
  registry
    .of(DATA_DRIFT_DETECTED)
    .withLabelValues(labels)
    .set(drifted ? 1 : 0);
  if (pValue !== undefined) registry.of(DATA_DRIFT_P_VALUE).withLabelValues(labels).set(pValue);
  if (alpha !== undefined) registry.of(DATA_DRIFT_ALPHA).withLabelValues(labels).set(alpha);
  for (const [feature, featureScore] of Object.entries(featureScores)) {
    if (Number.isNaN(featureScore)) continue;
    registry
      .of(DATA_DRIFT_FEATURE_SCORE)
      .withLabelValues([taskId, feature, ...own])
      .set(featureScore);
  }
  for (const { feature = '', reference, current } of sides) {
    const both = { reference, current };
    const categories = mostFrequent(Object.values(both).filter(isCounts));
    for (const [side, values] of Object.entries(both)) {
      const of = (...more: string[]) => [taskId, feature, side, ...more, ...own];
      if (!isCounts(values)) {
        const series = registry.of(DATA_DRIFT_VALUES).withLabelValues(of());
        for (const value of values) series.record(value, null);
        continue;
      }
      for (const [category, count] of Object.entries(values)) {
        const name = categories.has(category) ? category : OTHER_CATEGORIES;
        registry.of(DATA_DRIFT_CATEGORIES_TOTAL).withLabelValues(of(name)).record(count);
      }
    }
  }
}

/** Each category is a series on both sides. */
const MAX_CATEGORIES = 20;
const OTHER_CATEGORIES = 'others';

function isCounts(side: DriftSide): side is Readonly<Record<string, number>> {
  return !(Symbol.iterator in side);
}

/** On either side: a new one is seen, too. */
function mostFrequent(sides: readonly Readonly<Record<string, number>>[]): ReadonlySet<string> {
  const shares = new Map<string, number>();
  for (const counts of sides) {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    for (const [category, count] of Object.entries(counts)) {
      shares.set(category, Math.max(count / total, shares.get(category) ?? 0));
    }
  }
  const inOrder = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Set(inOrder.slice(0, MAX_CATEGORIES).map(([category]) => category));
}
