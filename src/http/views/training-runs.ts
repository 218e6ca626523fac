/** Runs of training, with the last value of every curve. */
import type { TelemetryHistory } from '../../store/inner.ts';
import { type CurveSnapshot, type RunSnapshot, unixRange } from '../../telemetry/index.ts';
import type { Fields } from '../answers/fields.ts';
import { type AskedRange, unixSeconds } from '../questions/range.ts';

export interface RunsQuestion {
  readonly range: AskedRange;
  readonly modelId?: string | undefined;
  /** All if left out. */
  readonly runIds?: readonly string[] | undefined;
  readonly members?: readonly string[] | undefined;
}

/** Those that were continued last come first. */
export async function trainingRuns(
  history: TelemetryHistory,
  question: RunsQuestion,
): Promise<Fields<'listRuns'>> {
  const { range, modelId, runIds, members = [undefined] } = question;
  const { startUnixMs, endUnixMs } = unixRange(range);
  const asked = members.map((member) =>
    history.runs({ ...(modelId !== undefined && { modelId }), ...(member !== undefined && { member }) }),
  );
  const answers = await Promise.all(asked);
  const runs = answers.flatMap((answer) =>
    answer.runs
      .filter(({ runId }) => runIds?.includes(runId) ?? true)
      .filter((run) => run.startedAtUnixMs < endUnixMs && lastUnixMs(run) >= startUnixMs)
      .map((run) => runJson(run, answer.curves)),
  );
  return { runs: runs.sort((a, b) => b.continued_at - a.continued_at) };
}

/** What goes on goes on until now. */
function lastUnixMs({ endedAtUnixMs = Infinity }: RunSnapshot): number {
  return endedAtUnixMs;
}

function runJson(run: RunSnapshot, curves: readonly CurveSnapshot[]) {
  const { modelId, runId, parameters, firstEpoch, lastEpoch, optimizerSteps } = run;
  const own = curves.filter((curve) => curve.modelId === modelId && curve.runId === runId);
  return {
    model_id: modelId,
    run_id: runId,
    started_at: run.startedAtUnixMs / 1000,
    continued_at: run.continuedAtUnixMs / 1000,
    ended_at: unixSeconds(run.endedAtUnixMs),
    parameters,
    first_epoch: firstEpoch ?? null,
    last_epoch: lastEpoch ?? null,
    optimizer_steps: optimizerSteps,
    last: Object.fromEntries(own.map(({ metric, values }) => [metric, values.at(-1) ?? null])),
  };
}
