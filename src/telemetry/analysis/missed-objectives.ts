/** Promises about operations that were not kept. */
import type { Evidenced, Found } from '../context/finding.ts';
import { boundsOf } from '../context/objectives.ts';
import { objectiveResult } from './objective-result.ts';

export function missedObjectives({ snapshot, objectives }: Evidenced): Found[] {
  const seconds = (snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000;
  return objectives.flatMap((objective): Found[] => {
    const { goodRatio, goodPerSecond, count } = objectiveResult(objective, snapshot.metrics, seconds);
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
        message: `Keep the objective of ${subject}: success within bounds (${bounds})`,
        details: `The error budget of the whole time is spent: the goodput was ${goodput(goodPerSecond)}. Consider fewer risks, or another objective.`,
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

function goodput(perSecond = 0): string {
  return `${Number(perSecond.toPrecision(3))} per second`;
}
