/** Runs that a telemetry or a store has recorded, in the form that all places answer with. */
import type { CurveSnapshot, RunSnapshot } from '../../telemetry/index.ts';
import { textOf } from '../checks.ts';
import type { RunMetric, RunQuery, RunRecord, RunStatus } from '../model.ts';

/** Names of parameters that stand for what a recorded run has no field for. */
export const RESERVED = { name: 'run_name', status: 'run_status', tag: 'tag.' } as const;

export type RecordedRun = Pick<RunSnapshot, 'modelId' | 'runId' | 'startedAtUnixMs' | 'parameters'> & {
  readonly endedAtUnixMs?: number | undefined;
};

/** What `telemetry.snapshot()` and `store.runs()` answer, as far as it is needed here. */
export interface RecordedRuns {
  /** The oldest first. */
  readonly runs: readonly RecordedRun[];
  readonly curves: readonly CurveSnapshot[];
}

/**
 * Recorded runs as every place of runs answers with them, the latest first.
 *
 * @example
 * const comparison = compareRuns(recordsOf(await store.runs({ modelId: 'glyphs' })));
 */
export function recordsOf({ runs, curves }: RecordedRuns): RunRecord[] {
  const byRun = new Map<string, CurveSnapshot[]>();
  for (const curve of curves) byRun.set(keyOf(curve), [...(byRun.get(keyOf(curve)) ?? []), curve]);
  return runs.map((run) => recordOf(run, byRun.get(keyOf(run)) ?? [])).reverse();
}

/** Those that a query asks for. */
export function matchingRecords(
  records: readonly RunRecord[],
  { parameters = {}, runId, limit = 1000 }: RunQuery,
): RunRecord[] {
  const matches = (record: RunRecord) =>
    record.runId === (runId ?? record.runId) &&
    Object.entries(parameters).every(([name, value]) => record.parameters[name] === value);
  return records.filter(matches).slice(0, limit);
}

function recordOf(run: RecordedRun, curves: readonly CurveSnapshot[]): RunRecord {
  const texts = Object.entries(run.parameters).map(([name, value]) => [name, textOf(value)] as const);
  const { [RESERVED.name]: name, [RESERVED.status]: status } = Object.fromEntries(texts);
  const isTag = (name: string) => name.startsWith(RESERVED.tag);
  const own = texts.filter(([name]) => name !== RESERVED.name && name !== RESERVED.status && !isTag(name));
  const tags = texts.filter(([name]) => isTag(name));
  return {
    runId: run.runId,
    name: name ?? run.runId,
    status: run.endedAtUnixMs === undefined ? 'running' : ((status as RunStatus | undefined) ?? 'finished'),
    startedAtUnixMs: run.startedAtUnixMs,
    endedAtUnixMs: run.endedAtUnixMs,
    parameters: Object.fromEntries(own),
    tags: Object.fromEntries(tags.map(([name, value]) => [name.slice(RESERVED.tag.length), value])),
    metrics: Object.fromEntries(
      curves.filter(({ values }) => values.length > 0).map((curve) => [curve.metric, metricOf(curve)]),
    ),
  };
}

function metricOf({ values, min, max, count }: CurveSnapshot): RunMetric {
  return { last: values.at(-1) as number, min, max, count };
}

function keyOf({ modelId, runId }: { readonly modelId: string; readonly runId: string }): string {
  return JSON.stringify([modelId, runId]);
}
