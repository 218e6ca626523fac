/** Operations that fail more often than they should. */
import type { Evidenced, Found } from '../context/finding.ts';
import { failing } from '../query/comparisons.ts';
import { outcomesByDataset, outcomesByModel, outcomesOf } from '../query/snapshot-reader.ts';

/** Of the categories whose ends are counted by outcome. */
export function failures({ snapshot, thresholds }: Evidenced): Found[] {
  const models = (['model', 'inference', 'training'] as const).flatMap((category) =>
    [...outcomesByModel(snapshot, category)].map(([modelId, outcomes]) => ({
      outcomes,
      subject: modelId,
      about: { modelId },
    })),
  );
  const datasets = [...outcomesByDataset(snapshot)].map(([datasetId, outcomes]) => ({
    outcomes,
    subject: datasetId,
    about: { datasetId },
  }));
  const workers = { outcomes: outcomesOf(snapshot, 'distributed'), subject: 'the workers', about: {} };
  return [...models, ...datasets, workers].flatMap(({ outcomes, subject, about }) =>
    Object.entries(outcomes).flatMap(([operationType, counts]): Found[] => {
      const measured = failing(thresholds.failureRatio, counts);
      if (measured === undefined) return [];
      return [
        {
          type: 'reliability',
          target: 'operations',
          ...about,
          message: `Find out why ${operationType} fails on ${subject}`,
          details:
            'The error that the caller was given says more; the time that failures took is kept apart.',
          ...measured,
        },
      ];
    }),
  );
}
