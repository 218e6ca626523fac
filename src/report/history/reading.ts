/** What a history knows of a range of time, as a report is made of it. */
import { budgetOf, stepLength } from '../../chart/inner.ts';
import { runInPieces } from '../../metrics/inner.ts';
import {
  contextOf,
  type Reading,
  type ReadingOptions,
  type RecordedStep,
  reading,
  stepMetrics,
} from '../../telemetry/index.ts';
import type { ReportHistory, ReportRange } from './history.ts';

/** Gauges whose course is told beside what they are now. */
const COURSES = ['backend_health', 'queue_size'];

/** So many steps at most: to one of them it is told when something changed. */
const STEPS = 100;

/**
 * @param options what is left out is that of the telemetry whose history it is.
 * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_UNKNOWN_OPTION,
 * TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE, the signal's reason
 */
export async function readHistory(
  history: ReportHistory,
  range: AskedRange,
  options: ReadingOptions = {},
): Promise<Reading> {
  const snapshot = await history.snapshot(range);
  const own = history.telemetry && contextOf(history.telemetry);
  const judgedBy = {
    analysisPercentiles: options.analysisPercentiles ?? own?.analysisPercentiles,
    thresholds: options.thresholds ?? own?.thresholds,
    objectives: options.objectives ?? own?.objectives,
  };
  const read = await runInPieces(reading(snapshot, judgedBy), budgetOf(history), range.signal);
  return { ...read, intervals: await stepsIn(history, range, read.durationSeconds) };
}

/** Who recorded something in the range: processes, machines, pages. */
export async function membersIn(history: ReportHistory, range: AskedRange): Promise<readonly string[]> {
  const stretches = await history.query(range).stretches();
  return [...new Set(stretches.flatMap(({ member }) => member ?? []))].sort();
}

type AskedRange = ReportRange & { readonly signal?: AbortSignal };

/** The steps of the range, of what is looked at by step alone: everything would be a hundred snapshots. */
async function stepsIn(
  history: ReportHistory,
  range: AskedRange,
  durationSeconds: number,
): Promise<RecordedStep[]> {
  if (!(durationSeconds > 0)) return [];
  const steps: RecordedStep[] = [];
  const stepSeconds = stepLength(durationSeconds, 0, STEPS);
  const metric = [...stepMetrics(), ...COURSES];
  for await (const step of history.query({ ...range, metric, stepSeconds }).points()) {
    const { startedAtUnixMs, endedAtUnixMs, observedSeconds: durationSeconds, metrics } = step;
    steps.push({ startedAtUnixMs, endedAtUnixMs, durationSeconds, metrics });
  }
  return steps;
}
