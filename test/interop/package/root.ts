// Every export of `inferometer`, called as a program would.
import * as root from 'inferometer';

const quiet = { debug() {}, info() {}, warn() {}, error() {} } satisfies root.Logger;

/** Telemetry in which a little of everything was recorded. */
export async function recorded(): Promise<root.Telemetry> {
  const options: root.TelemetryOptions = {
    logger: quiet,
    objectives: [{ operationType: 'inference', targetRatio: 0.9, withinSeconds: 1 }],
  };
  const telemetry = root.createTelemetry(options);
  telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm', framework: 'tfjs' }, () => 1);
  const sum: number = telemetry.trackInference({ modelId: 'm', batchSize: 8 }, () => 1 + 1);
  const handle: root.InferenceHandle = telemetry.inference({ modelId: 'm', batchSize: 8 });
  handle.record(sum / 100);
  const step: root.OperationHandle = telemetry.handle('optimizer_step', { modelId: 'm' });
  step.end(step.start());
  const answer: Promise<string> = telemetry.trackInference(
    { modelId: 'm' },
    async (operation: root.Operation) => {
      operation.child('tokenize', () => {});
      return 'yes';
    },
  );
  telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 0, numSamples: 10 }, () => {});
  telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 0.5, metrics: { accuracy: 0.5 } });
  const run = telemetry.run({ modelId: 'm', parameters: { learningRate: 0.1 } });
  run.log({ loss: 0.4, val_loss: null }, { epoch: 0, step: 10 });
  run.trackEpoch({ epoch: 1, numSamples: 10 }, () => {});
  run.end();
  telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd', format: 'csv' }, () => {});
  telemetry.recordCacheReads({ datasetId: 'd', source: 'disk', hits: 1 });
  telemetry.trackDistributedOperation({ operationType: 'task_distribution', numWorkers: 2 }, () => {});
  telemetry.recordWorkerTask({ workerId: 'w', durationSeconds: 1 });
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.5 });
  const hits: root.LabelledMetric<root.CounterSeries> = telemetry.counter({
    name: 'hits_total',
    help: 'Hits.',
    labels: ['tier'],
  });
  hits.withLabels({ tier: 'disk' }).add();
  telemetry.upDownCounter({ name: 'open', help: 'Open.' }).withLabels().add(-1);
  telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(3);
  const widths: root.LabelledMetric<root.HistogramSeries> = telemetry.histogram({
    name: 'widths',
    help: 'Widths.',
    bucketBounds: [1, 10],
  });
  widths.withLabels().record(5);
  await answer;
  return telemetry;
}

async function* tokens(): AsyncGenerator<string> {
  yield 'a';
  yield 'b';
}

