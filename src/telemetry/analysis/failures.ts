/** Operations that fail more often than they should. */

import { above, type Found } from '../context/finding.ts';
import {
  type OutcomesByType,
  outcomesByDataset,
  outcomesByModel,
  outcomesOf,
} from '../query/snapshot-reader.ts';
import type { Evidenced } from './rule.ts';

export function failures({ snapshot, thresholds }: Evidenced): Found[] {
  const models = (['model', 'inference', 'training'] as const).flatMap((category) =>
    [...outcomesByModel(snapshot, category)].flatMap(([modelId, outcomes]) =>
      failing(outcomes).map((one) => ({ ...one, subject: modelId, about: { modelId } })),
    ),
  );
  const datasets = [...outcomesByDataset(snapshot)].flatMap(([datasetId, outcomes]) =>
    failing(outcomes).map((one) => ({ ...one, subject: datasetId, about: { datasetId } })),
  );
  const distributed = failing(outcomesOf(snapshot, 'distributed')).map((one) => ({
    ...one,
    subject: 'the workers',
    about: {},
  }));
  return [...models, ...datasets, ...distributed].flatMap(({ type, ratio, count, subject, about }) => {
    const measured = above(thresholds.failureRatio, 'error ratio', ratio, 'ratio', count);
    if (measured === undefined) return [];
    return [
      {
        type: 'reliability' as const,
        target: 'operations' as const,
        ...about,
        message: `Find out why ${type} fails on ${subject}`,
        details: 'The error that the caller was given says more; the time that failures took is kept apart.',
        ...measured,
      },
    ];
  });
}

/** Aborted operations are not held against anything: somebody wanted them to end. */
function failing(outcomes: OutcomesByType) {
  return Object.entries(outcomes).map(([type, { ok, error }]) => ({
    type,
    ratio: error / (ok + error),
    count: ok + error,
  }));
}
