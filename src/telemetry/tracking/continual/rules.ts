/** What is judged of continual learning: tasks that were forgotten, and how much is known of all of them. */
import { type AnalysisRule, above, type Evidenced, type Found } from '../../context/finding.ts';
import { rounded } from '../../query/comparisons.ts';
import { continualMetrics } from './summary.ts';

export const CONTINUAL_RULES: readonly AnalysisRule[] = [forgottenTasks, lowRetention];

function forgottenTasks({ snapshot, thresholds }: Evidenced): Found[] {
  return continualMetrics(snapshot, []).retention.flatMap((task): Found[] => {
    const { taskId, score, peakScore, forgetting, curve } = task;
    const count = curve?.count ?? 2;
    const measured = above(thresholds.forgetting, 'fall of the retention score', forgetting, '1', count);
    if (measured === undefined) return [];
    return [
      {
        type: 'regression',
        target: 'continual',
        taskId,
        message: `The model forgets ${taskId}: its retention fell from ${rounded(peakScore)} to ${rounded(score)}`,
        details: 'Look at rehearsing examples of it, or at a penalty on changing the weights that it needs.',
        ...measured,
      },
    ];
  });
}

/** Over all tasks, as the alert of the source document has it, which calls it critical. */
function lowRetention({ snapshot, thresholds }: Evidenced): Found[] {
  const { low } = thresholds.knowledgeRetention;
  const { meanRetention, retention } = continualMetrics(snapshot, []);
  if (meanRetention === undefined || meanRetention >= low) return [];
  const worst = retention.reduce((least, one) => (one.score < least.score ? one : least));
  return [
    {
      type: 'reliability',
      target: 'continual',
      severity: 'high',
      message: `Of all tasks together the model retains ${rounded(meanRetention)}`,
      details: `The one it does worst is ${worst.taskId}, at ${rounded(worst.score)}.`,
      evidence: {
        statistic: 'mean retention score',
        value: meanRetention,
        unit: '1',
        threshold: low,
        side: 'below',
        count: retention.length,
      },
    },
  ];
}
