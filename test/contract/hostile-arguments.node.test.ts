// Objects that throw when they are looked at: getters, proxies, revoked ones, handed to everything that a program calls while it
// works. Nothing but the library's coded errors comes back, what was to run runs, and what could not be read is counted.
import {
  createContinualLearningTracker,
  createTelemetry,
  forget,
  getFindings,
  getMetrics,
  instrument,
  logModelPerformance,
  logTrainingProgress,
  logTrainingStart,
  recordDriftCheck,
  shouldSample,
  startStream,
  storageHandle,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
  trackStream,
} from 'inferometer';
import { createDriftDetector } from 'inferometer/drift';
import { createPerformanceTracker, createTelemetryRunLogger } from 'inferometer/experiments';
import { createEventLogger } from 'inferometer/logging';
import { createMetrics } from 'inferometer/metrics';
import { withTelemetry } from 'inferometer/middleware';
import { createBudget } from 'inferometer/objectives';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';

class Foreign extends Error {}

/** How often somebody looked, and was refused. */
let looks = 0;

const throwing = (): never => {
  looks += 1;
  throw new Foreign('of somebody else');
};

/** What is thrown may be as hostile as what throws it. */
const throwingRevoked = (): never => {
  looks += 1;
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  throw proxy;
};

type Hostility = (good: object) => object;

/** With one field that throws, whichever: one object for each. */
function withGetters(refuse: () => never): (good: object) => readonly object[] {
  return (good) =>
    Object.keys(good).map((name) =>
      Object.defineProperty({ ...good }, name, { enumerable: true, get: refuse }),
    );
}

function trapped(trap: keyof ProxyHandler<object>, refuse: () => never): Hostility {
  return (good) => new Proxy(good, { [trap]: refuse });
}

const HOSTILE: Readonly<Record<string, (good: object) => readonly object[]>> = {
  'a getter that throws': withGetters(throwing),
  'a getter that throws a revoked proxy': withGetters(throwingRevoked),
  'a proxy that cannot be read': (good) => [trapped('get', throwing)(good)],
  'a proxy without keys': (good) => [trapped('ownKeys', throwing)(good)],
  'a proxy without descriptors': (good) => [trapped('getOwnPropertyDescriptor', throwing)(good)],
  'a proxy without a prototype': (good) => [trapped('getPrototypeOf', throwing)(good)],
  'a proxy that has nothing': (good) => [trapped('has', throwing)(good)],
  'a revoked proxy': (good) => {
    const { proxy, revoke } = Proxy.revocable(good, {});
    revoke();
    return [proxy];
  },
};

/** Which are sound, and are to be taken. */
const SOUND: Readonly<Record<string, Hostility>> = {
  'no prototype': (good) => Object.assign(Object.create(null), good),
  'a symbol among the keys': (good) => ({ ...good, [Symbol('mine')]: 1 }),
  'a frozen proxy': (good) => new Proxy(Object.freeze({ ...good }), {}),
};

/** Names out of data that every object knows. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then'] as const;

interface Call {
  /** What is right. */
  readonly good: object;
  /** @param ran what the program was to do: once, or the call threw a coded error before it */
  readonly call: (given: never, ran: () => number) => unknown;
  /** Whether `ran` is called. */
  readonly isRun?: boolean;
  /** False where nothing is lost: what throws its class alone, of what is looked through a shape that it may have. */
  readonly isCounted?: boolean;
}

const model = { modelId: 'm' };

async function* tokens() {
  yield 'a';
}

async function drained(chunks: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of chunks) count += 1;
  return count;
}

