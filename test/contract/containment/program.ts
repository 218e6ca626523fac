// A program that does everything that calls out, step by step. What it sees of each step is what must not change.
import fc from 'fast-check';
import {
  createTelemetry,
  instrument,
  logTrainingProgress,
  type Objective,
  type Telemetry,
  trackStream,
} from 'inferometer';
import { createEventLogger } from 'inferometer/logging';
import { withTelemetry } from 'inferometer/middleware';
import { createBudget, watchObjectives } from 'inferometer/objectives';
import { createMeterProvider } from 'inferometer/opentelemetry';
import { bodyBytes } from '../../prometheus/read-body.ts';
import { Machine } from '../../telemetry/time.ts';
import { ports, type Saboteur } from './ports.ts';

const OBJECTIVES: readonly Objective[] = [
  { name: 'answers', operationType: 'inference', targetRatio: 0.999 },
  { name: 'fast', operationType: 'inference', withinSeconds: 0.1, targetRatio: 0.9 },
];

/** A program that runs, and what it has seen. */
export class Run {
  readonly machine = new Machine();
  readonly telemetry: Telemetry;
  /** What was called, returned, thrown, in order. */
  readonly seen: string[] = [];
  readonly saboteur: Saboteur;
  readonly #steps: Readonly<Record<StepName, () => unknown>>;

