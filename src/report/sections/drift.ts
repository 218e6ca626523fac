/** Tasks whose data were compared with a reference, and what was found. */
import type { DriftMetrics } from '../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../document/document.ts';
import type { ReportPart } from './context.ts';
import { byId } from './json.ts';

export const DRIFT_PART = {
  name: 'drift',
  sections(tasks) {
    if (tasks.length === 0) return [];
    const blocks: Block[] = [
      {
        kind: 'table',
        columns: [
          left('Task'),
          left('Now'),
          ...['Score', 'Threshold', 'P-value', 'Comparisons', 'Drifted'].map(right),
        ],
        rows: tasks.map(({ taskId, drifted, score, threshold, pValue, checks }) => [
          taskId,
          score === undefined ? 'unknown' : drifted ? 'drifted' : 'stable',
          measurement(score, 'number'),
          measurement(threshold, 'number'),
          measurement(pValue, 'number'),
          measurement(checks.drifted + checks.stable + checks.unknown, 'count'),
          measurement(checks.drifted, 'count'),
        ]),
      },
      ...featureTable(tasks),
    ];
    return [{ id: 'drift', heading: 'Data Drift', blocks }];
  },
  json: (tasks) =>
    byId(tasks, 'taskId', ({ drifted, score, threshold, pValue, featureScores, checks }) => ({
      drifted,
      score: score ?? null,
      threshold: threshold ?? null,
      p_value: pValue ?? null,
      feature_scores: featureScores,
      checks,
    })),
} as const satisfies ReportPart<'drift', readonly DriftMetrics[]>;

function featureTable(tasks: readonly DriftMetrics[]): Block[] {
  const rows = tasks.flatMap(({ taskId, featureScores }) =>
    Object.entries(featureScores).map(([feature, score]) => [taskId, feature, measurement(score, 'number')]),
  );
  if (rows.length === 0) return [];
  return [
    { kind: 'table', caption: 'Features', columns: [left('Task'), left('Feature'), right('Score')], rows },
  ];
}