function calls(telemetry: Telemetry<string>): Readonly<Record<string, Call>> {
  const hooks = storageHooks(telemetry);
  const own = telemetry.counter({ name: 'own_total', help: 'O.', labels: ['a'] });
  const operation = () => telemetry.start('inference', model);
  const learner = createContinualLearningTracker(telemetry);
  const run = telemetry.run({ modelId: 'trained' });
  const logged = createTelemetryRunLogger(telemetry, { modelId: 'logged' }).startRun();
  const tracker = createPerformanceTracker(createTelemetryRunLogger(telemetry, { modelId: 'tracked' }));
  const log = createEventLogger(telemetry, { name: 'n' });
  const budget = createBudget(telemetry, { name: 'b', limit: { tokens: 100 } });
  const meter = createMeterProvider(telemetry).getMeter('m');
  const others = meter.createCounter('of_others');
  const histogram = meter.createHistogram('more_of_others');
  const metrics = createMetrics().gauge({ name: 'g', help: 'G.', labels: ['a'] });
  const detector = createDriftDetector({ a: 5, b: 5 });
  return {
    'telemetry.trackInference': {
      good: { ...model, batchSize: 2, labels: { tenant: 'a' } },
      call: (given, ran) => telemetry.trackInference(given, ran),
      isRun: true,
    },
    'telemetry.trackModelOperation': {
      good: { operationType: 'model_load', ...model, modelSizeBytes: 4 },
      call: (given, ran) => telemetry.trackModelOperation(given, ran),
      isRun: true,
    },
    'telemetry.trackTrainingEpoch': {
      good: { ...model, epoch: 1, numSamples: 4 },
      call: (given, ran) => telemetry.trackTrainingEpoch(given, ran),
      isRun: true,
    },
    'telemetry.trackDatasetOperation': {
      good: { operationType: 'dataset_load', datasetId: 'd', datasetSizeBytes: 4 },
      call: (given, ran) => telemetry.trackDatasetOperation(given, ran),
      isRun: true,
    },
    'telemetry.trackDistributedOperation': {
      good: { operationType: 'task_distribution', taskId: 't', numWorkers: 4 },
      call: (given, ran) => telemetry.trackDistributedOperation(given, ran),
      isRun: true,
    },
    'telemetry.start': { good: model, call: (given) => telemetry.start('inference', given).ok() },
    'telemetry.start, of storage': {
      good: { backend: 's3' },
      call: (given) => telemetry.start('add', given).ok(),
    },
    'telemetry.inference': {
      good: { ...model, batchSize: 2 },
      call: (given) => telemetry.inference(given).record(1),
    },
    'telemetry.handle': {
      good: model,
      call: (given) => telemetry.handle('optimizer_step', given).record(1),
    },
    'telemetry.run': {
      good: { ...model, runId: 'r', parameters: { lr: 1 } },
      call: (given) => telemetry.run(given).end(),
    },
    'parameters of telemetry.run': {
      good: { lr: 1 },
      call: (given) => telemetry.run({ ...model, parameters: given }).end(),
    },
    'run.log': { good: { loss: 1, f1: 0.5 }, call: (given) => run.log(given, { epoch: 1 }) },
    'run.log, position': { good: { epoch: 1, step: 2 }, call: (given) => run.log({ loss: 1 }, given) },
    'run.trackEpoch': {
      good: { epoch: 1, numSamples: 4 },
      call: (given, ran) => run.trackEpoch(given, ran),
      isRun: true,
    },
    'telemetry.recordTrainingStats': {
      good: { ...model, loss: 1, metrics: { f1: 1 } },
      call: (given) => telemetry.recordTrainingStats(given),
    },
    'metrics of telemetry.recordTrainingStats': {
      good: { f1: 1 },
      call: (given) => telemetry.recordTrainingStats({ ...model, metrics: given }),
    },
    'telemetry.recordWorkerUtilization': {
      good: { workerId: 'w', utilization: 0.5 },
      call: (given) => telemetry.recordWorkerUtilization(given),
    },
    'telemetry.recordWorkerTask': {
      good: { workerId: 'w', durationSeconds: 0.5 },
      call: (given) => telemetry.recordWorkerTask(given),
    },
    'telemetry.recordCacheReads': {
      good: { datasetId: 'd', source: 's', hits: 1, misses: 1 },
      call: (given) => telemetry.recordCacheReads(given),
    },
    'labels of a tracked call': {
      good: { tenant: 'a' },
      call: (given, ran) => telemetry.trackInference({ ...model, labels: given }, ran),
      isRun: true,
    },
    'metric.withLabels': { good: { a: 'x' }, call: (given) => own.withLabels(given).add(1) },
    'metric.remove': { good: { a: 'x' }, call: (given) => own.remove(given), isCounted: false },
    'withLabels of createMetrics': {
      good: { a: 'x' },
      call: (given) => metrics.withLabels(given).set(1),
      isCounted: false,
    },
    'operation.set': { good: { size: 1, text: 'x' }, call: (given) => operation().set(given) },
    'operation.usage': {
      good: { inputTokens: 1, outputTokens: 2 },
      call: (given) => operation().usage(given),
    },
    'operation.fail': {
      good: { name: 'Error', code: 'E' },
      call: (given) => operation().fail(given),
      isCounted: false,
    },
    'operation.retry': {
      good: { name: 'Error' },
      call: (given) => operation().retry(given),
      isCounted: false,
    },
    trackStream: {
      good: { ...model, provider: 'p' },
      call: async (given, ran) => {
        const chunks = await drained(
          trackStream(telemetry, given, () => {
            ran();
            return tokens();
          }),
        );
        assert.is(chunks, 1);
        return 1;
      },
      isRun: true,
    },
    startStream: {
      good: model,
      call: (given) => {
        const stream = startStream(telemetry, given);
        stream.token();
        stream.end();
      },
    },
    'chunks of a stream': {
      good: { choices: [{ delta: { content: 'x' } }], usage: { prompt_tokens: 1 } },
      call: (given) => {
        const stream = startStream(telemetry, model);
        stream.chunk(given);
        stream.end();
      },
      isCounted: false,
    },
    'tokens of a stream': {
      good: { content: 1 },
      call: (given) => {
        const stream = startStream(telemetry, model);
        stream.token(given);
        stream.end();
      },
    },
    trackStorageOperation: {
      good: { operationType: 'add', backend: 's3' },
      call: (given, ran) => trackStorageOperation(telemetry, given, ran),
      isRun: true,
    },
    storageHandle: {
      good: { operationType: 'add', backend: 's3' },
      call: (given) => storageHandle(telemetry, given).record(1),
    },
    'storageHooks, started': {
      good: { operationId: '1', operationType: 'add', backend: 's3' },
      call: (given) => hooks.operationStarted(given),
    },
    'storageHooks, status': {
      good: { operationId: '1', status: 'completed' },
      call: (given) => hooks.statusChanged(given),
    },
    'storageHooks, health': {
      good: { backend: 's3', health: 'online' },
      call: (given) => hooks.backendHealthChanged(given),
    },
    'storageHooks, queue': {
      good: { size: 1, status: 'pending' },
      call: (given) => hooks.queueSizeChanged(given),
    },
    'storageHooks, retried': {
      good: { operationId: 'again' },
      call: (given) => {
        hooks.operationStarted({ operationId: 'again', operationType: 'add', backend: 's3' });
        hooks.operationRetried(given);
        hooks.statusChanged({ operationId: 'again', status: 'completed' });
      },
    },
    logTrainingStart: { good: { taskId: 't' }, call: (given) => logTrainingStart(telemetry, given) },
    logTrainingProgress: {
      good: { taskId: 't', epoch: 1, loss: 1 },
      call: (given) => logTrainingProgress(telemetry, given),
    },
    logModelPerformance: {
      good: { taskId: 't', metrics: { a: 1 } },
      call: (given) => logModelPerformance(telemetry, given),
    },
    'metrics of logModelPerformance': {
      good: { a: 1 },
      call: (given) => logModelPerformance(telemetry, { taskId: 't', metrics: given }),
    },
    recordDriftCheck: {
      good: { taskId: 't', score: 0.5, threshold: 1, drifted: false },
      call: (given) => recordDriftCheck(telemetry, given),
    },
    'learner.recordTrainingStep': { good: { loss: 1 }, call: (given) => learner.recordTrainingStep(given) },
    'learner.recordTaskCompletion': {
      good: { taskId: 't', retentionScore: 1 },
      call: (given) => learner.recordTaskCompletion(given),
    },
    'learner.recordInference': {
      good: { durationSeconds: 1 },
      call: (given) => learner.recordInference(given),
    },
    'learner.updateMemoryUsage': {
      good: { device: 'gpu', usedBytes: 1 },
      call: (given) => learner.updateMemoryUsage(given),
    },
    shouldSample: {
      good: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
      call: (given) => shouldSample(telemetry, given),
    },
    'logger of events': { good: { event_type: 'e', n: 1 }, call: (given) => log.info(given, 'm') },
    'child of a logger of events': {
      good: { n: 1 },
      call: (given) => log.child(given).info('m'),
    },
    'log of a run logger': { good: { loss: 1 }, call: (given) => logged.log(given) },
    logExperiment: { good: { loss: 1 }, call: (given) => tracker.logExperiment('t', given) },
    'budget.reserve': {
      good: { modelId: 'm', usage: { inputTokens: 1 } },
      call: (given) => budget.reserve(given).release(),
    },
    'attributes of a counter of OpenTelemetry': {
      good: { a: 'x', b: 1 },
      call: (given) => others.add(1, given),
    },
    'attributes of a histogram of OpenTelemetry': {
      good: { a: 'x', b: 1 },
      call: (given) => histogram.record(1, given),
    },
    'what an instrumented method is said to do': {
      good: { operationType: 'inference', modelId: 'm' },
      call: (given, ran) => instrument(telemetry, { ask: ran }, { operations: { ask: () => given } }).ask(),
      isRun: true,
    },
    'middleware: labels of a request': {
      good: { tenant: 'a' },
      call: async (given, ran) => {
        const handler = withTelemetry(
          telemetry,
          () => {
            ran();
            return new Response('x');
          },
          { labels: () => given },
        );
        assert.is((await handler(new Request('http://a/'))).status, 200);
        return 1;
      },
      isRun: true,
    },
    'detector.detect': { good: { a: 1, b: 2 }, call: (given) => detector.detect(given) },
    forget: { good: { modelId: 'none' }, call: (given) => forget(telemetry, given), isCounted: false },
    getMetrics: { good: { modelId: 'm' }, call: (given) => getMetrics(telemetry, given), isCounted: false },
    getFindings: {
      good: { analysisPercentiles: [0.5] },
      call: (given) => getFindings(telemetry, given),
      isCounted: false,
    },
  };
}

