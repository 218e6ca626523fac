/** Why a recording was refused; the label `reason` of `inferometer_recordings_refused_total`. */
export type Refusal =
  /** A statistic that is no finite number. */
  | 'not_finite'
  /** A duration that is negative or no number: a foreign token, or a clock that went back. */
  | 'bad_duration'
  /** A counter was asked to go down. */
  | 'negative_amount'
  /** ok(), fail() or abort() of an operation that had ended. */
  | 'ended_twice'
  /** A training statistic for which there was no room for one more curve. */
  | 'curve_limit'
  /** A storage event without what it needs, or with something else in its place. */
  | 'malformed_event'
  /** A storage event about an operation that was never started, or ended long ago. */
  | 'unknown_operation'
  /** A storage event about an operation that had ended. */
  | 'late_event'
  /** A storage event that said what was known. */
  | 'repeated_event'
  /** A start after the end, or a status that went back without a retry. */
  | 'out_of_order_event'
  /** A storage operation was forgotten because more than `inFlightLimit` were in flight. */
  | 'in_flight_limit'
  /** A function that the caller handed in threw: `isToken`, or what describes a call. */
  | 'callback_failed'
  /** A callback of observable instruments took longer than it may. */
  | 'callback_timed_out'
  /** An observation of an instrument that the callback was not registered for, or after the callback was done. */
  | 'stray_observation'
  /** What an instrumented method was said to do is no operation: a label is missing, or of the wrong kind. */
  | 'bad_description'
  /** The memory probe threw or gave no number. */
  | 'no_memory_reading'
  /** A listener of the collector threw. */
  | 'listener_failed'
  /** The logger or the trace context threw. */
  | 'logger_failed'
  /** Tracing threw: the operation goes on without its span, or without a part of it. */
  | 'tracing_failed';

/** Lets recordings in, or not. Recording never throws: what makes no sense is counted here instead. */
export class Gate {
  /** False while telemetry is disabled, and for good once it is disposed of. */
  open: boolean;
  private readonly count: (reason: Refusal) => void;

  constructor(open: boolean, count: (reason: Refusal) => void) {
    this.open = open;
    this.count = count;
  }

  refuse(reason: Refusal): void {
    if (this.open) this.count(reason);
  }
}
