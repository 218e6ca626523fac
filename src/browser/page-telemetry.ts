/** The telemetry of a page: recorded here for as long as an interval lasts, and kept where it is delivered to. */
import { type DeltaInterval, type DeltaMetric, encodeDelta, readGiven } from '../metrics/inner.ts';
import { onPageHidden, systemTimer } from '../runtime/index.ts';
import {
  type InferenceOptions,
  type ModelOperationOptions,
  type Operation,
  PAGE_INTERVALS_DROPPED,
  TELEMETRY,
  type TrackingHandle,
} from '../telemetry/index.ts';
import { type Codes, requireBoolean, requireFunction } from '../validate.ts';
import { type Delivered, Delivery } from './delivery/delivery.ts';
import type { Dropped, DropReason } from './delta.ts';
import { type PageSettings, type PageTelemetryOptions, pageSettings } from './options.ts';
import { isSomethingKept } from './platform/kept.ts';
import { pageContext } from './recording/context.ts';
import { PageOperation, track } from './recording/operation.ts';
import { secondsBetween } from './recording/recorder.ts';
import type { PageRegistry } from './recording/registry.ts';
import { PageWork } from './recording/work.ts';

/**
 * Made by createPageTelemetry. Misuse, an unknown option or a label value that is no string, throws at once, before anything runs.
 * Recording, and delivering, never throws.
 *
 * @typeParam Label the names of `labelNames`: what every call may have labels for.
 */
export class PageTelemetry<Label extends string = string> implements TrackingHandle {
  /** What lies there may change at any time. */
  readonly [TELEMETRY]: object;
  private readonly settings: PageSettings;
  private readonly registry: PageRegistry;
  private readonly work: PageWork;
  private readonly delivery: Delivery;
  /** 128 random bits: two pages are never one. */
  private readonly page = crypto.getRandomValues(new Uint32Array(4)).join('-');
  private readonly isSampled: boolean;
  private readonly stopListening: () => void;
  private sequence = 0;
  /** What the current interval counts as given up. */
  private dropped: Dropped = {};
  private started = timestamps();
  private readonly timer = systemTimer();
  private stopWaiting: () => void = () => {};
  private isOver = false;

  constructor(settings: PageSettings) {
    this.settings = settings;
    this.isSampled = Math.random() < settings.sampling;
    const isEnabled = settings.consent && this.isSampled;
    const context = pageContext({ ...settings, isEnabled });
    this[TELEMETRY] = context;
    this.registry = context.registry;
    this.work = new PageWork(context);
    this.delivery = new Delivery(settings, this.timer, ({ dropped }, reason) =>
      this.countDropped({ ...dropped, [reason]: 1 + (dropped[reason] ?? 0) }),
    );
    this.stopListening = onPageHidden(globalThis as never, { idle: () => this.hide() });
    if (isEnabled) this.begin();
  }

  /**
   * Runs `fn` as an inference of a batch. What `fn` returns or throws comes back as it is, synchronously or as a promise. A stream
   * is a result like any other, and the inference ends when it is there: see `trackStream`.
   *
   * @throws TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   * @example
   * const output = await telemetry.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => session.run(feeds));
   */
  trackInference<T>(options: InferenceOptions<Label>, fn: (operation: Operation) => T): T {
    return this.tracked(() => this.work.inference(options), fn);
  }

  /**
   * Runs `fn` as the loading, initialising or saving of a model. What `fn` returns or throws comes back as it is.
   *
   * @throws as `trackInference`
   * @example
   * const session = await telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'glyphs' }, () =>
   *   InferenceSession.create(url),
   * );
   */
  trackModelOperation<T>(options: ModelOperationOptions<Label>, fn: (operation: Operation) => T): T {
    return this.tracked(() => this.work.model(options), fn);
  }

  /**
   * Whether the visitor allows it. Where that is taken back, what was recorded and has not been delivered is forgotten, in IndexedDB
   * too.
   *
   * @throws BROWSER_OPTION_KIND
   * @example
   * banner.onAccept = () => telemetry.consent(true);
   */
  consent(isGiven: boolean): void {
    requireBoolean(IS_GIVEN, 'isGiven', isGiven);
    const { recording } = this.registry;
    const isEnabled = isGiven && this.isSampled && !this.isOver;
    if (isEnabled === recording.enabled) return;
    recording.enabled = isEnabled;
    if (isEnabled) {
      this.begin();
      return;
    }
    this.stopWaiting();
    this.registry.takeDelta();
    void this.delivery.forget();
  }

  /**
   * Ends the current interval and sends all that waits, also while the back-off would wait. It never rejects.
   *
   * @returns what the server acknowledged, and what it did not
   * @example
   * const { waiting } = await telemetry.flush();
   */
  flush(): Promise<Delivered> {
    this.endInterval();
    return this.delivery.flush();
  }

