/** Where the parts of operations are recorded: the fetch, the compilation, the warm-up of a model's load. */
import type { Gate } from './gate.ts';
import type { Outcome } from './outcome.ts';
import type { Clock, SpanIds, Tracing } from './ports.ts';
import type { OperationRecorder, RecorderPorts, SpanSubject } from './recorder.ts';
import type { Registry } from './registry.ts';
import { activeSpanOf } from './series.ts';

/** What a phase is a part of. */
export interface PhaseOwner {
  readonly category: string;
  readonly operationType: string;
  /** The model, the dataset, the backend; empty for an operation that has none. */
  readonly subject: string;
}

export class PhaseSeries implements OperationRecorder {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly registry: Registry;
  private readonly ports: RecorderPorts;
  private readonly owner: PhaseOwner;
  /** `compile`, or `compile/shaders` for a phase of a phase. */
  private readonly path: string;

  constructor(instance: RecorderPorts, owner: PhaseOwner, path: string) {
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.gate = instance.registry.gate;
    this.ports = instance;
    this.owner = owner;
    this.path = path;
  }

  get tracing(): Tracing | undefined {
    return this.ports.tracing;
  }

  describe(): SpanSubject {
    const { category, operationType } = this.owner;
    return { category, operationType, phase: this.path };
  }

  succeeded(seconds: number, _amount: number, span?: SpanIds): void {
    if (this.gate.open) this.ended('operation_phase_seconds', this.labels(), 'ok', seconds, span);
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds): void {
    if (!this.gate.open) return;
    const labels = [...this.labels(), outcome];
    this.ended('operation_phase_failure_seconds', labels, outcome, seconds, span);
  }

  phase(name: string): PhaseSeries {
    return new PhaseSeries(this.ports, this.owner, `${this.path}/${name}`);
  }

  private ended(
    histogram: 'operation_phase_seconds' | 'operation_phase_failure_seconds',
    labels: readonly string[],
    outcome: Outcome,
    seconds: number,
    span: SpanIds | undefined = activeSpanOf(this.registry.context),
  ): void {
    this.registry
      .counter('operation_phases_total')
      .at([...this.labels(), outcome])
      .countOne(span);
    this.registry.histogram(histogram).at(labels).recordDuration(seconds, span);
  }

  private labels(): string[] {
    return [this.owner.operationType, this.path, this.owner.subject];
  }
}
