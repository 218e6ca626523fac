/** Where the parts of operations are recorded: the fetch, the compilation, the warm-up of a model's load. */
import {
  activeSpanOf,
  type HistogramSeries,
  type Lifetimes,
  type RecordingSwitch,
  type Registry,
} from '../../metrics/inner.ts';
import type { Clock, Outcome, SpanIds, Tracing } from '../../ports.ts';
import type { LabelValues } from '../context/call-labels.ts';
import {
  OPERATION_PHASE_FAILURE_SECONDS,
  OPERATION_PHASE_SECONDS,
  OPERATION_PHASES_TOTAL,
} from './metrics.ts';
import {
  type OperationRecorder,
  type RecorderPorts,
  recordDuration,
  type SpanDescriptor,
} from './recorder.ts';

/** What a phase is a part of. */
export interface PhaseOwner {
  readonly category: string;
  readonly operationType: string;
  /** The model, the dataset, the backend; empty for an operation that has none. */
  readonly subject: string;
  /** The caller's labels. */
  readonly own: LabelValues;
}

export class PhaseRecorder implements OperationRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly registry: Registry;
  private readonly ports: RecorderPorts;
  private readonly owner: PhaseOwner;
  /** `compile`, or `compile/shaders` for a phase of a phase. */
  private readonly path: string;

  constructor(instance: RecorderPorts, owner: PhaseOwner, path: string) {
    this.clock = instance.clock;
    this.registry = instance.registry;
    this.recording = instance.registry.recording;
    this.ports = instance;
    this.owner = owner;
    this.path = path;
  }

  get lifetimes(): Lifetimes {
    return this.ports.lifetimes;
  }

  get tracing(): Tracing | undefined {
    return this.ports.detailedTiming ? this.ports.tracing : undefined;
  }

  spanDescriptor(): SpanDescriptor {
    const { category, operationType } = this.owner;
    return { category, operationType, phase: this.path };
  }

  succeeded(seconds: number, _amount: number, span?: SpanIds): void {
    if (!this.isRecording) return;
    const durations = this.registry.of(OPERATION_PHASE_SECONDS);
    this.ended('ok', seconds, span, durations.withLabelValues(this.labels([])));
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds): void {
    if (!this.isRecording) return;
    const failures = this.registry.of(OPERATION_PHASE_FAILURE_SECONDS);
    this.ended(outcome, seconds, span, failures.withLabelValues(this.labels([outcome])));
  }

  phase(name: string): PhaseRecorder {
    return new PhaseRecorder(this.ports, this.owner, `${this.path}/${name}`);
  }

  private get isRecording(): boolean {
    return this.recording.enabled && this.ports.detailedTiming;
  }

  private ended(
    outcome: Outcome,
    seconds: number,
    given: SpanIds | undefined,
    durations: HistogramSeries,
  ): void {
    const span = given ?? activeSpanOf(this.registry.context);
    this.registry
      .of(OPERATION_PHASES_TOTAL)
      .withLabelValues(this.labels([outcome]))
      .record(1, span);
    recordDuration(durations, seconds, span);
  }

  private labels(more: readonly string[]): string[] {
    const { operationType, subject, own } = this.owner;
    return [operationType, this.path, subject, ...more, ...own];
  }
}
