/** Where operations of one type and one label set are recorded: the one place that knows what an end counts. */
import type { Histogram } from '../histogram/index.ts';
import { isDuration } from './duration.ts';
import type { Gate } from './gate.ts';
import type { Metric } from './metric.ts';
import { categoryOf, type OperationCategory, type OperationType } from './operation-types.ts';
import type { Outcome } from './outcome.ts';
import { PhaseSeries } from './phase-series.ts';
import type { Clock, SpanIds, Tracing } from './ports.ts';
import type { OperationRecorder, RecorderPorts, SpanSubject } from './recorder.ts';
import type { Registry } from './registry.ts';
import {
  activeSpanOf,
  type CounterSeries,
  type GaugeSeries,
  type HistogramSeries,
  type SeriesContext,
} from './series.ts';

/** The counter of each category by what its operations are about; distributed ones are about no one thing. */
const BY_SUBJECT = {
  model: 'model_operations_total',
  inference: 'model_operations_total',
  training: 'model_operations_total',
  dataset: 'dataset_operations_total',
  distributed: undefined,
} as const satisfies Record<OperationCategory, string | undefined>;

export class OperationSeries implements OperationRecorder {
  readonly type: OperationType;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly registry: Registry;
  private readonly ports: RecorderPorts;
  private readonly subject: string;
  // Plain fields, resolved once: `succeeded` runs in hot loops and looks nothing up.
  private readonly durations: Histogram;
  private readonly durationSeries: HistogramSeries;
  private readonly context: SeriesContext;
  private readonly rate: GaugeSeries | undefined;
  private readonly ended: CounterSeries;
  private readonly endedOnSubject: CounterSeries | undefined;
  private readonly totalsBySubject: Metric<CounterSeries> | undefined;

  /**
   * @param subject the model or the dataset; empty if there is none.
   * @param rate set to amount / duration by every success that has an amount.
   */
  constructor(
    instance: RecorderPorts,
    type: OperationType,
    subject: string,
    durations: HistogramSeries,
    rate?: GaugeSeries,
  ) {
    this.type = type;
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.gate = instance.registry.gate;
    this.ports = instance;
    this.subject = subject;
    this.durations = durations.histogram;
    this.durationSeries = durations;
    this.context = this.registry.context;
    this.rate = rate;
    this.ended = this.registry.counter('operations_total').at([type, 'ok']);
    const bySubject = BY_SUBJECT[categoryOf(type)];
    this.totalsBySubject = bySubject === undefined ? undefined : this.registry.counter(bySubject);
    this.endedOnSubject = this.totalsBySubject?.at([subject, type, 'ok']);
  }

  get tracing(): Tracing | undefined {
    return this.ports.tracing;
  }

  describe(): SpanSubject {
    return { category: categoryOf(this.type), operationType: this.type, phase: undefined };
  }

  succeeded(seconds: number, amount: number, span?: SpanIds): void {
    if (!this.gate.open) return;
    this.ended.value += 1;
    if (this.endedOnSubject !== undefined) this.endedOnSubject.value += 1;
    if (isDuration(seconds)) {
      this.durations.record(seconds);
      // A clock can be too coarse to see a short operation; the rate before is truer than infinity.
      if (this.rate !== undefined && seconds > 0 && amount >= 0) this.rate.setRate(amount, seconds);
      if (span !== undefined || this.context.traceContext !== undefined) this.exemplify(seconds, span);
    } else {
      this.gate.refuse('bad_duration');
    }
  }

  /** The durations of failures stay apart: a fast error must not make an inference look fast. */
  failed(
    outcome: Exclude<Outcome, 'ok'>,
    seconds: number,
    span: SpanIds | undefined = activeSpanOf(this.context),
  ): void {
    if (!this.gate.open) return;
    const { registry, type } = this;
    registry.counter('operations_total').at([type, outcome]).countOne(span);
    this.totalsBySubject?.at([this.subject, type, outcome]).countOne(span);
    registry.histogram('operation_failure_seconds').at([type, outcome]).recordDuration(seconds, span);
  }

  phase(name: string): PhaseSeries {
    const category = categoryOf(this.type);
    return new PhaseSeries(this, { category, operationType: this.type, subject: this.subject }, name);
  }

  private exemplify(seconds: number, handedIn: SpanIds | undefined): void {
    const span = handedIn ?? activeSpanOf(this.context);
    this.durationSeries.exemplify(seconds, span);
    this.ended.exemplify(1, span);
    this.endedOnSubject?.exemplify(1, span);
  }
}
