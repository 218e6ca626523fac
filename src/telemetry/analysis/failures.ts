/** Operations that fail more often than they should. */
import { mapping, type Slices } from '../../metrics/inner.ts';
import type { Evidenced, Found } from '../context/finding.ts';
import { failing } from '../query/comparisons.ts';
import { type FailureMetrics, failureMetrics } from '../query/failures.ts';
import { outcomesByDataset, outcomesByModel, outcomesOf } from '../query/snapshot-reader.ts';

/** Of the categories whose ends are counted by outcome. */
export function* failures({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const models = (['model', 'inference', 'training'] as const).flatMap((category) =>
    [...outcomesByModel(snapshot, category)].map(([modelId, outcomes]) => ({
      outcomes,
      subject: ` of ${modelId}`,
      about: { modelId },
    })),
  );
  const datasets = [...outcomesByDataset(snapshot)].map(([datasetId, outcomes]) => ({
    outcomes,
    subject: ` of ${datasetId}`,
    about: { datasetId },
  }));
  const workers = { outcomes: outcomesOf(snapshot, 'distributed'), subject: '', about: {} };
  const classes = new Map<string, FailureMetrics[]>();
  for (const one of yield* failureMetrics(snapshot)) {
    const key = keyOf(one.operationType, one.modelId);
    classes.set(key, [...(classes.get(key) ?? []), one]);
  }
  const found = yield* mapping([...models, ...datasets, workers], ({ outcomes, subject, about }) =>
    Object.entries(outcomes).flatMap(([operationType, counts]): Found[] => {
      const measured = failing(thresholds.failureRatio, counts);
      if (measured === undefined) return [];
      const { modelId = '' }: { readonly modelId?: string } = about;
      const thrown = (classes.get(keyOf(operationType, modelId)) ?? [])
        .filter(({ isError }) => isError)
        .map(({ errorType, count }) => `${errorType} ${count}`);
      // Datasets and workers share their failures by class with others of the type.
      const whose = thrown.length > 0 && modelId === '' ? `, of all ${operationType}` : '';
      return [
        {
          type: 'reliability',
          target: 'operations',
          ...about,
          message: `${operationType}${subject} fails: ${counts.error} of ${counts.ok + counts.error}`,
          details: `By class of error${whose}: ${thrown.join(', ')}. Their spans hold the exceptions.`,
          ...measured,
        },
      ];
    }),
  );
  return found.flat();
}

function keyOf(operationType: string, modelId: string): string {
  return JSON.stringify([operationType, modelId]);
}
