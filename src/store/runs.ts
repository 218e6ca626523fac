/** Runs of training that a store holds, each once, whoever recorded how much of it. */
import { type CurveSnapshot, mergeCurves, mergeRuns, type RunSnapshot } from '../telemetry/index.ts';
import { requireKnownKeys, requireObject } from '../validate.ts';
import type { StoreView } from './model.ts';

export interface RunsFilter {
  readonly modelId?: string;
  readonly runId?: string;
  /** Who recorded it: one member of the store. */
  readonly member?: string;
}

export interface RunsAnswer {
  /** In the order in which they were continued last. */
  readonly runs: readonly RunSnapshot[];
  readonly curves: readonly CurveSnapshot[];
}

interface Recorded {
  readonly run: RunSnapshot;
  readonly curves: readonly CurveSnapshot[];
}

/** @param open what they are read from, and released after. @throws TELEMETRY_ARGUMENT_KIND, STORE_UNKNOWN_OPTION */
export async function readRuns(open: () => Promise<StoreView>, filter: RunsFilter): Promise<RunsAnswer> {
  requireObject('filter', filter);
  requireKnownKeys('STORE_UNKNOWN_OPTION', 'filter', filter, ['modelId', 'runId', 'member']);
  const view = await open();
  try {
    return await runsOf(view, filter);
  } finally {
    view.release();
  }
}

/** Of an instance that recorded a run several times the last; what several instances recorded of a run is one. */
async function runsOf(view: StoreView, filter: RunsFilter): Promise<RunsAnswer> {
  const recorded = new Map<string, Recorded>();
  const isWanted = (of: { readonly modelId: string; readonly runId: string }) =>
    of.modelId === (filter.modelId ?? of.modelId) && of.runId === (filter.runId ?? of.runId);
  for await (const { member, instance, runs, curves } of view.runs()) {
    if (member !== (filter.member ?? member)) continue;
    for (const run of runs.filter(isWanted)) {
      const { modelId, runId } = run;
      const own = curves.filter((curve) => curve.modelId === modelId && curve.runId === runId);
      const key = JSON.stringify([member, instance, modelId, runId]);
      // What is recorded last is merged last.
      recorded.delete(key);
      recorded.set(key, { run, curves: own });
    }
  }
  const all = [...recorded.values()];
  return {
    runs: mergeRuns(all.map(({ run }) => run)),
    curves: mergeCurves(all.flatMap(({ curves }) => curves)),
  };
}
