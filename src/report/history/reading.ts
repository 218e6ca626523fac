/** What a history knows of a range of time, as a report is made of it. */
import {
  contextOf,
  type Reading,
  type ReadingOptions,
  type RecordedStep,
  readingOf,
} from '../../telemetry/index.ts';
import type { ReportHistory, ReportRange } from './history.ts';

/** Points of a course. */
const STEPS = 100;

/** Gauges whose course is told beside what they are now. */
const COURSES = ['backend_health', 'queue_size'];

/**
 * @param options what is left out is that of the telemetry whose history it is.
 * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, TELEMETRY_UNKNOWN_OPTION,
 * TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE, the signal's reason
 */
export async function readHistory(
  history: ReportHistory,
  range: ReportRange & { readonly signal?: AbortSignal },
  options: ReadingOptions,
): Promise<{ readonly reading: Reading; readonly members: readonly string[] }> {
  const snapshot = await history.snapshot(range);
  const own = history.telemetry && contextOf(history.telemetry);
  const reading = readingOf(snapshot, {
    analysisPercentiles: options.analysisPercentiles ?? own?.analysisPercentiles,
    thresholds: options.thresholds ?? own?.thresholds,
    objectives: options.objectives ?? own?.objectives,
  });
  const stretches = await history.query(range).stretches();
  return {
    reading: { ...reading, intervals: await coursesIn(history, range, reading.durationSeconds) },
    members: [...new Set(stretches.flatMap(({ member }) => member ?? []))].sort(),
  };
}

/** The steps of the range, with those gauges alone: everything, step by step, would be a hundred snapshots. */
async function coursesIn(
  history: ReportHistory,
  range: ReportRange & { readonly signal?: AbortSignal },
  durationSeconds: number,
): Promise<RecordedStep[]> {
  if (!(durationSeconds > 0)) return [];
  const steps: RecordedStep[] = [];
  const stepSeconds = Math.max(1, Math.ceil(durationSeconds / STEPS));
  for await (const step of history.query({ ...range, metric: COURSES, stepSeconds }).points()) {
    const { endedAtUnixMs, observedSeconds: durationSeconds, metrics } = step;
    steps.push({ endedAtUnixMs, durationSeconds, metrics });
  }
  return steps;
}