/** What the name of the function says must be there. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('undefined');
  return value;
}

export const calls = {
  createTelemetry: () => root.createTelemetry().dispose(),
  collectRuntimeMetrics: () => {
    const telemetry = root.createTelemetry();
    const stop = root.collectRuntimeMetrics(telemetry, {
      prefix: 'app_',
    } satisfies root.RuntimeMetricsOptions);
    const names = telemetry.snapshot().metrics.map(({ fullName }) => fullName);
    if (!names.includes('app_process_resident_memory_bytes')) throw new Error('not recorded');
    stop();
    telemetry.dispose();
  },
  Histogram: () => {
    const histogram: root.Histogram = new root.Histogram({ scale: 5 } satisfies root.HistogramOptions);
    histogram.record(1);
    const snapshot: root.ExponentialSnapshot = histogram.snapshot();
    if (snapshot.count !== 1) throw new Error('not recorded');
    histogram.dispose();
  },
  InferometerError: () => {
    try {
      // @ts-expect-error: the option does not exist
      root.createTelemetry({ prefx: '' });
    } catch (error) {
      if (error instanceof root.InferometerError && error.code === 'TELEMETRY_UNKNOWN_OPTION') return;
    }
    throw new Error('the option was taken');
  },
  STORAGE_METRIC_TYPES: () => {
    const types: Readonly<Record<root.StorageMetricType, string>> = root.STORAGE_METRIC_TYPES;
    if (types.queue_size !== 'queue_size') throw new Error('another name');
  },
  getDatasetMetrics: async () => {
    const metrics: root.DatasetMetrics = present(root.getDatasetMetrics(await recorded(), 'd'));
    const all: readonly root.DatasetMetrics[] = root.getDatasetMetrics(await recorded());
    if (metrics.cache.disk?.hits !== 1 || all.length !== 1) throw new Error('not read');
  },
  getDistributedMetrics: async () => {
    const metrics: root.DistributedMetrics = root.getDistributedMetrics(await recorded());
    if (metrics.utilization?.mean !== 0.5) throw new Error('not read');
  },
  getFindings: async () => {
    const findings: readonly root.Finding[] = root.getFindings(await recorded());
    findings.map(({ severity }): root.Severity => severity);
  },
  getInferenceMetrics: async () => {
    const metrics: root.InferenceMetrics = present(root.getInferenceMetrics(await recorded(), 'm'));
    if (metrics.latency?.count !== 3) throw new Error('not read');
  },
  logModelPerformance: async () =>
    root.logModelPerformance(await recorded(), { taskId: 't', metrics: { f1: 1 } }),
  logTrainingProgress: async () => root.logTrainingProgress(await recorded(), { taskId: 't', epoch: 0 }),
  logTrainingStart: async () => root.logTrainingStart(await recorded(), { taskId: 't' }),
  getMetrics: async () => {
    const query: root.MetricsQuery = { category: 'inference', includeHistory: true };
    const { range, history }: root.MetricsResult = root.getMetrics(await recorded(), query);
    if (range.operations[0]?.count === undefined || history === undefined) throw new Error('not read');
  },
  getModelMetrics: async () => {
    const metrics: root.ModelMetrics = present(root.getModelMetrics(await recorded(), 'm'));
    if (metrics.loadTime?.count !== 1) throw new Error('not read');
  },
  getObjectives: async () => {
    const [result]: readonly root.ObjectiveResult[] = root.getObjectives(await recorded());
    if (present(result).count === 0) throw new Error('not judged');
  },
  getStorageMetrics: async () => {
    const telemetry = await recorded();
    root.trackStorageOperation(telemetry, { operationType: 'get', backend: 's3' }, () => 1);
    const metrics: root.StorageMetrics = root.getStorageMetrics(telemetry);
    if (metrics.operations.length !== 1) throw new Error('not read');
  },
  getHttpMetrics: async () => {
    const metrics: root.HttpMetrics = root.getHttpMetrics(await recorded());
    const routes: readonly root.HttpRouteMetrics[] = metrics.routes;
    if (routes.length !== 0) throw new Error('read what was not recorded');
  },
  getStreamMetrics: async () => {
    const telemetry = await recorded();
    for await (const _ of root.trackStream(telemetry, { modelId: 's' }, tokens()));
    const metrics: root.StreamMetrics = present(root.getStreamMetrics(telemetry, 's'));
    if (metrics.timeToFirstToken?.count !== 1) throw new Error('not read');
  },
  getTrainingMetrics: async () => {
    const metrics: root.TrainingMetrics = present(root.getTrainingMetrics(await recorded(), 'm'));
    if (metrics.runs.length !== 2 || metrics.loss?.final !== 0.4) throw new Error('not read');
  },
  instrument: async () => {
    const telemetry = await recorded();
    const client = {
      async embed(text: string): Promise<number[]> {
        return [text.length];
      },
    };
    const description: root.InstrumentOptions = {
      operations: { embed: { operationType: 'embeddings_generation', modelId: 'e' } },
    };
    const watched: typeof client = root.instrument(telemetry, client, description);
    if ((await watched.embed('abc'))[0] !== 3) throw new Error('changed');
    present(root.getInferenceMetrics(telemetry, 'e'));
  },
  mergeTelemetrySnapshots: async () => {
    const snapshot: root.TelemetrySnapshot = (await recorded()).snapshot();
    const options: root.MergeOptions = { gauges: { depth: 'max' satisfies root.GaugeRule } };
    const merged: root.TelemetrySnapshot = root.mergeTelemetrySnapshots([snapshot, snapshot], options);
    if (merged.metrics.length === 0) throw new Error('nothing merged');
  },
  shouldSample: async () => {
    const request: root.SamplingRequest = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
    if (!root.shouldSample(await recorded(), request)) throw new Error('not sampled');
  },
  storageHooks: async () => {
    const telemetry = await recorded();
    const hooks: root.StorageHooks = root.storageHooks(telemetry);
    hooks.operationStarted({ operationId: '1', operationType: 'add', backend: 'ipfs' });
    hooks.statusChanged({ operationId: '1', status: 'completed' });
  },
  storageHandle: () => {
    const telemetry = root.createTelemetry();
    const attributes: root.StorageAttributes = { backend: 'ipfs' };
    const operation: root.Operation = telemetry.start('pin', attributes);
    operation.retry(503);
    operation.ok();
    const handle: root.StorageHandle = root.storageHandle(telemetry, { operationType: 'get', backend: 's3' });
    handle.end(handle.start());
    telemetry.dispose();
  },
  trackStorageOperation: async () => {
    const options: root.StorageOperationOptions = { operationType: 'get', backend: 's3' };
    const bytes: Promise<Uint8Array> = root.trackStorageOperation(
      await recorded(),
      options,
      async () => new Uint8Array(3),
    );
    if ((await bytes).length !== 3) throw new Error('changed');
  },
  trackStream: async () => {
    const telemetry = await recorded();
    const options: root.StreamOptions<string> = { modelId: 's', isToken: (token) => token !== '' };
    const stream: AsyncGenerator<string> = root.trackStream(telemetry, options, tokens());
    let text = '';
    for await (const token of stream) text += token;
    const opened = await root.trackStream(telemetry, { modelId: 's' }, async () => tokens());
    for await (const token of opened) text += token.toUpperCase();
    const web: ReadableStream<string> = root.trackStream(
      telemetry,
      { modelId: 's' },
      new ReadableStream<string>({ start: (c) => c.close() }),
    );
    await web.cancel();
    if (text !== 'abAB') throw new Error('changed');
  },
  getFailureMetrics: async () => {
    const source: root.MetricsSource = (await recorded()).snapshot();
    const failures: root.FailureMetrics[] = root.getFailureMetrics(source);
    if (failures.some(({ count }) => count < 1)) throw new Error('none failed');
  },
  startStream: async () => {
    const stream: root.PushedStream<string> = root.startStream(await recorded(), { modelId: 'pushed' });
    stream.chunk('a');
    stream.token(2);
    stream.usage({ outputTokens: 3 });
    stream.end();
    if (stream.operation.outcome !== 'ok') throw new Error('not ended');
  },
  PushedStream: async () => {
    const stream = root.startStream(await recorded(), { modelId: 'pushed' });
    stream.end();
    if (!(stream instanceof root.PushedStream)) throw new Error('another class');
  },
  createContinualLearningTracker: async () => {
    const options: root.ContinualLearningOptions = { modelId: 'm' };
    const learner: root.ContinualLearningTracker = root.createContinualLearningTracker(
      await recorded(),
      options,
    );
    learner.recordTrainingStep({ loss: 0.5, accuracy: 0.9 } satisfies root.TrainingStep);
    learner.recordTaskCompletion({ taskId: 'a', retentionScore: 0.9 } satisfies root.TaskRetention);
    learner.recordInference({ durationSeconds: 0.01 } satisfies root.TimedInference);
    learner.updateMemoryUsage({ device: 'gpu', usedBytes: 5 } satisfies root.MemoryUsage);
    learner.updateMemoryUsage();
    learner.setModelParameters(3);
  },
  getContinualMetrics: async () => {
    const telemetry = await recorded();
    const learner = root.createContinualLearningTracker(telemetry);
    learner.recordTaskCompletion({ taskId: 'a', retentionScore: 0.9 });
    learner.recordRetention({ taskId: 'a', retentionScore: 0.5 });
    const metrics: root.ContinualMetrics = root.getContinualMetrics(telemetry);
    const [task]: readonly root.KnowledgeRetention[] = metrics.retention;
    if (task?.peakScore !== 0.9) throw new Error('another peak');
  },
  getDriftMetrics: async () => {
    const telemetry = await recorded();
    root.recordDriftCheck(telemetry, { taskId: 't', score: 0.99, threshold: 0.95, drifted: true });
    const drift: root.DriftMetrics | undefined = root.getDriftMetrics(telemetry, 't');
    if (!drift?.drifted) throw new Error('no drift');
  },
  forget: async () => {
    const filter: root.ForgetFilter = { modelId: 'nobody' };
    if (root.forget(await recorded(), filter) !== 0) throw new Error('something was forgotten');
  },
  recordDriftCheck: async () => {
    const reference: root.DriftSide = [1, 2, 3];
    const sides: root.ComparedSides[] = [{ reference, current: [2, 3] }];
    const check: root.DriftCheck = { taskId: 't', score: 0.5, threshold: 0.95, drifted: false, sides };
    root.recordDriftCheck(await recorded(), check);
  },
  telemetryEnvironment: () => {
    const environment: root.TelemetryEnvironment = root.telemetryEnvironment({
      IPFS_KIT_TELEMETRY_PATH: '/var/lib/telemetry',
    });
    root.createTelemetry(environment.telemetry).dispose();
    if (environment.store.retentionDays !== 30) throw new Error('another default');
  },
} satisfies Record<keyof typeof root, () => unknown>;

/** Types that the calls above have no use for: that they can be named is what is held. */
export type Named = [
  root.BackendHealth,
  root.BackendHealthChanged,
  root.BatchSizeMetrics,
  root.CacheMetrics,
  root.CacheReads,
  root.CallDescription,
  root.CallLabels,
  root.CallRate,
  root.ReadingOptions,
  root.RecordedWindow,
  root.ResultsSource,
  root.ChunkOf<AsyncIterable<string>>,
  root.Clock,
  root.ConfigurableOptions,
  root.HistoryStore,
  root.CurveSnapshot,
  root.CustomHistogram,
  root.CustomMetric,
  root.DataPoint,
  root.DatasetAttributes,
  root.DatasetOperationOptions,
  root.DatasetOperationType,
  root.DescribeCall,
  root.DistributedAttributes,
  root.DistributedOperationOptions,
  root.DistributedOperationType,
  root.DurationStatistics,
  root.Change,
  root.Evidence,
  root.Exemplar,
  root.GaugeSeries,
  root.InferenceAttributes,
  root.InferenceOperationType,
  root.InferenceOptions,
  root.Instrument,
  root.Interval,
  root.IntervalCollector,
  root.Labels,
  root.LabelValue,
  root.Levels,
  root.LogLevel,
  root.LossProgress,
  root.MemoryBreakdown,
  root.LogPosition,
  root.MemoryProbe,
  root.MemoryStatistics,
  root.MetricReading,
  root.MetricSnapshot,
  root.MetricsFilter,
  root.MetricsWindow,
  root.ModelAttributes,
  root.ModelOperationOptions,
  root.ModelOperationType,
  root.ModelPerformance,
  root.Objective,
  root.OperationMetrics,
  root.OperationRetried,
  root.OperationSpan,
  root.OperationStarted,
  root.OperationType,
  root.Outcome,
  root.OutcomeCounts,
  root.OutcomesByType,
  root.QueueSizeChanged,
  root.RunSnapshot,
  root.SpanIds,
  root.SpanNote,
  root.SpanRequest,
  root.Statistics,
  root.StatusChanged,
  root.StorageOperationMetrics,
  root.Straggler,
  root.StreamEnding,
  root.TelemetryHandle,
  root.TrackingHandle,
  root.Thresholds,
  root.PricesByModel,
  root.TokenCounts,
  root.TokenPrices,
  root.TokenUsage,
  root.Throughput,
  root.Timer,
  root.TraceContext,
  root.Tracing,
  root.TrainingAttributes,
  root.TrainingEpochAttributes,
  root.TrainingOperationType,
  root.TrainingProgress,
  root.TrainingRun,
  root.TrainingRunMetrics,
  root.TrainingRunOptions,
  root.TrainingStart,
  root.TrainingStats,
  root.UpDownCounterSeries,
  root.UsageMetrics,
  root.ValueStatistics,
  root.WorkerTask,
  root.WorkerUtilization,
];
