/** What an instance knows of objects that others hold: which it stands in for, and which nobody holds any more. */
import { InferometerError } from '../../errors.ts';
import type { RecordingSwitch } from './recording-switch.ts';

/** What is to be done when an object was collected. It must not hold that object. */
export interface Collected {
  collected(): void;
}

export class Lifetimes {
  readonly recording: RecordingSwitch;
  /**
   * What was given for a stream, or a response, that is locked since. Weakly, both: a source that its producer keeps would
   * keep what its reader has let go.
   */
  readonly standIns = new WeakMap<object, WeakRef<object>>();
  private readonly registry: FinalizationRegistry<Collected>;

  /** @throws RUNTIME_UNSUPPORTED */
  constructor(recording: RecordingSwitch) {
    this.recording = recording;
    if (typeof FinalizationRegistry === 'undefined') {
      const remedy = 'In workers set compatibility_date to 2025-05-05 or later.';
      throw new InferometerError('RUNTIME_UNSUPPORTED', `there is no FinalizationRegistry here. ${remedy}`);
    }
    this.registry = new FinalizationRegistry((one) => one.collected());
  }

  watchOver(object: object, one: Collected): void {
    this.registry.register(object, one);
  }
}
