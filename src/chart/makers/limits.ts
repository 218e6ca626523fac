/** What a picture is judged by: thresholds of findings and objectives, as lines at their values. */
import { type Objective, OPERATION_TYPES, type Thresholds } from '../../telemetry/index.ts';
import type { Chart, Limit, NumberAxis } from '../model.ts';
import type { ChartQuery } from '../query.ts';
import { figure } from './about.ts';

export interface Judged {
  /** The threshold that findings compare with. */
  readonly by: keyof Thresholds;
  /** What of the values: `p95`. Left out where there is but one thing to compare. */
  readonly statistic?: string;
  /** Which bound of objectives is one of these values. */
  readonly promised?: 'withinSeconds' | 'firstTokenWithinSeconds';
}

/** Further off the values than this, a limit would squeeze them together. */
const NEAR = { log: 2.5, linear: 1.5 } as const;

type Limited = Extract<Chart, { readonly y: NumberAxis }>;

/** The chart with a line for each threshold and objective that lies within what it shows, or near it. */
export function withLimits(chart: Chart, judged: Judged | undefined, query: ChartQuery): Chart {
  if (judged === undefined || chart.isEmpty || !isLimited(chart)) return chart;
  const limits = [...thresholdsOf(chart, judged, query), ...objectivesOf(judged, query)].filter(
    isNear(chart),
  );
  if (limits.length === 0) return chart;
  return {
    ...chart,
    limits,
    description: `${chart.description} Marked: ${limits.map(({ label }) => label).join('; ')}.`,
  };
}

function isLimited(chart: Chart): chart is Limited {
  return 'y' in chart;
}

function thresholdsOf({ y: { unit } }: Limited, { by, statistic }: Judged, query: ChartQuery): Limit[] {
  const { medium, high, low } = (query.thresholds?.[by] ?? {}) as Readonly<Partial<Record<string, number>>>;
  const limit = (severity: 'medium' | 'high', side: string, value: number | undefined): Limit[] =>
    value === undefined || !Number.isFinite(value)
      ? []
      : [
          {
            label: [`${severity}:`, statistic, side, figure(value, unit)].filter(Boolean).join(' '),
            value,
            severity,
          },
        ];
  return [...limit('medium', '>', medium), ...limit('high', '>', high), ...limit('medium', '<', low)];
}

/** Those about all that is shown: of one model only where that is the one. */
function objectivesOf({ by, promised }: Judged, { objectives = [], ...query }: ChartQuery): Limit[] {
  if (promised === undefined) return [];
  return objectives.flatMap((objective): Limit[] => {
    const value = objective[promised];
    if (value === undefined || !isAbout(objective, query, by !== 'storageSeconds')) return [];
    const label = `objective: ${figure(objective.targetRatio, 'ratio')} within ${figure(value, 'seconds')}`;
    return [{ label, value }];
  });
}

function isAbout({ operationType, modelId }: Objective, query: ChartQuery, isOfInference: boolean): boolean {
  if (modelId !== undefined && modelId !== query.modelId) return false;
  if (query.operationType !== undefined) return operationType === query.operationType;
  // Of storage each operation has a promise of its own, which is none of all together.
  return isOfInference && (OPERATION_TYPES.inference as readonly string[]).includes(operationType);
}

function isNear(chart: Limited): (limit: Limit) => boolean {
  const { scale } = chart.y;
  const [low, high] = extentOf(chart);
  const far = NEAR[scale];
  return ({ value }) => value <= high * far && (scale === 'linear' || value >= low / far);
}

function extentOf(chart: Limited): [low: number, high: number] {
  const lines = 'lines' in chart ? chart.lines : chart.bars;
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of lines) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}
