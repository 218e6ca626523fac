/** What the parts of a store share: time, turns of the event loop, and where they say what went wrong. */
import {
  budgetOn,
  containedClock,
  containedScheduler,
  containedTimer,
  containment,
  type TimeBudget,
} from '../metrics/inner.ts';
import type { Clock, Logger, Scheduler, Timer } from '../ports.ts';
import { systemClock, systemScheduler, systemTimer } from '../runtime/index.ts';
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

/** When `append` resolves: after the disk was made to keep it, or as soon as the system has it. */
export type FsyncPolicy = 'always' | 'interval' | 'never';

/** What a store asks of the platform. */
export interface PortSettings {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly scheduler: Scheduler;
  readonly logger: Logger | undefined;
}

/** Writing fails, and what is appended waits in memory. */
export interface Degradation {
  /** `full`, `read_only` ...: as of FileError. */
  readonly problem: FileError['problem'];
  readonly message: string;
  readonly sinceUnixMs: number;
}

/** What was damaged, each once, however often it is met. */
export class DamageLog {
  /** The first of them; `records` counts all. */
  readonly damage: Damage[] = [];
  /** Records that are gone by it. */
  records = 0;
  private readonly known = new Set<string>();

  /** Whether it is new. */
  add(damage: Damage): boolean {
    const key = JSON.stringify(damage);
    if (this.known.size >= DAMAGE_LIMIT || this.known.has(key)) return false;
    this.known.add(key);
    this.damage.push(damage);
    this.records += damage.lost;
    return true;
  }
}

/** A disk that rots has no end of them. */
const DAMAGE_LIMIT = 1000;

/** @param log gets what was damaged */
export function storeContext(settings: PortSettings, log: DamageLog): StoreContext {
  const { clock, timer, scheduler, logger } = settings;
  // What throws is of whoever handed it in: intervals are kept all the same, and nobody is there to be told.
  const contain = containment(() => {});
  const warned = new Set<string>();
  const say = (level: 'info' | 'warn', fields: object, message: string) => {
    contain('logger', () => logger?.[level](fields, message));
  };
  return {
    clock: containedClock(clock, systemClock(), contain),
    timer: containedTimer(timer, systemTimer(), contain),
    budget: budgetOn(containedScheduler(scheduler, systemScheduler(), contain)),
    warn: (what, fields, message) => {
      if (warned.has(what)) return;
      warned.add(what);
      say('warn', fields, message);
    },
    over: (what, message) => {
      if (warned.delete(what)) say('info', {}, message);
    },
    damaged: (damage) => {
      if (log.add(damage)) say('warn', damage, 'something of the store is damaged, and left out');
    },
  };
}
