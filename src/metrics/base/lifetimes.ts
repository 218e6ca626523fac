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
  private readonly registry = new FinalizationRegistry<Collected>((one) => one.collected());

  constructor(recording: RecordingSwitch) {
    this.recording = recording;
  }

  watchOver(object: object, one: Collected): void {
    this.registry.register(object, one);
  }
}

/** Every page tells what was collected, and so does every runtime but one that is told otherwise. @throws RUNTIME_UNSUPPORTED */
export function requireFinalization(): void {
  if (typeof FinalizationRegistry !== 'undefined') return;
  const remedy = 'In workers set compatibility_date to 2025-05-05 or later.';
  throw new InferometerError('RUNTIME_UNSUPPORTED', `there is no FinalizationRegistry here. ${remedy}`);
}
