/** Promises that were not kept, and those that will not be if it goes on like this. */
import type { Slices } from '../../../metrics/inner.ts';
import type { Evidenced, Found } from '../../context/finding.ts';
import { boundsOf, DRIFT_CHECK, type Objective } from '../../context/objectives.ts';
import { percent, rounded } from '../../query/comparisons.ts';
import { BURN_WINDOWS, type BurnRule } from './burn.ts';
import { type BurnRates, burnRatesOf } from './burn-rates.ts';
import { type ObjectiveResult, objectiveResults } from './objective-result.ts';

export function* missedObjectives(evidenced: Evidenced): Slices<Found[]> {
  const results = yield* objectiveResults(evidenced);
  return results.flatMap((result): Found[] => {
    const burn = burnRatesOf(evidenced.snapshot, result.name);
    const { objective, goodRatio } = result;
    if (burn.alert !== undefined) return [burning(result, burn, burn.alert)];
    return goodRatio === undefined || goodRatio >= objective.targetRatio ? [] : [missed(result, burn)];
  });
}

function missed(result: ObjectiveResult, burn: BurnRates): Found {
  const { objective, good, count } = result;
  const goodRatio = result.goodRatio as number;
  const { targetRatio } = objective;
  const kept = promiseOf(objective);
  return {
    ...aboutOf(objective),
    // Twice the failures that were allowed are not bad luck any more.
    severity: 1 - goodRatio > 2 * (1 - targetRatio) ? 'high' : 'medium',
    message: `${subjectOf(objective)} misses its objective, ${kept}: ${good} of ${count} kept it`,
    details: detailsOf(result, burn),
    evidence: {
      statistic: `share of ${kept}`,
      value: goodRatio,
      unit: 'ratio',
      threshold: targetRatio,
      side: 'below',
      count,
    },
  };
}

function burning(result: ObjectiveResult, burn: BurnRates, rule: BurnRule): Found {
  const { objective, good, count } = result;
  const { window, shortWindow, burnRate, severity } = rule;
  const rate = burn.byWindow.get(window) ?? burnRate;
  return {
    ...aboutOf(objective),
    severity,
    message: `${subjectOf(objective)} uses up its error budget, ${promiseOf(objective)}: ${rounded(rate)} times too fast for ${window}, ${rounded(burn.byWindow.get(shortWindow) ?? 0)} times for ${shortWindow}`,
    details: `Since the beginning ${good} of ${count} kept it. ${detailsOf(result, burn)}`,
    evidence: {
      statistic: `burn rate over ${window}`,
      value: rate,
      unit: '1',
      threshold: burnRate,
      side: 'above',
      count,
      windowSeconds: BURN_WINDOWS[window],
    },
  };
}

function aboutOf({ operationType, modelId, taskId }: Objective) {
  return {
    type: 'objective',
    target: operationType === DRIFT_CHECK ? 'drift' : 'operations',
    ...(modelId !== undefined && { modelId }),
    ...(taskId !== undefined && { taskId }),
  } as const;
}

function subjectOf({ name, operationType, modelId, taskId }: Objective): string {
  const about = modelId ?? taskId;
  const what = about === undefined ? operationType : `${operationType} of ${about}`;
  return name === undefined ? what : `${name} (${what})`;
}

/** What is good. */
function promiseOf(objective: Objective): string {
  if (objective.operationType === DRIFT_CHECK) return 'no drift';
  const bounds = boundsOf(objective);
  return bounds === '' ? 'success' : `success within bounds (${bounds})`;
}

function detailsOf({ errorBudgetLeft, burnRate, goodPerSecond }: ObjectiveResult, burn: BurnRates): string {
  const { budgetRemaining } = burn;
  return [
    ...(errorBudgetLeft === undefined ? [] : [`Used of the error budget: ${percent(1 - errorBudgetLeft)}.`]),
    ...(budgetRemaining === undefined ? [] : [`Left of that of 30 days: ${percent(budgetRemaining)}.`]),
    ...(burnRate === undefined ? [] : [`Burn rate lately: ${rounded(burnRate)}.`]),
    `Goodput: ${rounded(goodPerSecond ?? 0)} per second.`,
  ].join(' ');
}