function refused(telemetry: Telemetry): number {
  const metric = telemetry
    .snapshot()
    .metrics.find(({ fullName }) => fullName === 'inferometer_recordings_refused_total');
  return (metric?.series ?? []).reduce((sum, point) => sum + ('value' in point ? point.value : 0), 0);
}

const isCoded = (error: unknown) => {
  try {
    return /^[A-Z][A-Z_]+$/.test((error as { code: string }).code);
  } catch {
    return false;
  }
};

const nameOf = (error: unknown) => {
  try {
    return String(error);
  } catch {
    return 'something that cannot be told';
  }
};

const unhandled: unknown[] = [];
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (reason) => unhandled.push(nameOf(reason)));

const made = () => createTelemetry({ logLevel: 'silent', labelNames: ['tenant'] });

/** What is wrong with a call, or undefined. @param isSound whether nothing may be refused */
async function faultOf(
  telemetry: Telemetry,
  call: Call,
  given: object,
  isSound: boolean,
): Promise<string | undefined> {
  let runs = 0;
  const ran = () => {
    runs += 1;
    return 1;
  };
  const before = refused(telemetry);
  looks = 0;
  try {
    const result = await call.call(given as never, ran);
    if (call.isRun && (runs !== 1 || result !== 1)) return `it ran ${runs} times, and gave ${result}`;
    const counted = refused(telemetry) - before;
    if (isSound && counted > 0) return 'it was refused';
    if (looks > 0 && counted === 0 && call.isCounted !== false) return `it was counted nowhere`;
  } catch (error) {
    if (isSound) return `threw ${nameOf(error)}`;
    if (!isCoded(error)) return `threw ${nameOf(error)}`;
    if (runs > 0) return `threw ${nameOf(error)} after it ran`;
  }
  return undefined;
}

