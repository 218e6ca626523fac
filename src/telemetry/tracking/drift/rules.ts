/** What is judged of drift: tasks whose data are not what they were. */
import type { Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { driftMetrics } from './summary.ts';

export const DRIFT_RULES: readonly AnalysisRule[] = [driftedTasks];

/** A single window may be a false alarm; where most of them have drifted, it is none. */
const LASTING = 0.5;
/** Fewer comparisons say nothing about most of them. */
const MIN_CHECKS = 3;

function* driftedTasks({ snapshot }: Evidenced): Slices<Found[]> {
  const tasks = yield* driftMetrics(snapshot);
  return tasks.flatMap((task): Found[] => {
    const { taskId, score, threshold, drifted, checks, featureScores } = task;
    if (!drifted || score === undefined || threshold === undefined) return [];
    const count = checks.drifted + checks.stable;
    const isLasting = count >= MIN_CHECKS && checks.drifted > LASTING * count;
    const [worst] = Object.keys(featureScores);
    const about = worst === undefined ? '' : ` The feature with the highest score is ${worst}.`;
    return [
      {
        type: 'reliability',
        target: 'drift',
        taskId,
        severity: isLasting ? 'high' : 'medium',
        message: `The data of ${taskId} are no longer distributed as their reference`,
        details: `${checks.drifted} of ${count} comparisons found drift.${about} Look at what sends them, and at whether the model still does well on them.`,
        evidence: {
          statistic: 'drift score',
          value: score,
          unit: '1',
          threshold,
          side: 'above',
          count,
        },
      },
    ];
  });
}
