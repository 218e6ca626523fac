// At every public function that takes options a name that nobody knows is refused with the closest one, and every name that is known
// is read, also where a class tells it. The table has every export of every entry: one that is missing here fails, and so does one
// that swallows.
import * as root from 'inferometer';
import * as browser from 'inferometer/browser';
import * as page from 'inferometer/browser/page';
import * as chart from 'inferometer/chart';
import * as client from 'inferometer/client';
import * as connect from 'inferometer/connect';
import * as drift from 'inferometer/drift';
import * as edge from 'inferometer/edge';
import * as experiments from 'inferometer/experiments';
import * as hdr from 'inferometer/hdr';
import * as histogram from 'inferometer/histogram';
import * as http from 'inferometer/http';
import * as aiSdk from 'inferometer/integrations/ai-sdk';
import * as anthropic from 'inferometer/integrations/anthropic';
import * as blockstore from 'inferometer/integrations/blockstore';
import * as fetching from 'inferometer/integrations/fetch';
import * as langchain from 'inferometer/integrations/langchain';
import * as mcp from 'inferometer/integrations/mcp';
import * as onnxruntime from 'inferometer/integrations/onnxruntime';
import * as openai from 'inferometer/integrations/openai';
import * as queue from 'inferometer/integrations/queue';
import * as s3 from 'inferometer/integrations/s3';
import * as tfjs from 'inferometer/integrations/tfjs';
import * as transformers from 'inferometer/integrations/transformers';
import * as webLlm from 'inferometer/integrations/web-llm';
import * as kernelJs from 'inferometer/kernel-js';
import * as logging from 'inferometer/logging';
import * as metrics from 'inferometer/metrics';
import * as middleware from 'inferometer/middleware';
import * as monitoring from 'inferometer/monitoring';
import * as multiprocess from 'inferometer/multiprocess';
import * as objectives from 'inferometer/objectives';
import * as opentelemetry from 'inferometer/opentelemetry';
import * as prometheus from 'inferometer/prometheus';
import * as remoteWrite from 'inferometer/remote-write';
import * as report from 'inferometer/report';
import * as store from 'inferometer/store';
import packageJson from '../../package.json' with { type: 'json' };
import { assert, test } from '../harness.ts';
import { encodeDouble } from '../histogram/hdr/bytes.ts';

/** Calls with what is right, in some deep within, of which `more` makes what is handed in. */
type Calls = Readonly<
  Record<string, (more: <const Options extends object>(right: Options) => Options) => unknown>
>;

interface Entry {
  readonly module: object;
  readonly calls: Calls;
  /** Exports that take no options: values, positions and things are handed in. */
  readonly without: string;
}

const telemetry = root.createTelemetry({ logLevel: 'silent' });
const other = (): root.Telemetry => root.createTelemetry({ logLevel: 'silent' });
const fn = (): never => {
  throw new Error('ran');
};
const live = new histogram.Histogram();
live.recordMany([1, 2, 3]);
const snapshot = live.snapshot();
const hdrSnapshot = new histogram.HdrHistogram().snapshot();
const encodedHdr = histogram.encodeHdr(hdrSnapshot);
const doubleHdr = encodeDouble(encodedHdr, 1, 2n);
const base64Hdr = Buffer.from(hdr.compressHdr(encodedHdr)).toString('base64');
const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const files = new store.MemoryFiles();
const reader = store.readStore({ files });
const history = store.historyOf(telemetry);
const made = await chart.makeChart('latency-percentiles', history);
const url = 'http://127.0.0.1:1';
const budget = objectives.createBudget(telemetry, { name: 'b', limit: { tokens: 1 } });
/** Nobody is at its other end. */
const port: objectives.MessageChannelLike = {
  addEventListener() {},
  removeEventListener() {},
  postMessage() {},
};
const pageTelemetry = browser.createPageTelemetry({ url, key: 'write-only-key' });
const run = experiments.createTelemetryRunLogger(other(), { modelId: 'm' }).startRun();