for (const [kind, hostility] of Object.entries(HOSTILE)) {
  test(`${kind}: nothing of it reaches the program`, async () => {
    const telemetry = made();
    const faults: string[] = [];
    for (const [name, call] of Object.entries(calls(telemetry))) {
      for (const given of hostility(call.good)) {
        const fault = await faultOf(telemetry, call, given, false);
        if (fault !== undefined) faults.push(`${name}: ${fault}`);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal([...new Set(faults)], []);
    assert.equal(unhandled.splice(0), []);
    telemetry.dispose();
  });
}

for (const [kind, change] of Object.entries(SOUND)) {
  test(`${kind}: it is taken as any other`, async () => {
    const telemetry = made();
    const faults: string[] = [];
    for (const [name, call] of Object.entries(calls(telemetry))) {
      const fault = await faultOf(
        telemetry,
        call,
        Array.isArray(call.good) ? call.good : change(call.good),
        true,
      );
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
    }
    assert.equal(faults, []);
    telemetry.dispose();
  });
}

for (const foreign of NAMES) {
  test(`a field that is called ${foreign}: it is one, or it is refused by name`, async () => {
    const telemetry = made();
    const faults: string[] = [];
    for (const [name, call] of Object.entries(calls(telemetry))) {
      const given = Object.defineProperty({ ...call.good }, foreign, {
        enumerable: true,
        configurable: true,
        writable: true,
        value: 1,
      });
      const fault = await faultOf(telemetry, call, given, false);
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
    }
    assert.equal(faults, []);
    assert.is(({} as { polluted?: unknown }).polluted, undefined);
    telemetry.snapshot();
    telemetry.dispose();
  });
}
