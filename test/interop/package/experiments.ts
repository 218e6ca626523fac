// Every export of `inferometer/experiments`, called as a program would.
import { createTelemetry } from 'inferometer';
import * as experiments from 'inferometer/experiments';
import { Histogram } from 'inferometer/histogram';

const answer = (body: object) => async () => Response.json(body);
const runs: experiments.RunRecord[] = [
  {
    runId: 'a',
    name: 'a',
    status: 'finished',
    startedAtUnixMs: 1,
    endedAtUnixMs: 2,
    parameters: { lr: '0.1' },
    tags: {},
    metrics: { loss: { last: 1 } },
  },
];

function held(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function trained(): experiments.RunLogger & experiments.RunReader {
  return experiments.createTelemetryRunLogger(createTelemetry(), { modelId: 'glyphs' });
}

export const calls = {
  createMlflowRunLogger: async () => {
    const options: experiments.MlflowOptions = { url: 'http://localhost', fetch: answer({}) };
    const logger: experiments.MlflowRunLogger = experiments.createMlflowRunLogger(options);
    const error = await logger.findRuns().catch((reason: unknown) => reason);
    held(error instanceof experiments.InferometerError, 'what is no MLflow server is refused');
  },
  InferometerError: () => {
    held(new experiments.InferometerError('A', 'b') instanceof Error, 'it is an error');
  },
  createTensorBoardRunLogger: async () => {
    const files = new experiments.MemoryEventFiles();
    const options: experiments.TensorBoardOptions = { directory: 'runs', files };
    const run: experiments.LoggedRun = experiments.createTensorBoardRunLogger(options).startRun();
    const values = new Histogram();
    values.record(1);
    run.logHistogram('norm', values.snapshot(), { step: 1 });
    values.dispose();
    const delivery: experiments.RunDelivery = await run.end();
    held(delivery.delivered === 1 && files.contents().size === 1, 'there is one file');
  },
  MemoryEventFiles: async () => {
    const files: experiments.EventFiles & { contents(): Map<string, Uint8Array> } =
      new experiments.MemoryEventFiles();
    await files.append('a', new Uint8Array(3));
    held(files.contents().get('a')?.length === 3, 'what was appended is there');
  },
  createTrackioRunLogger: async () => {
    const options: experiments.TrackioOptions = {
      url: 'http://localhost',
      project: 'glyphs',
      fetch: answer({ data: null }),
    };
    const run = experiments.createTrackioRunLogger(options).startRun({ parameters: { lr: 0.1 } });
    run.log({ loss: 1 });
    held((await run.end()).delivered === 2, 'all is delivered');
  },
  createTelemetryRunLogger: async () => {
    const logger = experiments.createTelemetryRunLogger(createTelemetry(), { modelId: 'glyphs' });
    await logger.startRun({ runId: 'one' }).end();
    held((await logger.findRuns())[0]?.runId === 'one', 'the run is there');
  },
  combineRunLoggers: async () => {
    const run = experiments.combineRunLoggers(trained(), trained()).startRun();
    run.log({ loss: 1 });
    held((await run.end()).delivered === 2, 'each has it');
  },
  createPerformanceTracker: async () => {
    const tracker: experiments.PerformanceTracker = experiments.createPerformanceTracker(trained());
    tracker.logExperiment('7', { accuracy: 0.9 });
    const { tasks }: experiments.TaskComparison = await tracker.compareTasks(['7']);
    held(tasks[0]?.runs.length === 1, 'the task has a run');
  },
  compareRuns: () => {
    const { metrics }: experiments.RunComparison = experiments.compareRuns(runs);
    held(metrics[0]?.best === 0, 'one run is the best');
  },
  recordsOf: () => {
    held(experiments.recordsOf(createTelemetry().snapshot()).length === 0, 'nothing was recorded');
  },
} satisfies Record<keyof typeof experiments, () => unknown>;

/** Types that the calls above have no use for: that they can be named is what is held. */
export type Named = [
  experiments.Better,
  experiments.BucketSnapshot,
  experiments.CompareOptions,
  experiments.ComparedMetric,
  experiments.ComparedParameter,
  experiments.ComparedRun,
  experiments.CurveSnapshot,
  experiments.DeliveryOptions,
  experiments.HistoryPoint,
  experiments.Logger,
  experiments.LogPosition,
  experiments.RecordedRun,
  experiments.RecordedRuns,
  experiments.RunMetric,
  experiments.RunParameters,
  experiments.RunQuery,
  experiments.RunSnapshot,
  experiments.RunStart,
  experiments.RunStatus,
  experiments.RunTags,
  experiments.RunTelemetry,
  experiments.ServerOptions,
  experiments.Statistics,
  experiments.TelemetryRunsOptions,
  experiments.TrainingRun,
  experiments.TrainingRunOptions,
];
