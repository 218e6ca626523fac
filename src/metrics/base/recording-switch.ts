/** Whether anything is recorded, and why something was not. */
import { type Contain, containment, type Port } from './contain.ts';
import { fullNameOf } from './full-name.ts';
import type { Instrument } from './model.ts';

/** Why a recording was rejected; the label `reason` of `inferometer_recordings_refused_total`. */
export type RejectReason =
  /** A value that is no finite number. */
  | 'not_finite'
  /** A duration that is negative or no number: a foreign token, or a clock that went back. */
  | 'bad_duration'
  /** A counter was asked to go down. */
  | 'negative_amount'
  /** ok(), fail() or abort() of an operation that had ended. */
  | 'ended_twice'
  /** An operation of `start()` that was not ended when nobody held it any more: it ended as `unknown`. */
  | 'never_ended'
  /** A batch size that is no whole number from 1 on: the inference counts, its items do not. */
  | 'bad_batch_size'
  /** Samples of an epoch that are no whole number from 0 on. */
  | 'bad_num_samples'
  /** An epoch that is no number from 0 on: the statistics follow those before. */
  | 'bad_epoch'
  /** As `bad_epoch`, of a step. */
  | 'bad_step'
  /** A size of a model that is no number from 0 on. */
  | 'bad_model_size'
  /** As `bad_model_size`, of a dataset. */
  | 'bad_dataset_size'
  /** Cache hits, or misses, that are no whole number from 0 on. */
  | 'bad_cache_reads'
  /** A number of workers that is no whole number from 0 on. */
  | 'bad_num_workers'
  /** A utilization that is no number from 0 to 1. */
  | 'bad_utilization'
  /** A retention score that is no number from 0 on. */
  | 'bad_score'
  /** Parameters of a training run that JSON cannot hold. */
  | 'bad_parameters'
  /** A number of tokens that is negative or no number. */
  | 'bad_usage'
  /** Usage of an operation that had ended, and whose usage had been told before. */
  | 'late_usage'
  /** A training statistic for which there was no room for one more curve. */
  | 'curve_limit'
  /** A training run was forgotten for a later one, or something was recorded of one that was. */
  | 'run_limit'
  /** A storage event without what it needs, or with something else in its place. */
  | 'malformed_event'
  /** A field of a storage event that nobody knows: the event is taken without it. */
  | 'unknown_field'
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
  /** A storage operation was ended as `unknown`: nothing was told of it for `inFlightTimeoutSeconds`. */
  | 'in_flight_timeout'
  /** A callback of observable instruments took longer than it may. */
  | 'callback_timed_out'
  /** An observation of an instrument that the callback was not registered for, or after the callback was done. */
  | 'stray_observation'
  /** What an instrumented method was said to do is no operation: a label is missing, or of the wrong kind. */
  | 'bad_description'
  /** A stream, or a promise, that was taken in a way that cannot be followed: nobody knows how it went on. */
  | 'unfollowed'
  /** What `trackStream` was to open gave no stream: it is recorded as an inference alone. */
  | 'no_stream'
  /** A label that was not declared, or whose value is no string: what it came with is recorded without it. */
  | 'bad_label'
  /** The kernel's memory has ended, and may not grow, or there is no kernel: values of histograms, counted when their interval ends. */
  | 'no_kernel_memory'
  /** The memory probe threw or gave no number. */
  | 'no_memory_reading'
  /** Another inference ran beside one whose memory was tracked: whose the memory is, nobody knows. */
  | 'shared_memory'
  /** A function that the caller handed in threw or rejected: `isToken`, a route, an observable callback. */
  | 'callback_failed'
  /** The clock threw, or told no time. */
  | 'clock_failed'
  /** A listener of intervals, or of new metrics, threw or rejected. */
  | 'listener_failed'
  /** The logger threw or rejected. */
  | 'logger_failed'
  /** The scheduler threw, rejected, or told no time: the event loop has its turn all the same. */
  | 'scheduler_failed'
  /** A store that was handed in threw when it was attached: it keeps nothing of this telemetry. */
  | 'store_failed'
  /** The timer threw, or what it gave to be cancelled by did: what waits goes off by the platform's. */
  | 'timer_failed'
  /** The trace context threw or rejected. */
  | 'trace_context_failed'
  /** Tracing threw: the operation goes on without its span, or without a part of it. */
  | 'tracing_failed';

/** What a failure of the port is counted as. */
function reasonOf(port: Port): RejectReason {
  return port === 'memory_probe' ? 'no_memory_reading' : `${port}_failed`;
}

/** What a recording was about that was rejected. */
export interface Rejected {
  /** The full name; of a storage event, its hook and the field. */
  readonly metric: string;
  /** What was to be recorded: a number as text, of anything else its type; of an unknown field, the closest one. */
  readonly value: string;
}

type CountRejected = (reason: RejectReason, what?: Rejected, times?: number) => void;

/** Lets recordings in, or not. Recording never throws: what makes no sense is counted here instead. */
export class RecordingSwitch {
  /** False while telemetry is disabled, and for good once it is disposed of. */
  enabled: boolean;
  /** Calls what others have written; a failure is counted under the reason of its port. */
  readonly contain: Contain;
  private readonly count: CountRejected;

  constructor(enabled: boolean, count: CountRejected) {
    this.enabled = enabled;
    this.count = count;
    this.contain = containment((port) => this.reject(reasonOf(port)));
  }

  reject(reason: RejectReason): void {
    if (this.enabled) this.count(reason);
  }

  /** As `reject`, and tells whose value it was. */
  rejectValue(reason: RejectReason, instrument: Instrument | undefined, given: unknown, times = 1): void {
    if (!this.enabled) return;
    const value = typeof given === 'number' ? `${given}` : typeof given;
    this.count(reason, instrument && { metric: fullNameOf(instrument), value }, times);
  }
}
