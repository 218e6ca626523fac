/** What deserves attention in a range of time, and which chart shows it. */
import type { ChartId } from '../../api/index.ts';
import { runInPieces } from '../../metrics/inner.ts';
import { findingJson as findingFields, readHistory } from '../../report/inner.ts';
import type { TelemetryHistory } from '../../store/inner.ts';
import {
  analysing,
  type Category,
  contextOf,
  type Finding,
  type MetricsFilter,
  type TelemetryHandle,
  type Thresholds,
} from '../../telemetry/index.ts';
import type { Fields } from '../answers/fields.ts';
import { type AskedRange, unixSeconds } from '../questions/range.ts';

export interface FindingsQuestion {
  readonly range: AskedRange;
  readonly filter: MetricsFilter;
  readonly signal?: AbortSignal | undefined;
}

export async function findings(
  telemetry: TelemetryHandle,
  history: TelemetryHistory,
  question: FindingsQuestion,
): Promise<Fields<'getFindings'>> {
  const { found, startedAtUnixMs, endedAtUnixMs, thresholds } = await foundIn(telemetry, history, question);
  return {
    start_time: unixSeconds(question.range.startTime ?? startedAtUnixMs),
    end_time: unixSeconds(question.range.endTime ?? endedAtUnixMs),
    findings: found.map(findingJson),
    thresholds: thresholdsJson(thresholds),
  };
}

export interface FindingCounts {
  readonly high: number;
  readonly medium: number;
}

/** How many there are of each severity. */
export async function countFindings(
  telemetry: TelemetryHandle,
  history: TelemetryHistory,
  question: FindingsQuestion,
): Promise<FindingCounts> {
  const { found } = await foundIn(telemetry, history, question);
  const of = (wanted: Finding['severity']) => found.filter(({ severity }) => severity === wanted).length;
  return { high: of('high'), medium: of('medium') };
}

async function foundIn(telemetry: TelemetryHandle, history: TelemetryHistory, question: FindingsQuestion) {
  const { range, filter, signal } = question;
  const reading = await readHistory(history, { ...filter, ...range, ...(signal && { signal }) });
  const { startedAtUnixMs, takenAtUnixMs } = reading.snapshot;
  const found = await runInPieces(analysing(reading), contextOf(telemetry).budget, signal);
  return { found, thresholds: reading.thresholds, startedAtUnixMs, endedAtUnixMs: takenAtUnixMs };
}

/** With the chart that shows it. */
export function findingJson(finding: Finding) {
  return { ...findingFields(finding), chart: chartOf(finding) };
}

/** The chart of a kind of work that shows when it became slow. */
const CHARTS: Readonly<Record<Category, ChartId>> = {
  model: 'model-load-time',
  inference: 'latency-percentiles',
  stream: 'time-to-first-token',
  training: 'training-curves',
  dataset: 'dataset-time',
  distributed: 'coordination-time',
  storage: 'operation-latency',
  http: 'http-latency',
  drift: 'drift-score',
  continual: 'knowledge-retention',
};

const TARGETS: Readonly<Record<string, Category>> = {
  model_loading: 'model',
  data_pipeline: 'dataset',
  distributed_training: 'distributed',
};

function chartOf(finding: Finding) {
  const { modelId, datasetId, backend, route, taskId } = finding;
  const labels = {
    ...(datasetId !== undefined && { dataset_id: datasetId }),
    ...(route !== undefined && { http_route: route }),
    ...(taskId !== undefined && { task_id: taskId }),
  };
  const filter = {
    ...(modelId !== undefined && { model_id: modelId }),
    ...(backend !== undefined && { backend }),
    ...(Object.keys(labels).length > 0 && { labels }),
  };
  return { id: chartIdOf(finding), filter };
}

function chartIdOf({ type, target, datasetId, backend, route, affectedWorkers, evidence }: Finding): ChartId {
  if (type === 'objective') return 'objective-budget';
  if (affectedWorkers !== undefined)
    return evidence.unit === 'ratio' ? 'worker-utilization' : 'worker-balance';
  const subject =
    datasetId !== undefined
      ? 'dataset'
      : backend !== undefined
        ? 'storage'
        : route !== undefined
          ? 'http'
          : 'inference';
  const category = target === 'operations' ? subject : (TARGETS[target] ?? (target as Category));
  if (type !== 'reliability' || category === 'drift' || category === 'continual') return CHARTS[category];
  if (category === 'storage') return evidence.statistic.includes('health') ? 'backend-health' : 'error-rate';
  if (category === 'stream') return 'stream-endings';
  if (category === 'http') return 'http-requests';
  return category === 'training' ? 'training-curves' : 'failures';
}

/** Those that are never passed are left out. */
function thresholdsJson(thresholds: Thresholds) {
  const all = Object.entries(thresholds).map(([name, levels]) => [
    snakeCase(name),
    Object.fromEntries(Object.entries(levels).filter(([, level]) => Number.isFinite(level))),
  ]);
  return Object.fromEntries(all) as Readonly<Record<string, Readonly<Record<string, number>>>>;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
