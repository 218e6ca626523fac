/** What stands under the trackers of a telemetry instance: settings, time and history. */
import { Histogram } from '../histogram/index.ts';
import { Collector } from './collector.ts';
import { Curves } from './curves.ts';
import { EventLog } from './events.ts';
import { History } from './history.ts';
import { INSIDE, type Instance, refreshParts } from './instance.ts';
import { Log } from './log.ts';
import { readMemory } from './memory-gauges.ts';
import type { ConfigurableOptions, TelemetryOptions } from './options.ts';
import { Registry } from './registry.ts';
import { type Platform, reconfigured, settingsOf } from './settings.ts';
import type { MetricReading, TelemetrySnapshot } from './snapshot.ts';

export class TelemetryCore {
  /** Structured events of training and of models. */
  readonly events: EventLog;
  /** Cuts time into intervals; runs by itself unless telemetry is disabled. */
  readonly collector: Collector;
  /** @internal */
  readonly [INSIDE]: Instance;
  private readonly log: Log;
  private readonly startedAtUnixMs: number;
  private isDisposed = false;

  constructor(options: TelemetryOptions, platform: Platform) {
    const settings = settingsOf(options, platform);
    if (settings.enabled) requireKernel();
    const { seriesLimit, historySize, clock, maxHistoryEntries, maxHistoryBytes } = settings;
    this.log = new Log(settings, () => registry.gate.refuse('logger_failed'));
    const registry = new Registry({
      ...settings,
      lost: (counter, label) => this.log.failure(counter, label),
    });
    const curves = new Curves(registry.gate, registry.labels, seriesLimit, historySize);
    const history = new History(maxHistoryEntries, maxHistoryBytes, (bound) => {
      registry.counter('history_intervals_dropped_total').at([bound]).value += 1;
    });
    this.collector = new Collector({
      ...settings,
      registry,
      history,
      beforeEnd: () => this.refresh(),
      listenerFailed: () => registry.gate.refuse('listener_failed'),
    });
    this.startedAtUnixMs = clock.wallUnixMs();
    const startedMs = clock.monotonicMs();
    const { collector } = this;
    this[INSIDE] = {
      ...settings,
      registry,
      curves,
      history,
      log: this.log,
      collector,
      startedMs,
      parts: new Map(),
    };
    this.events = new EventLog(this.log, () => this[INSIDE].recordContent);
    if (settings.enabled) this.collector.start();
  }

  /**
   * Changes options while telemetry runs; what is left out stays as it is. The others need an instance of their own.
   *
   * @throws TELEMETRY_OPTION_FIXED, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE,
   * TELEMETRY_ARGUMENT_KIND, and KERNEL_UNAVAILABLE when it is to be enabled where Wasm cannot run
   * @example
   * telemetry.configure({ aggregationIntervalSeconds: 10, logLevel: 'warn' });
   */
  configure(options: ConfigurableOptions): void {
    const instance = this[INSIDE];
    const { registry, history } = instance;
    const settings = reconfigured(instance, options);
    if (settings.enabled) requireKernel();
    Object.assign(instance, settings);
    this.log.reconfigure(settings);
    history.resize(settings.maxHistoryEntries, settings.maxHistoryBytes);
    registry.context.traceContext = settings.traceContext;
    this.collector.reconfigure(settings.aggregationIntervalSeconds);
    if (this.isDisposed || settings.enabled === registry.gate.open) return;
    // Either way an interval ends: no rate is spread over time in which nothing was recorded.
    this.collector.flush();
    registry.gate.open = settings.enabled;
    if (settings.enabled) this.collector.start();
    else this.collector.stop();
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
        this.refresh();
        return this[INSIDE].registry.read();
      },
    };
  }

  /** Everything recorded so far, as plain data: what reports, expositions and exporters read. */
  snapshot(): TelemetrySnapshot {
    const { registry, curves, clock } = this[INSIDE];
    refreshParts(this[INSIDE]);
    return {
      version: 1,
      startedAtUnixMs: this.startedAtUnixMs,
      takenAtUnixMs: clock.wallUnixMs(),
      metrics: registry.snapshot(),
      curves: curves.snapshot(),
    };
  }

  /** Forgets everything, gives the memory back and records nothing from now on; what is tracked runs untracked. */
  dispose(): void {
    const { registry, curves, history, parts } = this[INSIDE];
    this.isDisposed = true;
    this.collector.dispose();
    history.clear();
    registry.dispose();
    curves.dispose();
    for (const part of parts.values()) part.dispose?.();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Brings up to date what is only read now and then. */
  private refresh(): void {
    readMemory(this[INSIDE]);
    refreshParts(this[INSIDE]);
  }
}

/**
 * Where the kernel cannot be loaded, telemetry says so when it is made or enabled, and not in the midst of what it
 * tracks. Once loaded it stays. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION
 */
function requireKernel(): void {
  new Histogram().dispose();
}