const tf = { memory: () => ({ numTensors: 0, numBytes: 0 }), getBackend: () => 'cpu' };
const ort = { env: {}, InferenceSession: { create: async () => ({}) } };
const engine = { chat: {}, reload: async () => {}, interruptGenerate() {} };
const device = {
  createBuffer: () => ({}),
  createTexture: () => ({}),
  destroy() {},
  lost: new Promise<never>(() => {}),
};

const ENTRIES: Readonly<Record<string, Entry>> = {
  '.': {
    module: root,
    calls: {
      Histogram: (more) => new root.Histogram(more({})),
      collectRuntimeMetrics: (more) => root.collectRuntimeMetrics(other(), more({})),
      createContinualLearningTracker: (more) => root.createContinualLearningTracker(telemetry, more({})),
      createTelemetry: (more) => root.createTelemetry(more({})),
      'createTelemetry, thresholds': (more) => root.createTelemetry({ thresholds: more({}) as never }),
      'createTelemetry, objectives': (more) =>
        root.createTelemetry({ objectives: [more({ targetRatio: 0.9, operationType: 'inference' })] }),
      'configure of a telemetry': (more) => telemetry.configure(more({})),
      'start of a telemetry': (more) => telemetry.start('inference', more({ modelId: 'm' })),
      'inference of a telemetry': (more) => telemetry.inference(more({ modelId: 'm' })),
      'trackInference of a telemetry': (more) => telemetry.trackInference(more({ modelId: 'm' }), fn),
      'run of a telemetry': (more) => telemetry.run(more({ modelId: 'm' })),
      'counter of a telemetry': (more) => telemetry.counter(more({ name: 'c_total', help: 'h' }) as never),
      'histogram of a telemetry': (more) => telemetry.histogram(more({ name: 'h', help: 'h' }) as never),
      forget: (more) => root.forget(telemetry, more({ modelId: 'm' })),
      getFindings: (more) => root.getFindings(telemetry, more({})),
      getMetrics: (more) => root.getMetrics(telemetry, more({})),
      getObjectives: (more) => root.getObjectives(telemetry, more({})),
      instrument: (more) => root.instrument(telemetry, { fn }, more({ backend: 's3' })),
      logModelPerformance: (more) =>
        root.logModelPerformance(telemetry, more({ taskId: 't', metrics: { a: 1 } })),
      logTrainingProgress: (more) => root.logTrainingProgress(telemetry, more({ taskId: 't', epoch: 1 })),
      logTrainingStart: (more) => root.logTrainingStart(telemetry, more({ taskId: 't' })),
      mergeTelemetrySnapshots: (more) => root.mergeTelemetrySnapshots([telemetry.snapshot()], more({})),
      recordDriftCheck: (more) =>
        root.recordDriftCheck(telemetry, more({ taskId: 't', score: 0, drifted: false }) as never),
      shouldSample: (more) =>
        root.shouldSample(telemetry, more({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736' })),
      startStream: (more) => root.startStream(telemetry, more({ modelId: 'm' })),
      storageHandle: (more) => root.storageHandle(telemetry, more({ operationType: 'add', backend: 's3' })),
      trackStorageOperation: (more) =>
        root.trackStorageOperation(telemetry, more({ operationType: 'add', backend: 's3' }), fn),
      trackStream: (more) => root.trackStream(telemetry, more({ modelId: 'm' }), fn),
    },
    without: `InferometerError PushedStream getContinualMetrics  getDatasetMetrics getDistributedMetrics getDriftMetrics getFailureMetrics getHttpMetrics
      getInferenceMetrics getModelMetrics getStorageMetrics getStreamMetrics getTrainingMetrics storageHooks telemetryEnvironment`,
  },
  './browser': {
    module: browser,
    calls: {
      createPageTelemetry: (more) => browser.createPageTelemetry(more({ url, key: 'write-only-key' })),
      'createPageTelemetry, queue': (more) =>
        browser.createPageTelemetry({ url, key: 'write-only-key', queue: more({}) }),
      otlpReceiver: (more) => browser.otlpReceiver(more({})),
      withOwnMetrics: (more) =>
        browser.withOwnMetrics(pageTelemetry).counter(more({ name: 'hits_total', help: 'H.' })),
      'trackInference of the telemetry of a page': (more) =>
        pageTelemetry.trackInference(more({ modelId: 'm' }), fn),
      'trackModelOperation of the telemetry of a page': (more) =>
        pageTelemetry.trackModelOperation(more({ operationType: 'model_load', modelId: 'm' }), fn),
      trackStream: (more) => browser.trackStream(pageTelemetry, more({ modelId: 'm' }), fn),
    },
    without: '',
  },
  './histogram': {
    module: histogram,
    calls: {
      ExplicitHistogram: (more) => new histogram.ExplicitHistogram(more({ bounds: [1] })),
      HdrHistogram: (more) => new histogram.HdrHistogram(more({})),
      Histogram: (more) => new histogram.Histogram(more({})),
      decodeDoubleHdr: (more) => histogram.decodeDoubleHdr(doubleHdr, more({})),
      decodeHdr: (more) => histogram.decodeHdr(encodedHdr, more({})),
      decodeSnapshot: (more) => histogram.decodeSnapshot(histogram.encodeSnapshot(snapshot), more({})),
      decodeDdSketch: (more) => histogram.decodeDdSketch(histogram.encodeDdSketch(snapshot), more({})),
      downscale: (more) => histogram.downscale(snapshot, more({ scale: 0 })),
      encodeDdSketch: (more) => histogram.encodeDdSketch(snapshot, more({})),
      percentileCsv: (more) => histogram.percentileCsv(snapshot, more({})),
      percentileText: (more) => histogram.percentileText(snapshot, more({})),
      quantileInterval: (more) => histogram.quantileInterval(snapshot, 0.5, more({})),
      toOtelExponential: (more) => histogram.toOtelExponential(snapshot, more({})),
      toSvg: (more) => histogram.toSvg(snapshot, more({})),
      toTerminal: (more) => histogram.toTerminal(snapshot, more({})),
    },
    without: `InferometerError IntervalRecorder Summary allValues bucketCounts cdf correctedForInterval countAt countBetween
      diffSnapshots encodeHdr encodeSnapshot explicitSeries exponentialSeries
      fromNativeHistogram fromOtelExponential hdrSeries kernelKind linearBucketValues loadKernel logarithmicBucketValues mergeSnapshots
      percentiles quantilesOf rebucket recordWithExpectedInterval recordedValues restoreSnapshot seriesOf startTimer stdDev
      subtractSnapshots toNativeHistogram trimmedMean`,
  },
  './hdr': {
    module: hdr,
    calls: {
      HdrLogLines: (more) => new hdr.HdrLogLines(more({})),
      HistogramLogReader: (more) => new hdr.HistogramLogReader('', 32, false, more({})),
      build: (more) => hdr.build(more({})),
      decodeDoubleHdr: (more) => hdr.decodeDoubleHdr(doubleHdr, more({})),
      decodeFromCompressedBase64: (more) => hdr.decodeFromCompressedBase64(base64Hdr, 32, false, 0, more({})),
      decodeHdr: (more) => hdr.decodeHdr(encodedHdr, more({})),
      'decode of JsHistogram': (more) => hdr.JsHistogram.decode(encodedHdr, 32, 0, more({})),
      'decode of WasmHistogram': (more) => hdr.WasmHistogram.decode(encodedHdr, 32, 0, more({})),
      readHdrLog: (more) => [...hdr.readHdrLog('', more({}))],
    },
    without: `ByteBuffer Float64Histogram HdrLogWriter HistogramLogWriter Int16Histogram
      Int32Histogram Int8Histogram JsHistogram PackedHistogram Recorder WasmHistogram compressHdr 
      decompressHdr encodeHdr encodeIntoCompressedBase64 initWebAssembly
      initWebAssemblySync listTags `,
  },
  './metrics': {
    module: metrics,
    calls: {
      createMetrics: (more) => metrics.createMetrics(more({})),
      'counter of metrics': (more) =>
        metrics.createMetrics().counter(more({ name: 'c_total', help: 'h' }) as never),
      'gauge of metrics': (more) => metrics.createMetrics().gauge(more({ name: 'g', help: 'h' }) as never),
      'histogram of metrics': (more) =>
        metrics.createMetrics().histogram(more({ name: 'h', help: 'h' }) as never),
    },
    without: 'InferometerError',
  },
  './prometheus': {
    module: prometheus,
    calls: {
      collectSnapshots: (more) => prometheus.collectSnapshots(telemetry, () => [], more({})),
      connectPromClient: (more) => prometheus.connectPromClient(telemetry, more({}) as never),
      createMetricsHandler: (more) => prometheus.createMetricsHandler(telemetry, more({})),
      createMetricsListener: (more) => prometheus.createMetricsListener(telemetry, more({})),
      exposition: (more) => prometheus.exposition(telemetry, more({})),
      expositionText: (more) => prometheus.expositionText(telemetry, more({})),
      startMetricsServer: (more) => prometheus.startMetricsServer(telemetry, more({ port: 0 })),
      pushMetrics: (more) => prometheus.pushMetrics(telemetry, more({ url, job: 'j', timeoutSeconds: 0.1 })),
      deletePushedMetrics: (more) =>
        prometheus.deletePushedMetrics(more({ url, job: 'j', timeoutSeconds: 0.1 })),
    },
    without: 'shareSnapshots',
  },
  './multiprocess': {
    module: multiprocess,
    calls: {
      attachWorker: (more) => multiprocess.attachWorker(telemetry, port, more({})),
      collectSnapshots: (more) => multiprocess.collectSnapshots(telemetry, () => [], more({})),
    },
    without: 'shareSnapshots',
  },
  './edge': {
    module: edge,
    calls: { flushAfter: (more) => edge.flushAfter(telemetry, fn, more({})) },
    without: '',
  },
  './connect': {
    module: connect,
    calls: {
      connect: (more) => connect.connect(telemetry, more({})),
      'connect, prometheus': (more) => connect.connect(telemetry, { prometheus: more({}) }),
    },
    without: '',
  },
  './kernel-js': {
    module: kernelJs,
    calls: { provideJsKernel: (more) => kernelJs.provideJsKernel(more({})) },
    without: '',
  },
  './middleware': {
    module: middleware,
    calls: {
      expressTelemetry: (more) => middleware.expressTelemetry(telemetry, more({})),
      honoTelemetry: (more) => middleware.honoTelemetry(telemetry, more({})),
      nodeTelemetry: (more) => middleware.nodeTelemetry(telemetry, () => {}, more({})),
      withTelemetry: (more) => middleware.withTelemetry(telemetry, () => new Response(), more({})),
    },
    without: 'operationOf',
  },
  './integrations/ai-sdk': {
    module: aiSdk,
    calls: { aiSdkMiddleware: (more) => aiSdk.aiSdkMiddleware(telemetry, more({})) },
    without: 'cancelWithReader',
  },
  './integrations/anthropic': {
    module: anthropic,
    calls: { anthropicMiddleware: (more) => anthropic.anthropicMiddleware(telemetry, more({})) },
    without: '',
  },
  './integrations/fetch': {
    module: fetching,
    calls: {
      instrumentFetch: (more) => fetching.instrumentFetch(telemetry, async () => new Response(), more({})),
    },
    without: '',
  },
  './integrations/langchain': {
    module: langchain,
    calls: { langchainCallbacks: (more) => langchain.langchainCallbacks(telemetry, more({})) },
    without: '',
  },
  './integrations/mcp': {
    module: mcp,
    calls: {
      instrumentMcpTransport: (more) => mcp.instrumentMcpTransport(telemetry, { async send() {} }, more({})),
    },
    without: '',
  },
  './integrations/openai': {
    module: openai,
    calls: {
      instrumentOpenAI: (more) =>
        openai.instrumentOpenAI(telemetry, { embeddings: { create: async () => ({}) } }, more({})),
    },
    without: '',
  },
  './remote-write': {
    module: remoteWrite,
    calls: {
      createRemoteWrite: (more) =>
        remoteWrite.createRemoteWrite(telemetry, more({ url, externalLabels: { job: 'j', instance: 'i' } })),
      'stop of remote write': (more) =>
        remoteWrite
          .createRemoteWrite(other(), { url, externalLabels: { job: 'j', instance: 'i' } })
          .stop(more({ timeoutSeconds: 0 })),
    },
    without: '',
  },
  './http': {
    module: http,
    calls: {
      createHandler: (more) => http.createHandler(telemetry, more({})),
      createListener: (more) => http.createListener(telemetry, more({})),
      'createHandler, ingest': (more) =>
        http.createHandler(telemetry, { ingest: more({ keys: ['write-only-key'], origins: ['*'] }) }),
      'createHandler, reports': (more) => http.createHandler(telemetry, { reports: more({}) }),
      serve: (more) => http.serve(telemetry, more({ port: 0 })),
    },
    without: 'telemetryConfiguration',
  },
  './report': {
    module: report,
    calls: {
      buildReport: (more) => report.buildReport(telemetry, more({})),
      createReport: (more) => report.createReport(history, more({})),
      generateMetricsReport: (more) => report.generateMetricsReport(telemetry, more({})),
      getComprehensiveReport: (more) => report.getComprehensiveReport(telemetry, more({})),
    },
    without: 'renderReport reportSecurityPolicy',
  },
  './chart': {
    module: chart,
    calls: {
      chartOfSnapshot: (more) => chart.chartOfSnapshot('latency-percentiles', telemetry.snapshot(), more({})),
      makeChart: (more) => chart.makeChart('latency-percentiles', history, more({})),
      'makeChart, labels': (more) => chart.makeChart('latency-percentiles', history, more({})),
      renderPng: (more) => chart.renderPng(made, more({})),
      renderSvg: (more) => chart.renderSvg(made, more({})),
    },
    without:
      'InferometerError chartCsv chartTable colorsOf formatCell formatMeasurement heatOf listCharts namesIn storageChartId',
  },
  './store': {
    module: store,
    calls: {
      exportStore: (more) => store.exportStore(reader, new store.MemoryFiles(), more({})),
      fleetQuantileSql: (more) =>
        store.fleetQuantileSql('duckdb', 0.9, more({ metric: 'inference_seconds', files: 'f' })),
      getStoredMetrics: (more) => store.getStoredMetrics(reader, more({})),
      'historyOf: query': (more) => history.query(more({ metric: 'inference_seconds' })).rows(),
      'historyOf: snapshot': (more) => history.snapshot(more({})),
      'historyOf: runs': (more) => history.runs(more({})),
      openStore: (more) => store.openStore(more({ files })),
      readStore: (more) => store.readStore(more({ files })),
      'query of a store': (more) => reader.query(more({ metric: 'inference_seconds' })).rows(),
      'runs of a store': (more) => reader.runs(more({})),
    },
    without:
      'FileError MemoryFiles decodeInterval encodeInterval historyOf indexedDbFiles nodeFiles opfsFiles',
  },
  './client': {
    module: client,
    calls: {
      createClient: (more) => client.createClient(more({ url })),
      'getNow of a client': (more) => client.createClient({ url, retries: 0 }).getNow({}, more({})),
      'now of a client': (more) =>
        client
          .createClient({ url, retries: 0 })
          .now({}, more({ signal: AbortSignal.abort() }))
          .next(),
    },
    without: 'ApiError ApiFile InferometerError',
  },
  './logging': {
    module: logging,
    calls: {
      createEventLogger: (more) => logging.createEventLogger(telemetry, more({ name: 'n' })),
      createLogger: (more) => logging.createLogger(more({})),
    },
    without: 'InferometerError combineLoggers createMessageFirstLogger',
  },
  './drift': {
    module: drift,
    calls: {
      binnedKolmogorovSmirnovTest: (more) =>
        drift.binnedKolmogorovSmirnovTest(drift.alignedBins(snapshot, snapshot), more({})),
      createDriftDetector: (more) => drift.createDriftDetector(numbers, more({})),
      'createDriftDetector, window': (more) =>
        drift.createDriftDetector(numbers, { window: more({ kind: 'tumbling', count: 5 }) }),
      createFeatureDriftDetector: (more) => drift.createFeatureDriftDetector({ a: numbers }, more({})),
      'createFeatureDriftDetector, features': (more) =>
        drift.createFeatureDriftDetector({ a: numbers }, { features: { a: more({}) } }),
      kolmogorovSmirnovTest: (more) => drift.kolmogorovSmirnovTest(numbers, numbers, more({})),
      mannWhitneyTest: (more) => drift.mannWhitneyTest(numbers, numbers, more({})),
    },
    without: `InferometerError alignedBins binnedKolmogorovSmirnov binnedMannWhitneyTest binnedWasserstein chiSquareQuantile
      chiSquareSurvival chiSquareTest decodeDriftFeatures decodeDriftReference encodeDriftReference jensenShannonDistance
      jensenShannonDivergence kolmogorovSmirnov kolmogorovSurvival normalQuantile normalSurvival populationStabilityIndex
      wasserstein`,
  },
  './objectives': {
    module: objectives,
    calls: {
      createBudget: (more) => objectives.createBudget(telemetry, more({ name: 'n', limit: { tokens: 1 } })),
      'createBudget, limit': (more) =>
        objectives.createBudget(telemetry, { name: 'n', limit: more({ tokens: 1 }) }),
      'reserve of a budget': (more) => budget.reserve(more({ modelId: 'm', usage: { inputTokens: 1 } })),
      joinBudget: (more) => objectives.joinBudget(other(), port, more({ name: 'n', limit: { tokens: 1 } })),
      'acquire of a budget that was joined': (more) =>
        objectives
          .joinBudget(other(), port, { name: 'n', limit: { tokens: 1 } })
          .acquire(more({ usage: { inputTokens: 1 } })),
      getObjectives: (more) => objectives.getObjectives(telemetry, more({})),
      watchObjectives: (more) => objectives.watchObjectives(telemetry, more({})),
    },
    without: 'InferometerError getBudgets shareBudget',
  },
  './experiments': {
    module: experiments,
    calls: {
      compareRuns: (more) => experiments.compareRuns([], more({})),
      createMlflowRunLogger: (more) => experiments.createMlflowRunLogger(more({ url, experiment: 'e' })),
      createTelemetryRunLogger: (more) =>
        experiments.createTelemetryRunLogger(telemetry, more({ modelId: 'm' })),
      createTensorBoardRunLogger: (more) =>
        experiments.createTensorBoardRunLogger(more({ directory: './x' }) as never),
      createTrackioRunLogger: (more) => experiments.createTrackioRunLogger(more({ url, project: 'p' })),
      'startRun of a logger': (more) =>
        experiments.createTelemetryRunLogger(other(), { modelId: 'm' }).startRun(more({})),
      'log of a run': (more) => run.log({ loss: 1 }, more({})),
    },
    without: 'InferometerError MemoryEventFiles combineRunLoggers createPerformanceTracker recordsOf',
  },
  './integrations/onnxruntime': {
    module: onnxruntime,
    calls: {
      instrumentOnnx: (more) => onnxruntime.instrumentOnnx(telemetry, ort, more({})),
      onnxKernelProfiler: (more) => onnxruntime.onnxKernelProfiler(telemetry, more({ modelId: 'm' })),
      recordOnnxProfile: (more) => onnxruntime.recordOnnxProfile(telemetry, more({ modelId: 'm' }), '[]'),
    },
    without: '',
  },
  './integrations/transformers': {
    module: transformers,
    calls: {
      instrumentPipeline: (more) => transformers.instrumentPipeline(telemetry, async () => ({}), more({})),
      transformersProgress: (more) => transformers.transformersProgress(telemetry, more({})),
    },
    without: '',
  },
  './integrations/tfjs': {
    module: tfjs,
    calls: {
      instrumentTfjs: (more) => tfjs.instrumentTfjs(telemetry, {}, more({ modelId: 'm', tf })),
      tfjsFitCallbacks: (more) => tfjs.tfjsFitCallbacks(telemetry, more({ modelId: 'm' })),
    },
    without: '',
  },
  './integrations/web-llm': {
    module: webLlm,
    calls: {
      instrumentWebLlm: (more) => webLlm.instrumentWebLlm(telemetry, engine, more({})),
      webLlmProgress: (more) => webLlm.webLlmProgress(telemetry, more({ modelId: 'm' })),
    },
    without: '',
  },
  './integrations/s3': {
    module: s3,
    calls: { s3Telemetry: (more) => s3.s3Telemetry(telemetry, more({})) },
    without: '',
  },
  './integrations/blockstore': {
    module: blockstore,
    calls: {
      instrumentBlockstore: (more) => blockstore.instrumentBlockstore(telemetry, { get: fn }, more({})),
    },
    without: '',
  },
  './integrations/queue': {
    module: queue,
    calls: { watchQueue: (more) => queue.watchQueue(telemetry, { on() {}, off() {} }, more({})) },
    without: '',
  },
  './browser/page': {
    module: page,
    calls: { watchGpu: (more) => page.watchGpu(telemetry, device, more({})) },
    without: 'recordWebVitals watchPage',
  },
  './monitoring': {
    module: monitoring,
    calls: {
      createDashboards: (more) => monitoring.createDashboards(more({})),
      createRules: (more) => monitoring.createRules(more({})),
      monitoringFiles: (more) => monitoring.monitoringFiles(more({})),
    },
    without: 'InferometerError',
  },
  './opentelemetry': {
    module: opentelemetry,
    calls: {
      createMeterProvider: (more) => opentelemetry.createMeterProvider(telemetry, more({})),
      'createMeterProvider, views': (more) =>
        opentelemetry.createMeterProvider(telemetry, {
          views: [more({ instrumentName: 'a', name: 'b' })],
        }),
      createMetricProducer: (more) => opentelemetry.createMetricProducer(telemetry, more({})),
      createOpenTelemetryLogger: (more) => opentelemetry.createOpenTelemetryLogger(more({})),
      createTracing: (more) => opentelemetry.createTracing(telemetry, more({})),
      setupTracing: (more) => opentelemetry.setupTracing(more({ telemetry })),
    },
    without: '',
  },
};

test('the table has every export of every entry', () => {
  const entries = Object.entries(packageJson.exports).filter(([, target]) => typeof target !== 'string');
  assert.equal(Object.keys(ENTRIES).sort(), entries.map(([entry]) => entry).sort());
  for (const [entry, { module, calls, without }] of Object.entries(ENTRIES)) {
    const functions = Object.entries(module).filter(([, value]) => typeof value === 'function');
    const listed = new Set([...Object.keys(calls), ...without.split(/\s+/)]);
    assert.equal(
      functions.map(([name]) => name).filter((name) => !listed.has(name)),
      [],
      entry,
    );
  }
});

const misspelt = <Options extends object>(right: Options) => ({ ...right, misspeltOption: 1 });

/** What it is refused with. */
async function refusalOf(call: Calls[string]): Promise<root.InferometerError> {
  let error: unknown;
  try {
    await call(misspelt);
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof root.InferometerError, `taken, or ${error}`);
  return error as root.InferometerError;
}

/** Options as a configuration object has them, whose class has a getter for each; notes which of them are read by their names. */
function told<Options extends object>(right: Options, read: Set<string>): Options {
  class Told {}
  for (const [name, value] of Object.entries(right))
    Object.defineProperty(Told.prototype, name, { get: () => value });
  const note = (name: string | symbol) => typeof name === 'string' && read.add(name);
  return new Proxy(new Told(), {
    get(target, name, receiver) {
      note(name);
      return Reflect.get(target, name, receiver);
    },
    has(target, name) {
      note(name);
      return Reflect.has(target, name);
    },
  }) as Options;
}

/** Whatever a call has begun. */
async function ended(result: unknown): Promise<void> {
  const { stop, close, detach, dispose } = Object(result) as Readonly<Record<string, unknown>>;
  const end = stop ?? close ?? detach ?? dispose;
  if (typeof end === 'function') await Reflect.apply(end, result, []);
}

/** Nobody traces here. */
const OF_SPANS = ['provider', 'links', 'traceContext', 'operationId', 'source'];

/** What is read later, or only beside something else. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'start of a telemetry': [...OF_SPANS, 'operationType'],
  // Of a handle, which is no operation.
  'inference of a telemetry': [
    ...[...OF_SPANS, 'inputType', 'operationName'],
    ...['trackMemory', 'memory', 'isQueued'],
  ],
  'trackInference of a telemetry': OF_SPANS,
  startStream: OF_SPANS,
  trackStream: OF_SPANS,
  storageHandle: OF_SPANS,
  trackStorageOperation: OF_SPANS,
  // A page does not know what it needs.
  'trackInference of the telemetry of a page': [...OF_SPANS, 'trackMemory', 'memory'],
  'trackModelOperation of the telemetry of a page': OF_SPANS,
  // Where there are runs.
  'historyOf: runs': ['modelId', 'runId', 'member'],
  'runs of a store': ['modelId', 'runId', 'member'],
  // When a model is loaded, or trained.
  instrumentOnnx: ['page'],
  instrumentPipeline: ['page', 'onProgress', 'everySeconds'],
  tfjsFitCallbacks: ['runId', 'parameters'],
};

for (const [entry, { calls }] of Object.entries(ENTRIES)) {
  for (const [name, call] of Object.entries(calls)) {
    test(`${entry}: ${name} refuses a name that nobody knows`, async () => {
      const { code, message } = await refusalOf(call);
      assert.match(code, /^[A-Z]+(_[A-Z]+)+$/);
      assert.match(message, /misspeltOption/, message);
      assert.match(message, /Did you mean \w+\?/, message);
    });
    // Deep within it is a list of names, each with something of its own.
    if (name.includes(',')) continue;
    test(`${entry}: ${name} reads options that a class tells`, async () => {
      const { message } = await refusalOf(call);
      const [, known = ''] = /expected only ([\w, ]+), got/.exec(message) ?? [];
      assert.is.not(known, '', message);
      const read = new Set<string>();
      const run = async () => ended(await call((right) => told(right, read)));
      // Nobody answers: what is waited for longer never comes.
      await Promise.race([run().catch(() => {}), new Promise((done) => setTimeout(done, 2000))]);
      const expected = known.split(', ').filter((one) => !(ELSEWHERE[name] ?? []).includes(one));
      assert.equal(
        expected.filter((one) => !read.has(one)),
        [],
      );
    });
  }
}

test('nothing goes on', () => {
  pageTelemetry.dispose();
  telemetry.dispose();
});
