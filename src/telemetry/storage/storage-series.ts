/** What is recorded about the operations of one type on one backend. */

import { isDuration } from '../duration.ts';
import type { Gate } from '../gate.ts';
import type { Outcome } from '../outcome.ts';
import { type PhaseOwner, PhaseSeries } from '../phase-series.ts';
import type { Clock, SpanIds, Tracing } from '../ports.ts';
import type { RecorderPorts, SpanSubject } from '../recorder.ts';
import type { Registry } from '../registry.ts';
import { activeSpanOf, type GaugeSeries, type HistogramSeries } from '../series.ts';
import { MinuteCount } from './minute.ts';

/** Sums behind rates. Series beyond the limit share one: their rates are those of all of them. */
export class StorageTotals {
  ended = 0;
  ok = 0;
  error = 0;
  readonly lastMinute = new MinuteCount();
}

export class StorageSeries {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly registry: Registry;
  private readonly ports: RecorderPorts;
  private readonly labels: readonly [operationType: string, backend: string];
  private readonly totals: StorageTotals;
  private readonly latencies: HistogramSeries;

  constructor(
    instance: RecorderPorts,
    labels: readonly [operationType: string, backend: string],
    latencies: HistogramSeries,
    totals: StorageTotals,
  ) {
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.gate = instance.registry.gate;
    this.ports = instance;
    this.labels = labels;
    this.latencies = latencies;
    this.totals = totals;
  }

  get tracing(): Tracing | undefined {
    return this.ports.tracing;
  }

  describe(): SpanSubject {
    return { category: 'storage', operationType: this.labels[0], phase: undefined };
  }

  entered(status: string): void {
    if (!this.gate.open) return;
    this.registry.counter('operation_count_total').at([...this.labels, status]).value += 1;
  }

  /** Tells how many operations are in this status. */
  presence(status: string): GaugeSeries {
    return this.registry.gauge('operations_by_status').at([...this.labels, status]);
  }

  retried(): void {
    if (!this.gate.open) return;
    this.registry.counter('retry_count_total').at(this.labels).value += 1;
  }

  /** Latencies of failures stay apart: a fast error must not make a backend look fast. */
  ended(outcome: Outcome, seconds: number, handedIn: SpanIds | undefined): void {
    if (!this.gate.open) return;
    const { registry, labels, totals } = this;
    const span = handedIn ?? activeSpanOf(registry.context);
    const ended = registry.counter('operation_outcomes_total').at([...labels, outcome]);
    ended.value += 1;
    ended.exemplify(1, span);
    totals.ended += 1;
    if (outcome === 'ok') totals.ok += 1;
    if (outcome === 'error') totals.error += 1;
    registry
      .gauge('operation_success_rate')
      .at(labels)
      .set(totals.ok / totals.ended);
    registry
      .gauge('operation_error_rate')
      .at(labels)
      .set(totals.error / totals.ended);
    totals.lastMinute.add(this.clock.monotonicMs());
    if (isDuration(seconds)) {
      const durations = this.durationsOf(outcome);
      durations.histogram.record(seconds);
      durations.exemplify(seconds, span);
    } else {
      this.gate.refuse('bad_duration');
    }
  }

  private durationsOf(outcome: Outcome): HistogramSeries {
    if (outcome === 'ok') return this.latencies;
    return this.registry.histogram('operation_failure_latency_seconds').at([...this.labels, outcome]);
  }

  /** @param seconds that the backend worked on an operation, in the attempt that succeeded. */
  responded(seconds: number): void {
    if (this.gate.open && isDuration(seconds)) {
      this.registry.histogram('backend_response_time_seconds').at(this.labels).record(seconds);
    }
  }

  /** Writes down the throughput, which falls while nothing happens. */
  refresh(): void {
    if (this.totals.ended === 0) return;
    const perMinute = this.totals.lastMinute.count(this.clock.monotonicMs());
    this.registry.gauge('operations_per_minute').at(this.labels).set(perMinute);
  }

  phase(name: string): PhaseSeries {
    const [operationType, subject] = this.labels;
    return new PhaseSeries(this, { category: 'storage', operationType, subject } satisfies PhaseOwner, name);
  }
}
