/** What is recorded about the operations of one type on one backend. */

import {
  activeSpanOf,
  type GaugeSeries,
  type HistogramSeries,
  type Lifetimes,
  type RecordingSwitch,
  type Registry,
} from '../../../metrics/inner.ts';
import type { Clock, SpanIds, Tracing } from '../../../ports.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { Outcome } from '../../operations/outcome.ts';
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
    if (!this.recording.enabled) return;
    this.registry.of(OPERATION_COUNT_TOTAL).withLabelValues(this.labelsWith(status)).record(1);
  }

  /** Tells how many operations are in this status. */
  presence(status: string): GaugeSeries {
    return this.registry.of(OPERATIONS_BY_STATUS).withLabelValues(this.labelsWith(status));
  }

  retried(): void {
    if (!this.recording.enabled) return;
    this.registry.of(RETRY_COUNT_TOTAL).withLabelValues(this.labels).record(1);
  }

  /** Latencies of failures stay apart: a fast error must not make a backend look fast. */
  ended(outcome: Outcome, seconds: number, handedIn: SpanIds | undefined): void {
    if (!this.recording.enabled) return;
    const { registry, labels, totals } = this;
    const span = handedIn ?? activeSpanOf(registry.context);
    registry.of(OPERATION_OUTCOMES_TOTAL).withLabelValues(this.labelsWith(outcome)).record(1, span);
    totals.ended += 1;
    if (outcome === 'ok') totals.ok += 1;
    if (outcome === 'error') totals.error += 1;
    registry
      .of(OPERATION_SUCCESS_RATE)
      .withLabelValues(labels)
      .set(totals.ok / totals.ended);
    registry
      .of(OPERATION_ERROR_RATE)
      .withLabelValues(labels)
      .set(totals.error / totals.ended);
    totals.lastMinute.add(this.clock.monotonicMs());
    recordDuration(this.durationsOf(outcome), seconds, span);
  }

  private durationsOf(outcome: Outcome): HistogramSeries {
    if (outcome === 'ok') return this.latencies;
    return this.registry.of(OPERATION_FAILURE_LATENCY_SECONDS).withLabelValues(this.labelsWith(outcome));
  }

  /** @param seconds that the backend worked on an operation, in the attempt that succeeded. */
  responded(seconds: number): void {
    if (this.recording.enabled && isDuration(seconds)) {
      this.registry.of(BACKEND_RESPONSE_TIME_SECONDS).withLabelValues(this.labels).record(seconds);
    }
  }

  /** Writes down the throughput, which falls while nothing happens. */
  refresh(): void {
    if (this.totals.ended === 0) return;
    const perMinute = this.totals.lastMinute.count(this.clock.monotonicMs());
    this.registry.of(OPERATIONS_PER_MINUTE).withLabelValues(this.labels).set(perMinute);
  }

  private labelsWith(another: string): string[] {
    return [...this.names, another, ...this.own];
  }

  phase(name: string): PhaseRecorder {
    const [operationType, subject] = this.names;
    const owner: PhaseOwner = { category: 'storage', operationType, subject, own: this.own };
    return new PhaseRecorder(this, owner, name);
  }
}
