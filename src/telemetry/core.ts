/** What stands under the trackers of a telemetry instance: settings, time and history. */
import { wrongValue } from '../errors.ts';
import { preparedKernelKind } from '../histogram/inner.ts';
import {
  budgetOn,
  containedClock,
  containedScheduler,
  containedTimer,
  HISTORY_INTERVALS_DROPPED,
  History,
  IntervalCollector,
  isThenable,
  Lifetimes,
  type MetricReading,
  Registry,
  readGiven,
  requireFinalization,
  runSync,
} from '../metrics/inner.ts';
import {
  componentOf,
  refreshComponents,
  TELEMETRY,
  type TelemetryContext,
  type TelemetrySnapshot,
  takingSnapshot,
} from './context/context.ts';
import { Log } from './context/log.ts';
import type { ConfigurableOptions, TelemetryOptions } from './context/options.ts';
import { Runs } from './context/runs.ts';
import { type Platform, reconfigured, type Settings, settingsOf } from './context/settings.ts';
import { WORKER_UTILIZATION_RATIO } from './tracking/distributed/metrics.ts';
import { MemoryGauges } from './tracking/memory-gauges.ts';
import { FURTHER_LABELS, METHOD_METRICS } from './tracking/method-metrics.ts';

export class TelemetryCore {
  /** Ends intervals; runs by itself unless telemetry is disabled. */
  readonly collector: IntervalCollector;
  /** What lies there may change at any time. */
  readonly [TELEMETRY]: TelemetryContext;
  private log: Log;
  private isDisposed = false;

  constructor(options: TelemetryOptions, platform: Platform) {
    const settings = settingsOf(options, platform);
    requireFreeNames(settings);
    requireFinalization();
    const { maxHistoryEntries, maxHistoryBytes, prefix, storagePrefix } = settings;
    const { expireAfterSeconds, workerTimeoutSeconds } = settings;
    const registry: Registry = new Registry({
      ...settings,
      instruments: METHOD_METRICS,
      prefixOf: (category) =>
        UNPREFIXED.test(category) ? '' : category === 'storage' ? storagePrefix : prefix,
      expireAfterSecondsOf: ({ name }) =>
        Math.min(
          expireAfterSeconds,
          name === WORKER_UTILIZATION_RATIO.name ? workerTimeoutSeconds : Infinity,
        ),
      clock: containedClock(settings.clock, platform.clock, (port, fn) => registry.contain(port, fn)),
      lost: (counter, label, what) => this.log.failure(counter, label, what),
    });
    const { contain, recording } = registry;
    const { clock } = registry.context;
    const timer = containedTimer(settings.timer, platform.timer, contain);
    const scheduler = containedScheduler(settings.scheduler, platform.scheduler, contain);
    this.log = new Log(settings, contain);
    const runs = new Runs(recording, registry.limits, settings, () => clock.wallUnixMs());
    const history = new History(maxHistoryEntries, maxHistoryBytes, (bound) => {
      registry.of(HISTORY_INTERVALS_DROPPED).withLabelValues([bound]).record(1);
    });
    this.collector = new IntervalCollector({
      ...settings,
      registry,
      clock,
      timer,
      history,
      contain,
      refresh: () => refreshComponents(this[TELEMETRY]),
    });
    const { collector } = this;
    this[TELEMETRY] = {
      ...settings,
      clock,
      timer,
      scheduler,
      registry,
      contain,
      budget: budgetOn(scheduler),
      runs,
      history,
      log: this.log,
      collector,
      lifetimes: new Lifetimes(recording),
      startedMs: clock.monotonicMs(),
      startedAtUnixMs: clock.wallUnixMs(),
      components: new Map(),
    };
    componentOf(this[TELEMETRY], MemoryGauges);
    // First: where that is misuse, nothing runs yet.
    const attached = readGiven(contain, () => settings.store?.attach(this), 'store');
    if (isThenable(attached)) contain('store', () => attached);
    if (settings.enabled) this.startCollecting();
  }