  constructor(saboteur: Saboteur) {
    this.saboteur = saboteur;
    const { machine, seen } = this;
    const telemetry = createTelemetry({
      // Where nobody knows the time, nothing is silent for too long.
      workerTimeoutSeconds: 1e6,
      ...ports(saboteur, machine),
      logLevel: 'debug',
      labelNames: ['tenant'],
      trackMemoryUsage: true,
      objectives: OBJECTIVES,
      pricePerMillionTokens: { m: { input: 1, output: 2 } },
    });
    this.telemetry = telemetry;
    telemetry.collector.subscribe(({ startedAtUnixMs, endedAtUnixMs, durationSeconds }) => {
      const times = startedAtUnixMs + endedAtUnixMs + durationSeconds;
      if (!Number.isFinite(times)) seen.push('an interval without its times');
      return saboteur.call('listener of intervals', () => {});
    });
    watchObjectives(telemetry, { onAlert: () => saboteur.call('listener of alerts', () => {}) });
    const onSpent = () => saboteur.call('listener of budgets', () => {});
    createBudget(telemetry, { name: 'tokens', limit: { tokens: 50 }, onSpent });
    const observed = createMeterProvider(telemetry).getMeter('m').createObservableGauge('observed');
    observed.addCallback((result) =>
      saboteur.call('callback of observable instruments', () => result.observe(7)),
    );
    const routed = withTelemetry(telemetry, () => new Response('page'), {
      route: () => saboteur.call('callback of routes', () => '/page'),
    });
    const target = { ask: (text: string) => `${text}!`, later: async (text: string) => `${text}?` };
    const describe = () =>
      saboteur.call('callback of instrumented clients', () => {
        return { operationType: 'inference', modelId: 'm' } as const;
      });
    const client = instrument(telemetry, target, { operations: { ask: describe, later: describe } });
    const log = createEventLogger(telemetry, { name: 'program' });
    const handle = telemetry.inference({ modelId: 'm', batchSize: 2 });
    const own = telemetry.counter({ name: 'own_total', help: 'O.', labels: ['a'] });
    const sizes = telemetry.histogram({ name: 'own_sizes', help: 'O.' });
    const called = <T>(name: string, result: T): T => {
      seen.push(`called ${name}`);
      machine.pass(0.25);
      return result;
    };
    const given = (attributes: object) =>
      Object.defineProperty({ ...attributes }, 'inputType', {
        enumerable: true,
        get: () => saboteur.call('attribute getter', () => 'text'),
      }) as { modelId: string };
    this.#steps = {
      sync: () => telemetry.trackInference({ modelId: 'm' }, () => called('sync', 'out')),
      throwing: () =>
        telemetry.trackInference({ modelId: 'm' }, () => {
          called('throwing', 0);
          throw new TypeError('mine');
        }),
      promise: () => telemetry.trackModelOperation(LOAD, async () => called('promise', 'loaded')),
      rejecting: () =>
        telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd' }, async () => {
          called('rejecting', 0);
          throw new RangeError('mine');
        }),
      getter: () => telemetry.trackInference(given({ modelId: 'm' }), () => called('getter', 'out')),
      phases: () =>
        telemetry.trackInference({ modelId: 'm' }, async (inference) => {
          inference.set({ own: 1 });
          inference.retry(new Error('first'));
          const output = await inference.child('decode', async () => called('phase', 'decoded'));
          inference.usage({ inputTokens: 40, outputTokens: 20 });
          return inference.run(() => output);
        }),
      queued: () => {
        const queued = telemetry.start('inference', { modelId: 'm', isQueued: true });
        machine.pass(0.125);
        queued.started();
        machine.pass(0.125);
        queued.ok();
        queued.ok();
        return queued.outcome;
      },
      aborted: () => {
        const load = telemetry.start('model_load', { modelId: 'm' });
        load.abort();
        return load.outcome;
      },
      handle: () => {
        const started = handle.start();
        machine.pass(0.05);
        handle.end(started);
        handle.record(0.5);
      },
      stream: async () => {
        const options = {
          modelId: 'm',
          isToken: (chunk: unknown) => saboteur.call('callback of streams', () => chunk !== ''),
        };
        const chunks: unknown[] = [];
        for await (const chunk of trackStream(telemetry, options, tokens(called))) chunks.push(chunk);
        return chunks.join();
      },
      inResult: async () => {
        const streamOf = (result: { readonly inner: AsyncIterable<string> }) =>
          saboteur.call('callback of results', () => result.inner);
        const result = telemetry.trackInference({ modelId: 'm', streamOf: streamOf as never }, () => ({
          inner: tokens(called),
        }));
        let text = '';
        for await (const chunk of result.inner) text += chunk;
        return text;
      },
      training: () => {
        telemetry.trackTrainingEpoch({ modelId: 'm', epoch: 1, numSamples: 5 }, () => called('epoch', 0));
        telemetry.recordTrainingStats({ modelId: 'm', epoch: 1, loss: 0.5, metrics: { f1: 0.25 } });
        telemetry.recordTrainingStats({ modelId: 'm', loss: Number.NaN });
        telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.5 });
      },
      metrics: () => {
        own.withLabels({ a: 'x' }).add(2);
        own.withLabels({ a: 'y' }).add(-1);
        sizes.withLabels().record(3);
      },
      events: () => {
        logTrainingProgress(telemetry, { taskId: 't', epoch: 1, loss: 0.5 });
        log.debug({ event_type: 'e' }, 'd');
        log.warn('w');
        log.error(new Error('e'));
      },
      request: async () => {
        const response = await routed(new Request('http://localhost/page'));
        return response.text();
      },
      client: async () => [client.ask('a'), await client.later('b')],
      seconds: () => machine.pass(7),
      minutes: () => machine.pass(130),
      outage: () => {
        for (let quarter = 0; quarter < 5; quarter++) {
          for (let i = 0; i < 20; i++) telemetry.start('inference', { modelId: 'm' }).fail();
          machine.pass(quarter < 4 ? 900 : 61);
        }
      },
      turn: () => new Promise((resolve) => setTimeout(resolve)),
      configure: () => {
        telemetry.configure({ aggregationIntervalSeconds: 30, objectives: OBJECTIVES.slice(0, 1) });
        telemetry.configure({ aggregationIntervalSeconds: 60, objectives: OBJECTIVES });
      },
      interval: () => void telemetry.collector.flush(),
      snapshot: () => telemetry.snapshot().version,
      scrape: async () => (await bodyBytes(telemetry)).length > 0,
      flush: () => this.#flushed(),
    };
  }

  async step(name: StepName): Promise<void> {
    try {
      this.seen.push(`${name}: ${JSON.stringify(await this.#steps[name]())}`);
    } catch (error) {
      this.seen.push(`${name} threw ${(error as Error).name}: ${(error as Error).message}`);
    }
  }

  /** False where what failed at that very moment was the flush of tracing. */
  async #flushed(): Promise<boolean> {
    const { saboteur } = this;
    const isOfFlush = saboteur.sabotage?.site === 'Tracing.flush';
    const before = saboteur.failures;
    const answer = await this.telemetry.flush();
    return isOfFlush && saboteur.failures > before ? !answer : answer;
  }
}

const LOAD = { operationType: 'model_load', modelId: 'm', modelSizeBytes: 9 } as const;

async function* tokens(called: (name: string, chunk: string) => string): AsyncGenerator<string> {
  yield called('chunk', 'a');
  yield called('chunk', '');
  yield called('chunk', 'b');
}

export const STEPS = [
  'sync',
  'throwing',
  'promise',
  'rejecting',
  'getter',
  'phases',
  'queued',
  'aborted',
  'handle',
  'stream',
  'inResult',
  'training',
  'metrics',
  'events',
  'request',
  'client',
  'seconds',
  'minutes',
  'outage',
  'turn',
  'configure',
  'interval',
  'snapshot',
  'scrape',
  'flush',
] as const;

export type StepName = (typeof STEPS)[number];

/** Some steps, in any order, with intervals between them. */
export const program = fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 14 });
