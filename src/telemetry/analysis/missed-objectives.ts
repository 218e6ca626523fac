/** Promises about operations that were not kept. */
import type { Evidenced, Found } from '../context/finding.ts';
import { boundsOf } from '../context/objectives.ts';
import { percent, rounded } from '../query/comparisons.ts';
import { objectiveResult } from './objective-result.ts';

export function missedObjectives(evidenced: Evidenced): Found[] {
  return evidenced.objectives.flatMap((objective): Found[] => {
    const { good, goodRatio, goodPerSecond, count, errorBudgetLeft, burnRate } = objectiveResult(
      objective,
      evidenced,
    );
    const { operationType, modelId, targetRatio } = objective;
    const bounds = boundsOf(objective);
    if (goodRatio === undefined || goodRatio >= targetRatio) return [];
    const subject = modelId === undefined ? operationType : `${operationType} of ${modelId}`;
    return [
      {
        type: 'objective',
        target: 'operations',
        // Twice the failures that were allowed are not bad luck any more.
        severity: 1 - goodRatio > 2 * (1 - targetRatio) ? 'high' : 'medium',
        ...(modelId !== undefined && { modelId }),
        message: `${subject} misses its objective, success within bounds (${bounds}): ${good} of ${count} kept it`,
        details: [
          ...(errorBudgetLeft === undefined
            ? []
            : [`Used of the error budget: ${percent(1 - errorBudgetLeft)}.`]),
          ...(burnRate === undefined ? [] : [`Burn rate lately: ${rounded(burnRate)}.`]),
          `Goodput: ${rounded(goodPerSecond ?? 0)} per second.`,
        ].join(' '),
        evidence: {
          statistic: `share within bounds (${bounds})`,
          value: goodRatio,
          unit: 'ratio',
          threshold: targetRatio,
          side: 'below',
          count,
        },
      },
    ];
  });
}
