/** Where the parts of operations are recorded: the fetch, the compilation, the warm-up of a model's load. */
import type { Gate } from './gate.ts';
import type { Outcome } from './outcome.ts';
import type { Clock } from './ports.ts';
import { isDuration, type OperationRecorder } from './recorder.ts';
import type { Registry } from './registry.ts';

/** What a phase is a part of. */
export interface PhaseOwner {
  readonly operationType: string;
  /** The model, the dataset, the backend; empty for an operation that has none. */
  readonly subject: string;
}

export class PhaseSeries implements OperationRecorder {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly registry: Registry;
  private readonly owner: PhaseOwner;
  /** `compile`, or `compile/shaders` for a phase of a phase. */
  private readonly path: string;

  constructor(instance: { registry: Registry; clock: Clock }, owner: PhaseOwner, path: string) {
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.gate = instance.registry.gate;
    this.owner = owner;
    this.path = path;
  }

  succeeded(seconds: number): void {
    if (!this.gate.open) return;
    const durations = this.registry.histogram('operation_phase_seconds');
    this.count('ok');
    if (isDuration(seconds)) durations.at(this.labels()).histogram.record(seconds);
    else this.gate.refuse('bad_duration');
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number): void {
    if (!this.gate.open) return;
    const durations = this.registry.histogram('operation_phase_failure_seconds');
    this.count(outcome);
    if (isDuration(seconds)) durations.at([...this.labels(), outcome]).histogram.record(seconds);
    else this.gate.refuse('bad_duration');
  }

  phase(name: string): PhaseSeries {
    return new PhaseSeries(this, this.owner, `${this.path}/${name}`);
  }

  private count(outcome: Outcome): void {
    this.registry.counter('operation_phases_total').at([...this.labels(), outcome]).value += 1;
  }

  private labels(): string[] {
    return [this.owner.operationType, this.path, this.owner.subject];
  }
}
