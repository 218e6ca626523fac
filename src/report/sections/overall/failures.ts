/** Operations and their phases that did not end well, by the class of what was thrown. */

import { histogramsOf, valueStatistics } from '../../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../../document/document.ts';
import type { ReportContext, SectionMaker } from '../context.ts';

const FIGURES = ['Count', 'Mean time to it', 'Max'].map(right);

/** Ends without anything thrown. What was thrown by giving up has its class, and is no error either. */
const NO_ERRORS = ['aborted', 'unknown'];

export const failures: SectionMaker = (context) => {
  const blocks = [...operationTable(context), ...phaseTable(context)];
  return blocks.length === 0 ? undefined : { id: 'failures', heading: 'Failures', blocks };
};

function operationTable({ failures: all }: ReportContext): Block[] {
  if (all.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: [left('Operation'), left('Model'), left('Error'), ...FIGURES],
      rows: all.map(({ operationType, modelId, errorType, isError, count, seconds }) => [
        operationType,
        modelId,
        isError || NO_ERRORS.includes(errorType) ? errorType : `${errorType}, aborted`,
        measurement(count, 'count'),
        measurement(seconds.mean, 'seconds'),
        measurement(seconds.max, 'seconds'),
      ]),
    },
  ];
}

function phaseTable({ snapshot }: ReportContext): Block[] {
  const rows = histogramsOf(snapshot, 'operation_phase_failure_seconds').flatMap((one) => {
    const seconds = valueStatistics([one]);
    if (seconds === undefined) return [];
    const { operation_type = '', phase = '', subject = '', status = '' } = one.labels;
    return [
      [
        `${operation_type}/${phase}`,
        subject,
        status,
        measurement(seconds.count, 'count'),
        measurement(seconds.mean, 'seconds'),
        measurement(seconds.max, 'seconds'),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const columns = [left('Phase'), left('Subject'), left('Ended'), ...FIGURES];
  return [{ kind: 'table', caption: 'Phases', columns, rows }];
}
