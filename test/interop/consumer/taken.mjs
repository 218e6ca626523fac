// Every export that takes something of ours, handed what another copy of the package made: `a` and `b` are all entries of the two
// copies, by name. One that is missing here is named by the test.

/** For each entry what its exports are called with, and those that take plain data, files, or things of others. */
export function entriesOf(a, b) {
  const quiet = { logLevel: 'silent' };
  const made = () => {
    const telemetry = a['.'].createTelemetry({ ...quiet, labelNames: ['tenant'] });
    telemetry.trackInference({ modelId: 'm' }, (inference) => inference.usage({ inputTokens: 4 }));
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, () => 1);
    telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd' }, () => 1);
    telemetry.trackDistributedOperation({ operationType: 'result_aggregation', taskId: 't' }, () => 1);
    telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 1 });
    a['.'].trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, () => 1);
    // An inference as well: two so far.
    a['.'].startStream(telemetry, { modelId: 'm' }).end();
    return telemetry;
  };
  const telemetry = made();
  /** What a getter says of it, by either copy. */
  const alike = (name, ...more) => [
    name,
    (get) => equal(untimed(get(telemetry, ...more)), untimed(a['.'][name](telemetry, ...more)), name),
  ];
  const live = filled(new a['./histogram'].Histogram());
  const snapshot = live.snapshot();
  const history = () => a['./store'].historyOf(made());
  const store = () => a['./store'].openStore({ files: new a['./store'].MemoryFiles() });
  const inferences = (of) => b['.'].getInferenceMetrics(of, 'm').latency.count;
  const channel = () => {
    const { port1, port2 } = new MessageChannel();
    return { port1, port2, close: () => [port1, port2].forEach((port) => void port.close()) };
  };
  const log = () => a['./logging'].createLogger({ write: () => {} });
  const page = () =>
    a['./browser'].createPageTelemetry({ url: 'http://127.0.0.1:9/', key: 'write-only-key' });
  const hdr = () => {
    const histogram = a['./hdr'].build();
    for (const value of [1, 2, 3]) histogram.recordValue(value);
    return histogram;
  };
  const hdrClasses = ['Float64', 'Int16', 'Int32', 'Int8', 'Js', 'Packed', 'Wasm'].map((kind) => [
    kind === 'Packed' ? 'PackedHistogram' : `${kind}Histogram`,
    (Class) => {
      const histogram = new Class(1, 1000, 3);
      histogram.add(hdr());
      histogram.addWhileCorrectingForCoordinatedOmission(hdr(), 1);
      histogram.subtract(hdr());
      equal(histogram.totalCount >= 3, true, 'what was added');
    },
  ]);
  const layouts = ['ExplicitHistogram', 'HdrHistogram', 'Histogram', 'Summary'].map((name) => [
    name,
    (Class) => {
      const mine = filled(new Class());
      mine.merge(filled(new a['./histogram'][name]()));
      equal(mine.count, 6, 'merged');
      if (mine.subtract === undefined) return;
      mine.subtract(filled(new a['./histogram'][name]()));
      equal(mine.count, 3, 'what is left');
    },
  ]);
  return {
    './connect': {
      takes: {
        connect: async (connect) => (await connect(made(), { prometheus: { server: { port: 0 } } })).close(),
      },
      without: '',
    },
    '.': {
      takes: {
        collectRuntimeMetrics: (collect) => collect(made())(),
        createContinualLearningTracker: (create) =>
          create(made()).recordTaskCompletion({ taskId: 't', retentionScore: 1 }),
        createTelemetry: async (create) => {
          const kept = await store();
          const mine = create({ ...quiet, store: kept, logger: log() });
          mine.trackInference(
            { modelId: 'm', parent: telemetry.start('inference', { modelId: 'm' }) },
            () => 1,
          );
          await mine.flush();
          const rows = await kept.query({ metric: 'inference_seconds' }).rows();
          equal(rows.length > 0, true, 'rows');
        },
        forget: (forget) => {
          const mine = made();
          forget(mine, { modelId: 'm' });
          equal(a['.'].getInferenceMetrics(mine, 'm'), undefined, 'forgotten');
        },
        ...Object.fromEntries([
          alike('getContinualMetrics'),
          alike('getDatasetMetrics'),
          alike('getDistributedMetrics'),
          alike('getDriftMetrics'),
          alike('getFailureMetrics'),
          alike('getFindings'),
          alike('getHttpMetrics'),
          alike('getInferenceMetrics', 'm'),
          alike('getMetrics'),
          alike('getModelMetrics', 'm'),
          alike('getObjectives'),
          alike('getStorageMetrics'),
          alike('getStreamMetrics', 'm'),
          alike('getTrainingMetrics', 'm'),
        ]),
        instrument: (instrument) => {
          const mine = made();
          const options = { operations: { fn: { operationType: 'inference', modelId: 'x' } } };
          instrument(mine, { fn: () => 1 }, options).fn();
          equal(a['.'].getInferenceMetrics(mine, 'x').latency.count, 1, 'calls');
        },
        logModelPerformance: (write) => write(telemetry, { taskId: 't', metrics: { f1: 1 } }),
        logTrainingProgress: (write) => write(telemetry, { taskId: 't', epoch: 1 }),
        logTrainingStart: (write) => write(telemetry, { taskId: 't' }),
        mergeTelemetrySnapshots: (merge) =>
          merge([telemetry.snapshot(), b['.'].createTelemetry(quiet).snapshot()]),
        recordDriftCheck: (record) => record(made(), { taskId: 't', score: 0, threshold: 1, drifted: false }),
        shouldSample: (sample) => sample(telemetry, { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }),
        startStream: (start) => start(telemetry, { modelId: 'm' }).end(),
        storageHandle: (handle) => handle(telemetry, { operationType: 'add', backend: 's3' }),
        storageHooks: (hooks) => hooks(telemetry),
        trackStorageOperation: (track) =>
          equal(
            track(telemetry, { operationType: 'add', backend: 's3' }, () => 7),
            7,
            'the answer',
          ),
        trackStream: async (track) => {
          for await (const _ of track(telemetry, { modelId: 'm' }, (async function* () {})()));
        },
        InferometerError: (Class) =>
          equal(thrownBy(() => a['.'].createTelemetry({ nothing: 1 })) instanceof Class, true, 'the class'),
        Histogram: (Class) => equal(new Class().merge(live).count, 3, 'merged'),
      },
      without: 'PushedStream telemetryEnvironment',
    },
    './histogram': {
      takes: {
        ...Object.fromEntries(layouts),
        IntervalRecorder: (Class) => {
          const recorder = new Class(() => new a['./histogram'].Histogram());
          recorder.record(1);
          equal(recorder.take().snapshot.count, 1, 'the interval');
        },
        mergeSnapshots: (merge) => equal(merge([snapshot, snapshot]).count, 6, 'merged'),
        recordWithExpectedInterval: (record) => record(filled(new a['./histogram'].Histogram()), 3, 1),
        restoreSnapshot: (restore) => equal(restore(snapshot).count, 3, 'restored'),
        startTimer: (start) => start(filled(new a['./histogram'].Histogram()))(),
        decodeSnapshot: (decode) =>
          equal(decode(a['./histogram'].encodeSnapshot(snapshot)).count, 3, 'decoded'),
      },
      without: `InferometerError allValues bucketCounts cdf correctedForInterval countAt countBetween decodeDdSketch decodeDoubleHdr
        decodeHdr diffSnapshots downscale encodeDdSketch encodeHdr encodeSnapshot explicitSeries exponentialSeries
        fromNativeHistogram fromOtelExponential hdrSeries kernelKind linearBucketValues loadKernel logarithmicBucketValues percentileCsv
        percentileText percentiles quantileInterval quantilesOf rebucket recordedValues seriesOf stdDev subtractSnapshots
        toNativeHistogram toOtelExponential toSvg toTerminal trimmedMean`,
    },
    './hdr': {
      takes: {
        ...Object.fromEntries(hdrClasses),
        HistogramLogWriter: (Class) => {
          let written = '';
          new Class((text) => {
            written += text;
          }).outputIntervalHistogram(hdr());
          equal(written.length > 20, true, 'a line');
        },
        Recorder: (Class) => {
          const target = hdr();
          const recorder = new Class();
          recorder.recordValue(7);
          recorder.getIntervalHistogramInto(target);
          equal(target.totalCount, 4, 'added');
        },
        encodeIntoCompressedBase64: (encode) => {
          const text = encode(hdr());
          equal(a['./hdr'].decodeFromCompressedBase64(text).totalCount, 3, 'encoded');
        },
        HdrLogWriter: (Class) => {
          const { HdrHistogram } = a['./histogram'];
          const written = [];
          const writer = new Class((text) => written.push(text));
          writer.interval(filled(new HdrHistogram()).snapshot(), { startedAtUnixMs: 0, endedAtUnixMs: 1000 });
          equal(written.join('').length > 20, true, 'a line');
        },
      },
      without: `ByteBuffer HdrLogLines HistogramLogReader build compressHdr decodeDoubleHdr
        decodeFromCompressedBase64 decodeHdr decompressHdr encodeHdr initWebAssembly initWebAssemblySync listTags readHdrLog`,
    },
    './browser': {
      takes: {
        createPageTelemetry: (create) => {
          const receiver = a['./browser'].otlpReceiver();
          create({ url: 'http://127.0.0.1:9/', receiver }).dispose();
        },
        trackStream: (track) => {
          const telemetry = page();
          track(telemetry, { modelId: 'm' }, (async function* () {})());
          telemetry.consent(false);
          telemetry.dispose();
        },
        withOwnMetrics: (own) => {
          const telemetry = own(page());
          telemetry.counter({ name: 'hits_total', help: 'H.' }).withLabels().add();
          telemetry.consent(false);
          telemetry.dispose();
        },
      },
      without: 'otlpReceiver',
    },
    './kernel-js': { takes: {}, without: 'provideJsKernel' },
    './metrics': { takes: {}, without: 'InferometerError createMetrics' },
    './prometheus': {
      takes: {
        collectSnapshots: async (collect) => {
          const { port1, port2, close } = channel();
          const stop = a['./prometheus'].shareSnapshots(telemetry, port2);
          // Both share, and are one worker.
          const stopMine = b['./prometheus'].shareSnapshots(telemetry, port2);
          const all = collect(b['.'].createTelemetry(quiet), () => [port1]);
          const whole = await all.snapshot();
          equal(all.missing, 0, 'missing');
          equal(inferences(whole), inferences(telemetry), 'collected');
          stop();
          stopMine();
          close();
        },
        shareSnapshots: async (share) => {
          const { port1, port2, close } = channel();
          const stop = share(telemetry, port2);
          const all = a['./prometheus'].collectSnapshots(a['.'].createTelemetry(quiet), () => [port1]);
          await all.snapshot();
          equal(all.missing, 0, 'missing');
          stop();
          close();
        },
        connectPromClient: (connect) => connect(telemetry),
        createMetricsHandler: async (create) => {
          const all = a['./prometheus'].collectSnapshots(telemetry, () => []);
          for (const source of [telemetry, all, a['./metrics'].createMetrics()]) {
            const answer = await create(source)(new Request('http://localhost/metrics'));
            equal(answer.status, 200, 'the status');
          }
        },
        createMetricsListener: (create) => create(telemetry),
        exposition: (write) => write(telemetry),
        expositionText: (write) => {
          const metrics = a['./metrics'].createMetrics();
          metrics.counter({ name: 'a_total', help: 'x' }).withLabels().add(1);
          equal(write(metrics).includes('a_total 1'), true, 'the page');
          const taken = telemetry.snapshot();
          equal(write(taken), a['./prometheus'].expositionText(taken), 'the page');
        },
        startMetricsServer: async (start) => (await start(telemetry, { port: 0 })).stop(),
        pushMetrics: async (push) => {
          const fetch = async () => new Response();
          const { isAcknowledged } = await push(telemetry, { url: 'http://127.0.0.1:1/', job: 'j', fetch });
          equal(isAcknowledged, true, 'acknowledged');
        },
      },
      without: 'deletePushedMetrics',
    },
    './multiprocess': {
      takes: {
        attachWorker: async (attach) => {
          const { port1, port2, close } = channel();
          const stop = b['./multiprocess'].shareSnapshots(telemetry, port2);
          const own = a['.'].createTelemetry(quiet);
          const attached = attach(own, port1);
          equal(inferences(await attached.snapshot()), inferences(telemetry), 'attached');
          equal(await attached.detach(), true, 'it was there');
          stop();
          close();
        },
        collectSnapshots: async (collect) => {
          const all = collect(telemetry, () => []);
          equal(inferences(await all.snapshot()), inferences(telemetry), 'collected');
        },
        shareSnapshots: async (share) => {
          const { port2, close } = channel();
          share(telemetry, port2)();
          close();
        },
      },
      without: '',
    },
    './edge': {
      takes: {
        flushAfter: async (after) => {
          const mine = made();
          let intervals = 0;
          mine.collector.subscribe(() => {
            intervals += 1;
          });
          equal(await after(mine, async () => 2)({}), 2, 'the answer');
          equal(intervals, 1, 'flushes');
        },
      },
      without: '',
    },
    './middleware': {
      takes: {
        expressTelemetry: (create) => create(telemetry),
        honoTelemetry: (create) => create(telemetry),
        nodeTelemetry: (create) => create(telemetry, () => {}),
        withTelemetry: (create) => create(telemetry, () => new Response('x')),
        operationOf: async (operationOf) => {
          let seen;
          const handler = a['./middleware'].withTelemetry(telemetry, (request) => {
            seen = operationOf(request);
            return new Response('x');
          });
          await handler(new Request('http://localhost/'));
          equal(seen === undefined, false, 'the operation');
        },
      },
      without: '',
    },
    './integrations/ai-sdk': {
      takes: {
        aiSdkMiddleware: async (create) => {
          const telemetry = made();
          const call = { model: { modelId: 'm', provider: 'p' }, params: {} };
          await create(telemetry).wrapGenerate({ ...call, doGenerate: async () => ({}) });
          equal(inferences(telemetry), 3, 'calls');
        },
      },
      without: 'cancelWithReader',
    },
    './integrations/anthropic': {
      takes: {
        anthropicMiddleware: async (create) => {
          const telemetry = made();
          const asked = { options: { path: '/v1/messages', body: { model: 'm' } } };
          await (await create(telemetry)({ url: 'x' }, async () => Response.json({}), asked)).text();
          equal(inferences(telemetry), 3, 'calls');
        },
      },
      without: '',
    },
    './integrations/fetch': {
      takes: {
        instrumentFetch: async (create) => {
          const telemetry = made();
          const ask = create(telemetry, async () => Response.json({}));
          const body = JSON.stringify({ model: 'm' });
          await (await ask('http://localhost/v1/chat/completions', { method: 'POST', body })).text();
          equal(inferences(telemetry), 3, 'calls');
        },
      },
      without: '',
    },
    './integrations/langchain': {
      takes: {
        langchainCallbacks: (create) => {
          const telemetry = made();
          const callbacks = create(telemetry);
          callbacks.handleLLMStart({ kwargs: { model: 'm' } }, [], '1');
          callbacks.handleLLMEnd({}, '1');
          equal(inferences(telemetry), 3, 'calls');
        },
      },
      without: '',
    },
    './integrations/mcp': {
      takes: {
        instrumentMcpTransport: async (create) => {
          const transport = { async send() {} };
          await create(made(), transport).send({ jsonrpc: '2.0', id: 1, method: 'ping' });
        },
      },
      without: '',
    },
    './integrations/openai': {
      takes: {
        instrumentOpenAI: async (create) => {
          const telemetry = made();
          const client = { embeddings: { create: async () => ({}) } };
          await create(telemetry, client).embeddings.create({ model: 'm', input: 'a' });
          const { outcomes } = a['.'].getInferenceMetrics(telemetry, 'm');
          equal(outcomes.embeddings_generation?.ok, 1, 'calls');
        },
      },
      without: '',
    },
    './remote-write': {
      takes: {
        createRemoteWrite: (create) =>
          create(made(), { url: 'http://127.0.0.1:1/', externalLabels: { job: 'j', instance: 'i' } }).stop({
            timeoutSeconds: 0,
          }),
      },
      without: '',
    },
    './http': {
      takes: {
        createHandler: async (create) => {
          const handler = create(telemetry, { store: await store() });
          const answer = await handler(new Request('http://localhost/api/v1/now'));
          equal(answer.status, 200, 'the status');
          await handler.close();
        },
        createListener: (create) => create(telemetry),
        serve: async (serve) => (await serve(telemetry, { port: 0 })).close(),
      },
      without: 'telemetryConfiguration',
    },
    './report': {
      takes: {
        buildReport: (build) => build(telemetry),
        createReport: (create) => create(history()),
        generateMetricsReport: (generate) => generate(telemetry),
        getComprehensiveReport: (get) => get(telemetry),
        renderReport: (render) => render(a['./report'].buildReport(telemetry), 'markdown'),
      },
      without: 'reportSecurityPolicy',
    },
    './chart': {
      takes: {
        chartOfSnapshot: (make) => make('latency-percentiles', telemetry.snapshot()),
        makeChart: (make) => make('latency-percentiles', history()),
        renderSvg: async (render) => render(await a['./chart'].makeChart('latency-percentiles', history())),
        renderPng: async (render) => {
          const chart = await a['./chart'].makeChart('latency-percentiles', history());
          // The peer is initialized once, by whichever copy is first.
          await a['./chart'].renderPng(chart);
          await render(chart);
        },
        chartCsv: async (write) => write(await a['./chart'].makeChart('latency-percentiles', history())),
        chartTable: async (write) => write(await a['./chart'].makeChart('latency-percentiles', history())),
        namesIn: (namesIn) => namesIn(telemetry),
      },
      without: 'InferometerError colorsOf formatCell formatMeasurement heatOf listCharts storageChartId',
    },
    './store': {
      takes: {
        FileError: (Class) =>
          equal(new a['./store'].FileError('missing', 'x') instanceof Class, true, 'the class'),
        encodeInterval: (encode) => {
          const mine = made();
          equal(encode(mine.collector.flush()).length > 0, true, 'bytes');
        },
        exportStore: async (write) => write(await store(), new b['./store'].MemoryFiles()),
        getStoredMetrics: async (get) => get(await store()),
        historyOf: async (of) => {
          const kept = await store();
          const mine = a['.'].createTelemetry({ ...quiet, store: kept });
          mine.trackInference({ modelId: 'm' }, () => 1);
          await mine.flush();
          equal((await of(mine).query({ metric: 'inference_seconds' }).rows()).length > 0, true, 'rows');
        },
        openStore: async (open) => (await open({ files: new a['./store'].MemoryFiles() })).close(),
        readStore: (read) => read({ files: new a['./store'].MemoryFiles() }),
      },
      without: 'MemoryFiles decodeInterval fleetQuantileSql indexedDbFiles nodeFiles opfsFiles',
    },
    './client': {
      takes: {
        ApiError: async (Class) => {
          const client = a['./client'].createClient({ url: 'http://127.0.0.1:1', retries: 0 });
          equal((await client.getNow({}).catch((error) => error)) instanceof Class, true, 'the class');
        },
      },
      without: 'ApiFile InferometerError createClient',
    },
    './logging': {
      takes: {
        createEventLogger: (create) => create(telemetry, { name: 'n' }).info('x'),
        combineLoggers: (combine) => combine(log(), log()),
        createMessageFirstLogger: (create) => create({ info() {}, warn() {}, error() {}, debug() {} }),
      },
      without: 'InferometerError createLogger',
    },
    './drift': {
      takes: {
        alignedBins: (bins) => bins(snapshot, snapshot),
        createDriftDetector: (create) => {
          const bytes = a['./drift'].encodeDriftReference(numbers);
          create(a['./drift'].decodeDriftReference(bytes), { telemetry });
        },
        createFeatureDriftDetector: (create) => create({ age: numbers }, { telemetry }),
      },
      without: `InferometerError binnedKolmogorovSmirnov binnedKolmogorovSmirnovTest binnedMannWhitneyTest binnedWasserstein
        chiSquareQuantile chiSquareSurvival chiSquareTest decodeDriftFeatures decodeDriftReference encodeDriftReference
        jensenShannonDistance jensenShannonDivergence kolmogorovSmirnov kolmogorovSmirnovTest kolmogorovSurvival mannWhitneyTest
        normalQuantile normalSurvival populationStabilityIndex wasserstein`,
    },
    './objectives': {
      takes: {
        createBudget: (create) => {
          const mine = made();
          const budgets = [create, a['./objectives'].createBudget].map((by, i) =>
            by(mine, { name: `b${i}`, limit: { tokens: 10 } }),
          );
          mine.trackInference({ modelId: 'm' }, (inference) => inference.usage({ inputTokens: 4 }));
          for (const budget of budgets) equal(budget.status().tokens.spent, 4, 'spent');
        },
        getBudgets: (get) => {
          const mine = made();
          a['./objectives'].createBudget(mine, { name: 'b', limit: { tokens: 10 } }).status();
          equal(get(mine).length, 1, 'budgets');
        },
        getObjectives: (get) => get(telemetry),
        joinBudget: (join) => {
          const { port2, close } = channel();
          join(made(), port2, { name: 'b', limit: { tokens: 10 } }).dispose();
          close();
        },
        shareBudget: async (share) => {
          const { port1, port2, close } = channel();
          const mine = made();
          const budget = a['./objectives'].createBudget(mine, { name: 'b', limit: { tokens: 10 } });
          const stop = share(budget, port1);
          const lent = b['./objectives'].joinBudget(b['.'].createTelemetry(quiet), port2, {
            name: 'b',
            limit: { tokens: 10 },
          });
          const reservation = await lent.acquire({ usage: { inputTokens: 3 } });
          equal(budget.status().tokens.reserved >= 3, true, 'lent');
          equal(
            thrownBy(() => share(lent, port1))?.code,
            'BUDGET_SHARE',
            'what is lent is not lent again, by whichever copy',
          );
          reservation.release?.();
          stop();
          lent.dispose();
          close();
        },
        watchObjectives: (watch) =>
          watch(
            a['.'].createTelemetry({
              ...quiet,
              objectives: [{ operationType: 'inference', targetRatio: 0.9 }],
            }),
          ),
      },
      without: 'InferometerError',
    },
    './experiments': {
      takes: {
        combineRunLoggers: async (combine) => {
          const logger = a['./experiments'].createTelemetryRunLogger(made(), { modelId: 'm' });
          await combine(logger, logger).startRun().end();
        },
        compareRuns: (compare) => compare(a['./experiments'].recordsOf(telemetry.snapshot())),
        createPerformanceTracker: (create) =>
          create(a['./experiments'].createTelemetryRunLogger(made(), { modelId: 'm' })),
        createTelemetryRunLogger: (create) => create(made(), { modelId: 'm' }).startRun().end(),
        createTensorBoardRunLogger: async (create) => {
          const files = new a['./experiments'].MemoryEventFiles();
          const run = create({ directory: 'runs', files }).startRun();
          run.log({ loss: 1 });
          await run.end();
        },
        recordsOf: (records) => records(telemetry.snapshot()),
      },
      without: 'InferometerError MemoryEventFiles createMlflowRunLogger createTrackioRunLogger',
    },
    './integrations/onnxruntime': {
      takes: {
        instrumentOnnx: async (instrumentOnnx) => {
          const [mine, run] = [made(), async () => ({})];
          const ort = { env: {}, InferenceSession: { create: async () => ({ run }) } };
          const session = await instrumentOnnx(mine, ort, { modelId: 'x' }).create('x.onnx');
          await session.run({});
          equal(a['.'].getInferenceMetrics(mine, 'x').latency.count, 1, 'runs');
        },
        onnxKernelProfiler: (profiler) =>
          profiler(made(), { modelId: 'm' })({ kernelType: 'MatMul', startTime: 0, endTime: 9 }),
        recordOnnxProfile: (record) => record(made(), { modelId: 'm' }, '[]'),
      },
      without: '',
    },
    './integrations/transformers': {
      takes: {
        instrumentPipeline: async (instrumentPipeline) => {
          const mine = made();
          const pipe = await instrumentPipeline(mine, async () => async () => [])('text-generation', 'x');
          await pipe('text');
          equal(a['.'].getInferenceMetrics(mine, 'x').latency.count, 1, 'calls');
        },
        transformersProgress: (progress) => progress(made()).end(),
      },
      without: '',
    },
    './integrations/tfjs': {
      takes: {
        instrumentTfjs: (instrumentTfjs) => {
          const mine = made();
          const tf = { memory: () => ({ numTensors: 1, numBytes: 4 }), getBackend: () => 'cpu' };
          instrumentTfjs(mine, { predict: () => 1 }, { modelId: 'x', tf }).predict([]);
          equal(a['.'].getInferenceMetrics(mine, 'x').latency.count, 1, 'predictions');
        },
        tfjsFitCallbacks: (callbacks) => {
          const mine = made();
          const { onTrainBegin, onEpochBegin, onEpochEnd } = callbacks(mine, { modelId: 'x' });
          onTrainBegin();
          onEpochBegin(0);
          onEpochEnd(0, { loss: 1 });
          equal(a['.'].getTrainingMetrics(mine, 'x').runs[0].epochs, 1, 'epochs');
        },
      },
      without: '',
    },
    './integrations/web-llm': {
      takes: {
        instrumentWebLlm: async (instrumentWebLlm) => {
          const mine = made();
          const engine = {
            chat: { completions: { create: async () => ({}) } },
            reload: async () => {},
            interruptGenerate() {},
          };
          const mineOf = instrumentWebLlm(mine, engine);
          await mineOf.reload('x');
          await mineOf.chat.completions.create({ messages: [] });
          equal(a['.'].getInferenceMetrics(mine, 'x').latency.count, 1, 'answers');
        },
        webLlmProgress: (progress) => progress(made(), { modelId: 'm' })({ progress: 0, text: 'x' }),
      },
      without: '',
    },
    './integrations/s3': {
      takes: { s3Telemetry: (plugin) => plugin(made()).applyToStack({ add() {} }) },
      without: '',
    },
    './integrations/blockstore': {
      takes: {
        instrumentBlockstore: async (instrumentBlockstore) => {
          const mine = made();
          await instrumentBlockstore(mine, { has: async () => true }).has('cid');
          const has = a['.'].getStorageMetrics(mine).operations.find(({ backend }) => backend === 'ipfs');
          equal(has.operationType, 'has', 'the operation');
        },
      },
      without: '',
    },
    './integrations/queue': {
      takes: { watchQueue: (watch) => watch(made(), { on() {}, off() {} })() },
      without: '',
    },
    './browser/page': {
      takes: {
        recordWebVitals: (record) => record(made(), { onLCP() {} }),
        watchGpu: (watch) => {
          const device = {
            createBuffer: () => ({}),
            createTexture: () => ({}),
            destroy() {},
            lost: new Promise(() => {}),
          };
          equal(watch(made(), device).usedBytes(), 0, 'bytes');
        },
        watchPage: (watch) => watch(made()).stop(),
      },
      without: '',
    },
    './monitoring': { takes: {}, without: 'InferometerError createDashboards createRules monitoringFiles' },
    './opentelemetry': {
      takes: {
        createMeterProvider: (create) => create(telemetry).getMeter('m').createCounter('c').add(1),
        createMetricProducer: (create) => create(telemetry).collect(),
        createTracing: async (create) => {
          const { spans, provider } = await exportedSpans();
          const tracing = await create(made(), { tracerProvider: provider });
          const parents = a['.'].createTelemetry({
            ...quiet,
            tracing: await a['./opentelemetry'].createTracing(made(), { tracerProvider: provider }),
          });
          const children = b['.'].createTelemetry({ ...quiet, tracing });
          const parent = parents.start('inference', { modelId: 'parent' });
          children.start('inference', { modelId: 'child', parent }).ok();
          parent.ok();
          const [child, above] = spans();
          const parentOf = child.parentSpanContext?.spanId ?? child.parentSpanId;
          equal(parentOf, above.spanContext().spanId, 'the parent of the span');
        },
        setupTracing: async (setup) => (await setup({ telemetry: made(), exporter: 'console' })).shutdown(),
      },
      without: 'createOpenTelemetryLogger',
    },
  };
}

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function filled(histogram) {
  for (const value of [1, 2, 3]) histogram.record(value);
  return histogram;
}

/** Without what depends on when it is asked: times, and rates. */
function untimed(answer) {
  return JSON.stringify(answer, (_, part) =>
    typeof part === 'number' && (part > 1e9 || !Number.isInteger(part)) ? 0 : part,
  );
}

function thrownBy(fn) {
  try {
    fn();
    return undefined;
  } catch (error) {
    return error;
  }
}

async function exportedSpans() {
  const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = await import(
    '@opentelemetry/sdk-trace-base'
  );
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { provider, spans: () => exporter.getFinishedSpans() };
}

function equal(actual, expected, what) {
  const [left, right] = [actual, expected].map((one) => JSON.stringify(one));
  if (left !== right) throw new Error(`${what}: ${left?.slice(0, 400)}, expected ${right?.slice(0, 400)}`);
}
