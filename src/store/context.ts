/** What the parts of a store share: time, turns of the event loop, and where they say what went wrong. */
import type { TimeBudget } from '../metrics/inner.ts';
import type { Clock, Timer } from '../ports.ts';
import type { FileError } from './files/files.ts';
import type { Damage } from './model.ts';

export interface StoreContext {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly budget: TimeBudget;
  /** Logs each `what` once, until it is `over`. */
  readonly warn: (what: string, fields: object, message: string) => void;
  /** What was warned of is over: said, and warned of anew when it comes again. */
  readonly over: (what: string, message: string) => void;
  /** Counts damage of what was written, and says it. */
  readonly damaged: (damage: Damage) => void;
}

/** Writing fails, and what is appended waits in memory. */
export interface Degradation {
  /** `full`, `read_only` ...: as of FileError. */
  readonly problem: FileError['problem'];
  readonly message: string;
  readonly sinceUnixMs: number;
}
