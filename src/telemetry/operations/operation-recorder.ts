/** Where operations of one type and one label set are recorded: the one place that knows what an end counts. */
import {
  activeSpanOf,
  type CounterSeries,
  type Family,
  type GaugeSeries,
  type HistogramSeries,
  type Lifetimes,
  type RecordingSwitch,
  type Registry,
  type SeriesContext,
} from '../../metrics/inner.ts';
import type { Clock, Outcome, SpanIds, Tracing } from '../../ports.ts';
import type { LabelValues } from '../context/call-labels.ts';
import { categoryOf, type OperationCategory, type OperationType } from '../context/operation-types.ts';
import type { OperationLoad } from './load.ts';
import {
  DATASET_OPERATIONS_TOTAL,
  MODEL_OPERATIONS_TOTAL,
  OPERATION_FAILURE_SECONDS,
  OPERATIONS_TOTAL,
  RATE_LIMITED_TOTAL,
  RETRIES_TOTAL,
  STREAM_OPENING_SECONDS,
} from './metrics.ts';
import { failureTypeOf, isRateLimited, UNNAMED } from './outcome.ts';
import { PhaseRecorder } from './phase-recorder.ts';
import {
  isDuration,
  type OperationRecorder,
  type RecorderPorts,
  recordDuration,
  type SpanDescriptor,
} from './recorder.ts';
import { type KnownUsage, recordUsage } from './usage.ts';

/** The counter of each category by what its operations are about; distributed ones are about no one thing. */
const BY_SUBJECT = {
  model: MODEL_OPERATIONS_TOTAL,
  inference: MODEL_OPERATIONS_TOTAL,
  training: MODEL_OPERATIONS_TOTAL,
  dataset: DATASET_OPERATIONS_TOTAL,
  distributed: undefined,
} as const satisfies Record<OperationCategory, unknown>;

export class TypedOperationRecorder implements OperationRecorder {
  readonly type: OperationType;
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly registry: Registry;
  /** What of it waits, runs and is done; undefined where nobody counts that. */
  readonly load: OperationLoad | undefined;
  private readonly ports: RecorderPorts;
  private readonly subject: string;
  private readonly own: LabelValues;
  // Plain fields, resolved once: `succeeded` runs in hot loops and looks nothing up.
  private readonly durations: HistogramSeries;
  private readonly context: SeriesContext;
  private readonly rate: GaugeSeries | undefined;
  private readonly ended: CounterSeries;
  private readonly endedOnSubject: CounterSeries | undefined;
  private readonly totalsBySubject: Family<CounterSeries> | undefined;

  /**
   * @param subject the model or the dataset; empty if there is none.
   * @param own the caller's labels, which `durations` and `rate` have too.
   * @param rate set to amount / duration by every success that has an amount.
   * @param load what waits, runs and is done, where that is counted.
   */
  constructor(
    ports: RecorderPorts,
    type: OperationType,
    subject: string,
    durations: HistogramSeries,
    own: LabelValues,
    rate?: GaugeSeries,
    load?: OperationLoad,
  ) {
    const { registry } = ports;
    this.type = type;
    this.clock = ports.clock;
    this.registry = registry;
    this.recording = registry.recording;
    this.ports = ports;
    this.subject = subject;
    this.own = own;
    this.durations = durations;
    this.context = registry.context;
    this.rate = rate;
    this.load = load;
    this.ended = registry.of(OPERATIONS_TOTAL).withLabelValues([type, 'ok', ...own]);
    const bySubject = BY_SUBJECT[categoryOf(type)];
    this.totalsBySubject = bySubject && (registry.of(bySubject) as Family<CounterSeries>);
    this.endedOnSubject = this.totalsBySubject?.withLabelValues([subject, type, 'ok', ...own]);
  }

  get lifetimes(): Lifetimes {
    return this.ports.lifetimes;
  }

  get tracing(): Tracing | undefined {
    return this.ports.tracing;
  }

