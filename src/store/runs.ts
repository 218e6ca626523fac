/** Runs of training that a store holds, each once, whoever recorded how much of it. */
import { type CurveSnapshot, mergeRuns, type RunSnapshot } from '../telemetry/index.ts';
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

/** Which of them are wanted, by their ids and by the member that recorded them. */
type IsWanted = (of: { readonly modelId: string; readonly runId: string }, member: string) => boolean;

/** @param open what they are read from, and released after. @throws TELEMETRY_ARGUMENT_KIND, STORE_UNKNOWN_OPTION */
export async function readRuns(open: () => Promise<StoreView>, filter: RunsFilter): Promise<RunsAnswer> {
  requireObject('filter', filter);
  requireKnownKeys('STORE_UNKNOWN_OPTION', 'filter', filter, ['modelId', 'runId', 'member']);
  const isWanted: IsWanted = ({ modelId, runId }, by) =>
    modelId === (filter.modelId ?? modelId) &&
    runId === (filter.runId ?? runId) &&
    by === (filter.member ?? by);
  const view = await open();
  try {
    return await runsOf(view, isWanted);
  } finally {
    view.release();
  }
}

/**
 * Of an instance that recorded a run several times the last; what several instances recorded of a run is one.
 *
 * @throws the reason of the signal
 */
export async function runsOf(view: StoreView, isWanted: IsWanted, signal?: AbortSignal): Promise<RunsAnswer> {
  const recorded = new Map<string, Recorded>();
  for await (const { member, instance, runs, curves } of view.runs()) {
    signal?.throwIfAborted();
    for (const run of runs) {
      if (!isWanted(run, member)) continue;
      const { modelId, runId } = run;
      const own = curves.filter((curve) => curve.modelId === modelId && curve.runId === runId);
      const key = JSON.stringify([member, instance, modelId, runId]);
      // What is recorded last is merged last.
      recorded.delete(key);
      recorded.set(key, { run, curves: own });
    }
  }
  const all = [...recorded.values()];
  return mergeRuns(
    all.map(({ run }) => run),
    all.flatMap(({ curves }) => curves),
  );
}