  /** Ends the last interval, sends it as a page does that is left, and records nothing from now on; what is tracked runs untracked. */
  dispose(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.hide();
    this.stopWaiting();
    this.stopListening();
    this.registry.recording.enabled = false;
    this.delivery.stop();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private tracked<T>(begin: () => PageOperation, fn: (operation: Operation) => T): T {
    const operation = readGiven(this.registry.recording.contain, () => {
      requireFunction('fn', fn);
      return begin();
    });
    return track(operation ?? new PageOperation('unknown', {}), fn);
  }

  private begin(): void {
    this.started = timestamps();
    this.wait();
    if (this.settings.queue.persist)
      void isSomethingKept().then((isKept) => (isKept ? this.delivery.resume() : undefined));
  }

  private wait(): void {
    this.stopWaiting = this.timer.after(this.settings.intervalSeconds * 1000, () => {
      this.endInterval();
      this.wait();
    });
  }

  private hide(): void {
    if (!this.registry.recording.enabled) return;
    this.endInterval();
    this.delivery.leave();
  }

  /** Nothing that came since the last one ended is none. */
  private endInterval(): void {
    if (!this.registry.recording.enabled) return;
    const metrics = this.registry.takeDelta();
    const { started } = this;
    const ended = timestamps();
    this.started = ended;
    if (metrics.length === 0) return;
    const durationSeconds = secondsBetween(started.monotonicMs, ended.monotonicMs);
    this.deliver(metrics, {
      startedAtUnixMs: ended.wallUnixMs - durationSeconds * 1000,
      endedAtUnixMs: ended.wallUnixMs,
      durationSeconds,
      wallClockJumpSeconds: (ended.wallUnixMs - started.wallUnixMs) / 1000 - durationSeconds,
    });
  }

  /** What is too long for a request is delivered in two halves. */
  private deliver(metrics: readonly DeltaMetric[], times: Omit<DeltaInterval, 'metrics' | 'sequence'>): void {
    const interval = encodeDelta({ ...times, sequence: this.sequence, metrics });
    const halves = interval.length > LONGEST_INTERVAL ? halvesOf(metrics) : [];
    for (const half of halves) this.deliver(half, times);
    if (halves.length > 0) return;
    const { page, sequence, dropped } = this;
    this.sequence += 1;
    this.dropped = {};
    this.delivery.add({ page, sequence, interval, dropped });
  }

  /** In this interval, and again in a later one if this is given up, too. */
  private countDropped(dropped: Dropped): void {
    for (const [reason, times] of Object.entries(dropped)) {
      this.registry.countLoss(PAGE_INTERVALS_DROPPED, reason, times);
      this.dropped = { ...this.dropped, [reason]: times + (this.dropped[reason as DropReason] ?? 0) };
    }
  }
}

const IS_GIVEN: Codes = { kind: 'BROWSER_OPTION_KIND', range: '', remedy: 'Pass true or false.' };

/** Of the text of one, in a request of 60,000 bytes. */
const LONGEST_INTERVAL = 50_000;

/** The metrics in two parts, or the series of the one that there is; none where nothing can be parted. */
function halvesOf(metrics: readonly DeltaMetric[]): (readonly DeltaMetric[])[] {
  const parts = <T>(all: readonly T[]) =>
    all.length > 1 ? [all.slice(0, all.length / 2), all.slice(all.length / 2)] : [];
  const [metric] = metrics;
  if (metric === undefined || metrics.length > 1) return parts(metrics);
  return parts(metric.series).map((series) => [{ ...metric, series }]);
}

/**
 * Telemetry for a page, or a worker of one: inferences and models, delivered to a server that adds up all pages. Metrics of one's
 * own come with `withOwnMetrics`. Nothing is asked of the visitor's browser but the time: no cookie, no identifier, nothing stored but what could not be
 * delivered yet.
 *
 * @throws BROWSER_OPTION_KIND, BROWSER_OPTION_RANGE, BROWSER_UNKNOWN_OPTION
 * @example
 * const telemetry = createPageTelemetry({ url: 'https://telemetry.example/ingest', key: 'write-only-key-of-my-app' });
 * const output = await telemetry.trackInference({ modelId: 'glyphs' }, () => session.run(feeds));
 */
export function createPageTelemetry<const Label extends string = never>(
  options: PageTelemetryOptions<Label>,
): PageTelemetry<Label> {
  return new PageTelemetry(pageSettings(options));
}

function timestamps() {
  return { monotonicMs: performance.now(), wallUnixMs: Date.now() };
}