  spanDescriptor(): SpanDescriptor {
    return { category: categoryOf(this.type), operationType: this.type, phase: undefined };
  }

  opened(seconds: number): void {
    if (!this.recording.enabled) return;
    const openings = this.registry.of(STREAM_OPENING_SECONDS);
    const series = openings.withLabelValues([this.type, this.modelId, ...this.own]);
    recordDuration(series, seconds, undefined);
  }

  succeeded(seconds: number, amount: number, span?: SpanIds): void {
    if (!this.recording.enabled) return;
    if (span !== undefined || this.context.traceContext !== undefined) {
      this.succeededInTrace(seconds, span ?? activeSpanOf(this.context));
    } else {
      this.ended.record(1);
      if (this.endedOnSubject !== undefined) this.endedOnSubject.record(1);
      if (isDuration(seconds)) this.durations.recordUntraced(seconds);
      else this.durations.reject('bad_duration', seconds);
    }
    // A clock can be too coarse to see a short operation; the rate before is truer than infinity.
    if (this.rate !== undefined && seconds > 0 && amount >= 0) this.rate.recordRate(amount, seconds);
  }

  /** The durations of failures stay apart: a fast error must not make an inference look fast. */
  failed(
    outcome: Exclude<Outcome, 'ok'>,
    seconds: number,
    span: SpanIds | undefined = activeSpanOf(this.context),
    errorType?: string,
  ): void {
    if (!this.recording.enabled) return;
    const { registry, type, own } = this;
    registry
      .of(OPERATIONS_TOTAL)
      .withLabelValues([type, outcome, ...own])
      .record(1, span);
    this.totalsBySubject?.withLabelValues([this.subject, type, outcome, ...own]).record(1, span);
    const failures = registry.of(OPERATION_FAILURE_SECONDS);
    recordDuration(
      failures.withLabelValues([type, this.modelId, outcome, errorType || UNNAMED[outcome], ...own]),
      seconds,
      span,
    );
  }

  used(usage: KnownUsage, span: SpanIds | undefined = activeSpanOf(this.context)): void {
    if (!this.recording.enabled) return;
    const { pricePerMillionTokens, onUsage } = this.ports;
    recordUsage(this.registry, pricePerMillionTokens, [this.modelId, this.type], this.own, usage, span);
    onUsage?.(this.modelId, this.own, usage);
  }

  started(queuedSeconds: number, nowMs: number): void {
    this.load?.dequeue(queuedSeconds, nowMs);
  }

  left(isWaiting: boolean, nowMs: number, amount: number): void {
    const { load } = this;
    if (load === undefined) return;
    if (this.recording.enabled) load.done(amount);
    if (isWaiting) load.leaveQueue();
    else load.leave(nowMs);
  }

  attemptFailed(failure: unknown, isLast: boolean): void {
    if (!this.recording.enabled) return;
    const { registry, type, own } = this;
    const labels = [type, this.modelId];
    if (!isLast) {
      registry
        .of(RETRIES_TOTAL)
        .withLabelValues([...labels, failureTypeOf(failure), ...own])
        .record(1);
    }
    if (isRateLimited(failure))
      registry
        .of(RATE_LIMITED_TOTAL)
        .withLabelValues([...labels, ...own])
        .record(1);
  }

  phase(name: string): PhaseRecorder {
    const { type: operationType, subject, own } = this;
    const category = categoryOf(operationType);
    return new PhaseRecorder(this.ports, { category, operationType, subject, own }, name);
  }

  /** Empty for what is about no model. */
  private get modelId(): string {
    return this.totalsBySubject?.instrument.name === MODEL_OPERATIONS_TOTAL.name ? this.subject : '';
  }

  private succeededInTrace(seconds: number, span: SpanIds | undefined): void {
    this.ended.record(1, span);
    this.endedOnSubject?.record(1, span);
    recordDuration(this.durations, seconds, span);
  }
}
