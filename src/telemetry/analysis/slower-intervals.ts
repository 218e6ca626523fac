/** What became slower: the last interval against those before. */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import { type Labels, ownLabelsOf } from '../../metrics/inner.ts';
import type { Evidenced, Found, RecordedStep } from '../context/finding.ts';
import { percentileOf, slower } from '../query/comparisons.ts';
import { durationType, textOf } from '../query/operation-type.ts';

/** The 95th percentile of the last interval by that of the intervals before it, for each series. */
export function slowerIntervals({ intervals, thresholds }: Evidenced): Found[] {
  const last = intervals.at(-1);
  if (last === undefined || intervals.length < 2) return [];
  const earlier = durationsBySeries(intervals.slice(0, -1));
  return [...durationsBySeries([last])].flatMap(
    ([key, { type, subject, batchSize, histograms }]): Found[] => {
      const now = percentileOf(histograms);
      const before = percentileOf(earlier.get(key)?.histograms ?? []);
      if (now === undefined || before === undefined) return [];
      const measured = slower(
        thresholds.slowdown,
        'p95 of the last interval',
        now.p95,
        before.p95,
        now.count,
      );
      if (measured === undefined) return [];
      const evidence = { ...measured.evidence, windowSeconds: last.durationSeconds };
      return [
        {
          type: 'regression',
          target: 'operations',
          ...subject,
          message: `${type}${nameOf(subject, batchSize)} became slower in the last interval`,
          details: `Compared with the ${intervals.length - 1} intervals before it, of the same labels.`,
          severity: measured.severity,
          evidence,
        },
      ];
    },
  );
}

interface Durations {
  readonly type: string;
  readonly subject: { readonly modelId?: string; readonly datasetId?: string };
  /** Only like sizes are compared. */
  readonly batchSize: string | undefined;
  readonly histograms: ExponentialSnapshot[];
}

function durationsBySeries(intervals: readonly RecordedStep[]): Map<string, Durations> {
  const all = new Map<string, Durations>();
  for (const { fullName, instrument, series } of intervals.flatMap(({ metrics }) => metrics)) {
    for (const one of series) {
      const type = durationType(instrument, one.labels);
      if (type === undefined || !('histogram' in one)) continue;
      const key = JSON.stringify([fullName, ownLabelsOf(instrument).map((label) => one.labels[label])]);
      const known = all.get(key) ?? {
        type,
        subject: subjectOf(one.labels),
        batchSize: textOf(one.labels.batch_size),
        histograms: [],
      };
      known.histograms.push(one.histogram);
      all.set(key, known);
    }
  }
  return all;
}

function subjectOf({ model_id, dataset_id }: Labels): Durations['subject'] {
  const [modelId, datasetId] = [textOf(model_id), textOf(dataset_id)];
  return { ...(modelId !== undefined && { modelId }), ...(datasetId !== undefined && { datasetId }) };
}

function nameOf({ modelId, datasetId }: Durations['subject'], batchSize: string | undefined): string {
  const subject = modelId ?? datasetId;
  const size = batchSize === undefined ? '' : `, batch size ${batchSize},`;
  return `${subject === undefined ? '' : ` of ${subject}`}${size}`;
}
