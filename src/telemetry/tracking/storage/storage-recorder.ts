/** What is recorded about the operations of one type on one backend. */

import {
  activeSpanOf,
  type CounterSeries,
  type GaugeSeries,
  type HistogramSeries,
  type Lifetimes,
  type RecordingSwitch,
  type Registry,
} from '../../../metrics/inner.ts';
import type { Clock, SpanIds, Tracing } from '../../../ports.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import { type Outcome, UNNAMED } from '../../operations/outcome.ts';
import { type PhaseOwner, PhaseRecorder } from '../../operations/phase-recorder.ts';
import {
  isDuration,
  type RecorderPorts,
  recordDuration,
  type SpanDescriptor,
} from '../../operations/recorder.ts';
import {
  BACKEND_RESPONSE_TIME_SECONDS,
  OPERATION_COUNT_TOTAL,
  OPERATION_ERROR_RATE,
  OPERATION_FAILURE_LATENCY_SECONDS,
  OPERATION_OUTCOMES_TOTAL,
  OPERATION_SUCCESS_RATE,
  OPERATIONS_BY_STATUS,
  OPERATIONS_PER_MINUTE,
  RETRY_COUNT_TOTAL,
} from './metrics.ts';
import { MinuteCount } from './minute.ts';

/** Sums behind rates. Series beyond the limit share one: their rates are those of all of them. */
export class StorageTotals {
  ended = 0;
  ok = 0;
  error = 0;
  readonly lastMinute = new MinuteCount();
}

export class StorageRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly registry: Registry;
  private readonly ports: RecorderPorts;
  private readonly names: readonly [operationType: string, backend: string];
  private readonly own: LabelValues;
  /** As a series without another label has them. */
  private readonly labels: readonly string[];
  private readonly totals: StorageTotals;
  private readonly latencies: HistogramSeries;
  private readonly statuses = new Map<
    string,
    { readonly count: CounterSeries; readonly presence: GaugeSeries }
  >();
  private readonly outcomes = new Map<Outcome, CounterSeries>();
  private successRate: GaugeSeries | undefined = undefined;
  private errorRate: GaugeSeries | undefined = undefined;
  private responseTimes: HistogramSeries | undefined = undefined;
  private perMinute: GaugeSeries | undefined = undefined;
  private toldEnded = 0;

  constructor(
    instance: RecorderPorts,
    names: readonly [operationType: string, backend: string],
    own: LabelValues,
    latencies: HistogramSeries,
    totals: StorageTotals,
  ) {
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.recording = instance.registry.recording;
    this.ports = instance;
    this.names = names;
    this.own = own;
    this.labels = [...names, ...own];
    this.latencies = latencies;
    this.totals = totals;
  }

  get lifetimes(): Lifetimes {
    return this.ports.lifetimes;
  }

  get tracing(): Tracing | undefined {
    return this.ports.tracing;
  }

  spanDescriptor(): SpanDescriptor {
    return { category: 'storage', operationType: this.names[0], phase: undefined };
  }

  entered(status: string): void {
    if (this.recording.enabled) this.inStatus(status).count.record(1);
  }

  /** Tells how many operations are in this status. */
  presence(status: string): GaugeSeries {
    return this.inStatus(status).presence;
  }

  retried(): void {
    if (!this.recording.enabled) return;
    this.registry.of(RETRY_COUNT_TOTAL).withLabelValues(this.labels).record(1);
  }

  /**
   * Latencies of failures stay apart: a fast error must not make a backend look fast.
   *
   * @param errorType the class of what was thrown; empty where nothing was.
   */
  ended(outcome: Outcome, seconds: number, handedIn: SpanIds | undefined, errorType?: string): void {
    if (!this.recording.enabled) return;
    const { registry, totals } = this;
    const span = handedIn ?? activeSpanOf(registry.context);
    this.countOf(outcome).record(1, span);
    totals.ended += 1;
    if (outcome === 'ok') totals.ok += 1;
    if (outcome === 'error') totals.error += 1;
    this.successRate ??= registry.of(OPERATION_SUCCESS_RATE).withLabelValues(this.labels);
    this.errorRate ??= registry.of(OPERATION_ERROR_RATE).withLabelValues(this.labels);
    this.successRate.recordRate(totals.ok, totals.ended);
    this.errorRate.recordRate(totals.error, totals.ended);
    totals.lastMinute.add(this.clock.monotonicMs());
    const latencies = outcome === 'ok' ? this.latencies : this.failureLatencies(outcome, errorType);
    recordDuration(latencies, seconds, span);
  }

  // Looked up once for each word: a few, where a log does not make them of ids.

  private inStatus(status: string) {
    const known = this.statuses.get(status);
    if (known !== undefined) return known;
    const labels = this.labelsWith(status);
    const series = {
      count: this.registry.of(OPERATION_COUNT_TOTAL).withLabelValues(labels),
      presence: this.registry.of(OPERATIONS_BY_STATUS).withLabelValues(labels),
    };
    // What found no room, or was not admitted, is not kept: there is no bound on how many there are.
    if (!series.count.overflow && series.count.labels.status === status) this.statuses.set(status, series);
    return series;
  }

  private countOf(outcome: Outcome): CounterSeries {
    const known = this.outcomes.get(outcome);
    if (known !== undefined) return known;
    const series = this.registry.of(OPERATION_OUTCOMES_TOTAL).withLabelValues(this.labelsWith(outcome));
    this.outcomes.set(outcome, series);
    return series;
  }

  /** Looked up each time: there is no bound on how many classes of errors there are. */
  private failureLatencies(outcome: Exclude<Outcome, 'ok'>, errorType: string | undefined): HistogramSeries {
    const failures = this.registry.of(OPERATION_FAILURE_LATENCY_SECONDS);
    return failures.withLabelValues(this.labelsWith(outcome, errorType || UNNAMED[outcome]));
  }

  /** @param seconds that the backend worked on an operation, in the attempt that succeeded. */
  responded(seconds: number): void {
    if (!this.recording.enabled || !isDuration(seconds)) return;
    this.responseTimes ??= this.registry.of(BACKEND_RESPONSE_TIME_SECONDS).withLabelValues(this.labels);
    this.responseTimes.record(seconds);
  }

  /** Writes down the throughput, which falls while nothing happens; once removed, it waits for the next one that ends. */
  refresh(): void {
    const { ended, lastMinute } = this.totals;
    if (ended === 0) return;
    this.perMinute ??= this.registry.of(OPERATIONS_PER_MINUTE).withLabelValues(this.labels);
    const { perMinute } = this;
    const count = lastMinute.count(this.clock.monotonicMs());
    if (ended === this.toldEnded && (perMinute.isDetached || count === perMinute.value)) return;
    this.toldEnded = ended;
    perMinute.set(count);
  }

  private labelsWith(...others: string[]): string[] {
    return [...this.names, ...others, ...this.own];
  }

  phase(name: string): PhaseRecorder {
    const [operationType, subject] = this.names;
    const owner: PhaseOwner = { category: 'storage', operationType, subject, own: this.own };
    return new PhaseRecorder(this.ports, owner, name);
  }
}
