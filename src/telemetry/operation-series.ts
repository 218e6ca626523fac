/** Where operations of one type and one label set are recorded: the one place that knows what an end counts. */
import type { Histogram } from '../histogram/index.ts';
import type { Gate } from './gate.ts';
import type { OperationType } from './operation-types.ts';
import type { Outcome } from './outcome.ts';
import type { Clock } from './ports.ts';
import type { Registry } from './registry.ts';
import type { CounterSeries, GaugeSeries, HistogramSeries } from './series.ts';

export class OperationSeries {
  readonly type: OperationType;
  readonly clock: Clock;
  readonly gate: Gate;
  private readonly registry: Registry;
  private readonly modelId: string;
  // Plain fields, resolved once: `succeeded` runs in hot loops and looks nothing up.
  private readonly durations: Histogram;
  private readonly rate: GaugeSeries | undefined;
  private readonly ended: CounterSeries;
  private readonly endedOnModel: CounterSeries;

  /** @param rate set to amount / duration by every success that has an amount. */
  constructor(
    instance: { registry: Registry; clock: Clock },
    type: OperationType,
    modelId: string,
    durations: HistogramSeries,
    rate?: GaugeSeries,
  ) {
    this.type = type;
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.gate = instance.registry.gate;
    this.modelId = modelId;
    this.durations = durations.histogram;
    this.rate = rate;
    this.ended = this.registry.counter('operations_total').at([type, 'ok']);
    this.endedOnModel = this.registry.counter('model_operations_total').at([modelId, type, 'ok']);
  }

  /** @param amount items, samples, bytes: what the rate is of; NaN when the operation has none. */
  succeeded(seconds: number, amount: number): void {
    if (!this.gate.open) return;
    this.ended.value += 1;
    this.endedOnModel.value += 1;
    if (isDuration(seconds)) {
      this.durations.record(seconds);
      // A clock can be too coarse to see a short operation; the rate before is truer than infinity.
      if (this.rate !== undefined && seconds > 0 && amount >= 0) this.rate.setRate(amount, seconds);
    } else {
      this.gate.refuse('bad_duration');
    }
  }

  /** The durations of failures stay apart: a fast error must not make an inference look fast. */
  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number): void {
    if (!this.gate.open) return;
    const { registry, type } = this;
    registry.counter('operations_total').at([type, outcome]).value += 1;
    registry.counter('model_operations_total').at([this.modelId, type, outcome]).value += 1;
    if (isDuration(seconds)) {
      registry.histogram('operation_failure_seconds').at([type, outcome]).histogram.record(seconds);
    } else {
      this.gate.refuse('bad_duration');
    }
  }
}

function isDuration(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds >= 0;
}
