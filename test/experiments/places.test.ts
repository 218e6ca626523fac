// One run in every place at once, in every runtime; and what is compared of runs.
import { createTelemetry, getTrainingMetrics } from 'inferometer';
import {
  combineRunLoggers,
  compareRuns,
  createPerformanceTracker,
  createTelemetryRunLogger,
  createTensorBoardRunLogger,
  MemoryEventFiles,
  type RunLogger,
  type RunRecord,
  recordsOf,
} from 'inferometer/experiments';
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const QUICK = {
  flushSeconds: 60,
  minBackoffSeconds: 0.001,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
};

test('a telemetry has a run at once, with its curves, its name, its tags and how it ended', async () => {
  using telemetry = createTelemetry();
  const logger = createTelemetryRunLogger(telemetry, { modelId: 'glyphs' });
  const run = logger.startRun({
    name: 'mine',
    parameters: { lr: 0.5, layers: [4, 2] },
    tags: { stage: 'a' },
  });
  run.log({ loss: 2 }, { step: 0 });
  run.log({ loss: 1, accuracy: 0.5 }, { step: 1 });
  run.log({ loss: null }, { step: 2 });
  const [recorded] = getTrainingMetrics(telemetry, 'glyphs')?.runs ?? [];
  assert.equal(recorded?.curves.loss?.values, [2, 1]);
  assert.is(recorded?.curves.loss?.rejected, 1);
  run.setTags({ stage: 'b' });
  await run.end('failed');
  const [found, ...others] = await logger.findRuns({ parameters: { lr: '0.5' } });
  assert.equal(others, []);
  assert.equal([found?.name, found?.status, found?.tags], ['mine', 'failed', { stage: 'b' }]);
  assert.equal(found?.parameters, { lr: '0.5', layers: '[4,2]' });
  assert.equal(found?.metrics.loss, { last: 1, min: 1, max: 2, count: 2 });
  assert.equal(await logger.findRuns({ parameters: { lr: '1' } }), []);
  assert.equal(recordsOf(telemetry.snapshot())[0], found);
});

test('several places have the same run, and one that fails holds up none', async () => {
  using telemetry = createTelemetry();
  const files = new MemoryEventFiles();
  const broken: RunLogger = createTensorBoardRunLogger({
    ...QUICK,
    directory: 'runs',
    endTimeoutSeconds: 0.05,
    files: { append: () => Promise.reject(new Error('the disk is full')) },
  });
  const logger = combineRunLoggers(
    createTelemetryRunLogger(telemetry, { modelId: 'glyphs' }),
    broken,
    createTensorBoardRunLogger({ ...QUICK, directory: 'runs', files }),
  );
  const run = logger.startRun({ parameters: { a: 1 } });
  run.log({ loss: 1 });
  const { delivered, waiting, problem } = await run.end();
  assert.equal([delivered, waiting, problem], [4, 2, 'the disk is full']);
  assert.is(telemetry.snapshot().runs[0]?.runId, run.runId);
  assert.is(files.contents().size, 1);
});

test('a histogram is its quantiles where there are no histograms', async () => {
  using telemetry = createTelemetry();
  const run = createTelemetryRunLogger(telemetry, { modelId: 'glyphs' }).startRun();
  using values = new Histogram();
  for (let i = 1; i <= 100; i++) values.record(i);
  run.logHistogram('norm', JSON.parse(JSON.stringify(values.snapshot())), { step: 3 });
  const last = (name: string) =>
    telemetry
      .snapshot()
      .curves.find(({ metric }) => metric === name)
      ?.values.at(-1) as number;
  assert.close(last('norm/p50'), 50, 0.01);
  assert.close(last('norm/mean'), 50.5, 1e-12);
  assert.is(last('norm/count'), 100);
});

test('tasks of a telemetry are compared, and places that cannot be asked say so', async () => {
  using telemetry = createTelemetry();
  await using tracker = createPerformanceTracker(createTelemetryRunLogger(telemetry, { modelId: 'tasks' }));
  tracker.logExperiment('7', { accuracy: 0.5 });
  tracker.logExperiment('8', { accuracy: 0.75 });
  tracker.logExperiment('7', { accuracy: 0.625 });
  const { tasks, comparison } = await tracker.compareTasks(['7', '8']);
  assert.equal(
    tasks.map(({ runs }) => runs[0]?.metrics.accuracy?.last),
    [0.625, 0.75],
  );
  assert.is(comparison.metrics[0]?.best, 1);
  assert.equal(comparison.parameters.find(({ name }) => name === 'task_id')?.values, ['7', '8']);
  const unreadable = createPerformanceTracker(
    createTensorBoardRunLogger({ ...QUICK, directory: 'runs', files: new MemoryEventFiles() }),
  );
  const error = await assert.rejects(unreadable.compareTasks(['7']));
  assert.is((error as Error & { code: string }).code, 'EXPERIMENTS_NOT_READABLE');
});

test('a comparison says what differs, and which run is best at what', () => {
  const record = (runId: string, parameters: object, metrics: Record<string, number>): RunRecord => ({
    runId,
    name: runId,
    status: 'finished',
    startedAtUnixMs: 1000,
    endedAtUnixMs: 3500,
    parameters: { ...parameters },
    tags: {},
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, last]) => [name, { last }])),
  });
  const runs = [
    record('a', { batch: '8', lr: '0.1' }, { valLoss: 2, 'eval/F1': 0.5, size: 3 }),
    record('b', { batch: '8', lr: '0.2' }, { valLoss: Number.NaN, 'eval/F1': 0.5, size: 4 }),
    record('c', { batch: '8' }, { valLoss: 1, size: 5 }),
  ];
  const { parameters, metrics, runs: compared } = compareRuns(runs);
  assert.is(compared[0]?.durationSeconds, 2.5);
  assert.equal(
    parameters.map(({ name, differs }) => [name, differs]),
    [
      ['lr', true],
      ['batch', false],
    ],
  );
  assert.equal(
    metrics.map(({ name, better, best }) => [name, better, best]),
    [
      ['eval/F1', 'higher', 0],
      ['size', undefined, undefined],
      ['valLoss', 'lower', 2],
    ],
  );
  assert.equal(metrics[2]?.spread, { min: 1, max: 2, mean: 1.5 });
  assert.is(compareRuns(runs, { better: { size: 'higher' } }).metrics[1]?.best, 2);
  assert.throwsCode(
    () => compareRuns(runs, { better: { size: 'more' as never } }),
    'EXPERIMENTS_OPTION_RANGE',
  );
});