  /**
   * Changes options while telemetry runs; what is left out stays as it is. The others need an instance of their own.
   *
   * @throws TELEMETRY_OPTION_FIXED, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE,
   * TELEMETRY_ARGUMENT_KIND
   * @example
   * telemetry.configure({ aggregationIntervalSeconds: 10, logLevel: 'warn' });
   */
  configure(options: ConfigurableOptions): void {
    const instance = this[TELEMETRY];
    const { registry, history } = instance;
    const settings = reconfigured(instance, options);
    Object.assign(instance, settings);
    this.log.reconfigure(settings);
    history.resize(settings.maxHistoryEntries, settings.maxHistoryBytes);
    registry.context.traceContext = settings.traceContext;
    this.collector.reconfigure(settings.aggregationIntervalSeconds);
    if (this.isDisposed || settings.enabled === registry.recording.enabled) return;
    // Either way an interval ends: no rate is spread over time in which nothing was recorded.
    this.collector.end();
    registry.recording.enabled = settings.enabled;
    if (settings.enabled) this.startCollecting();
    else this.collector.stop();
  }

  /** Asks for the kernel now, and not in the midst of what is tracked. Where it is no Wasm, the log says so. */
  private startCollecting(): void {
    this.collector.start();
    preparedKernelKind().then((kernel) => {
      if (kernel === 'wasm') return;
      const kept = kernel ? 'the kernel is JavaScript, and slower' : 'no histogram records';
      const fields = { event_type: 'kernel', kernel: kernel ?? 'none' };
      this.log.write('warn', fields, `Wasm cannot be compiled here: ${kept}`);
    });
  }

  /**
   * As the metrics of a snapshot, but read while they are iterated, each series when its turn comes: whoever exposes
   * or exports a hundred thousand of them can pause in between, and never holds them all.
   *
   * @example
   * for (const { fullName, series } of telemetry.metrics) for (const { labels } of series) console.log(fullName, labels);
   */
  get metrics(): Iterable<MetricReading> {
    return {
      [Symbol.iterator]: () => {
        refreshComponents(this[TELEMETRY]);
        return this[TELEMETRY].registry.read();
      },
    };
  }

  /** Everything recorded so far, as plain data: what reports, expositions and exporters read. */
  snapshot(): TelemetrySnapshot {
    return runSync(takingSnapshot(this[TELEMETRY]));
  }

  /**
   * Ends the current interval, and hands on what waits: what a store or remote write has, spans of `setupTracing`. Call it
   * before a process, or a serverless function, is frozen or ends. It never rejects.
   *
   * @returns true once everything was taken. False where some was not: what may succeed later waits, and is tried again;
   * what is lost is counted.
   * @example
   * export async function handler(event) {
   *   const answer = await telemetry.trackInference({ modelId }, () => model.run(event));
   *   await telemetry.flush();
   *   return answer;
   * }
   */
  async flush(): Promise<boolean> {
    const { contain, components, tracing } = this[TELEMETRY];
    if (!this.isDisposed) this.collector.end();
    const parts = [tracing, ...components.values()];
    // Asynchronous, so that what throws rejects: only tracing may do either.
    const flushed = parts.map((part) => contain('tracing', async () => part?.flush?.()));
    return (await Promise.allSettled(flushed)).every(
      (one) => one.status === 'fulfilled' && one.value !== false,
    );
  }

  /** Ends the last interval for a store, forgets everything, gives the memory back and records nothing from now on; what is tracked runs untracked. */
  dispose(): void {
    // Ending the last interval calls listeners, who may come here again.
    if (this.isDisposed) return;
    const { registry, runs, history, components } = this[TELEMETRY];
    this.isDisposed = true;
    this.collector.dispose();
    // While there is something left that they may read.
    for (const component of components.values()) component.dispose?.();
    history.clear();
    registry.dispose();
    runs.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** What semantic conventions call their attributes, as Prometheus spells them: name sets give them to the catalogue. */
const CONVENTIONAL = /^(db|gen_ai|http|inferometer|messaging|otel)_/;

/** Names of OpenTelemetry, and of the source document for observability, have no prefix: dashboards of others find them. */
const UNPREFIXED = /^(http|drift|continual)$/;

/** A label means one thing on a page. @throws TELEMETRY_LABEL_CONFLICT */
function requireFreeNames({ labelNames, labels: constant }: Settings): void {
  const taken = new Set([...METHOD_METRICS.flatMap(({ labels }) => labels), ...FURTHER_LABELS]);
  const names = [...labelNames, ...Object.keys(constant)];
  const clash =
    names.find((name) => taken.has(name) || CONVENTIONAL.test(name)) ??
    labelNames.find((name) => Object.hasOwn(constant, name));
  if (clash === undefined) return;
  const remedy = 'Choose another name: a metric, a convention or the other option has this one.';
  throw wrongValue('TELEMETRY_LABEL_CONFLICT', 'labels', 'names that nothing else has', clash, remedy);
}
