/** What was good, and how much there was, over the last 30 days, in memory that does not grow. */
import {
  BUDGET_PERIOD_SECONDS,
  type Judged,
  NOTHING_JUDGED,
  type WindowJudged,
} from '../../telemetry/index.ts';

const DAY_SECONDS = 86_400;

/** Each window is a whole number of steps; 627 steps in all take 10 KB. */
const RINGS = [
  { stepSeconds: 60, windowSeconds: 6 * 3600 },
  { stepSeconds: 1800, windowSeconds: 3 * DAY_SECONDS },
  { stepSeconds: 6 * 3600, windowSeconds: BUDGET_PERIOD_SECONDS },
] as const;

export class CountsOverTime {
  private readonly rings = RINGS.map((ring) => new Ring(ring.stepSeconds, ring.windowSeconds));
  /** From the beginning of all to the end of what came last. */
  private coveredSeconds = 0;

  /**
   * What came in so many seconds, which follow what came before. All of it belongs to one step: that in which the middle of
   * this time lies, so that intervals of a minute, which are never quite as long, are a step each; of a time longer than a step
   * the last one, since it was told then. No clock is asked: one that jumps moves what comes later, and is in order again.
   */
  add(durationSeconds: number, judged: Judged): void {
    // Behind a whole period nothing of before is known, however much longer it was.
    const lastedSeconds = Math.min(durationSeconds, BUDGET_PERIOD_SECONDS);
    this.coveredSeconds += lastedSeconds;
    for (const ring of this.rings) ring.add(this.coveredSeconds, lastedSeconds, judged);
  }

  /** The last so many seconds, to a step: up to 6 hours to a minute, up to 3 days to half an hour, beyond to 6 hours. */
  last(windowSeconds: number): WindowJudged {
    const ring = this.rings.find((one) => windowSeconds <= one.windowSeconds) ?? (this.rings.at(-1) as Ring);
    return { ...ring.last(windowSeconds), coveredSeconds: Math.min(windowSeconds, this.coveredSeconds) };
  }
}

/** Sums by step; those that are older than the window are overwritten. */
class Ring {
  readonly windowSeconds: number;
  private readonly stepSeconds: number;
  private readonly good: Float64Array;
  private readonly count: Float64Array;
  /** The step that everything up to now lies in or before. */
  private current = 0;

  constructor(stepSeconds: number, windowSeconds: number) {
    this.stepSeconds = stepSeconds;
    this.windowSeconds = windowSeconds;
    const length = Math.ceil(windowSeconds / stepSeconds);
    this.good = new Float64Array(length);
    this.count = new Float64Array(length);
  }

  /** @param endSeconds since the beginning of all */
  add(endSeconds: number, lastedSeconds: number, { good, count }: Judged): void {
    const atSeconds = endSeconds - Math.min(lastedSeconds, this.stepSeconds) / 2;
    // What lies between two steps is the end of the first: an interval of no time brings what came before it.
    const step = Math.max(this.current, Math.ceil(atSeconds / this.stepSeconds) - 1);
    const { length } = this.count;
    // Steps in which nothing came are empty; more of them than there are need no more clearing.
    for (let empty = Math.max(this.current + 1, step - length + 1); empty <= step; empty++) {
      this.good[empty % length] = 0;
      this.count[empty % length] = 0;
    }
    this.current = step;
    this.good[step % length] = (this.good[step % length] as number) + good;
    this.count[step % length] = (this.count[step % length] as number) + count;
  }

  last(windowSeconds: number): Judged {
    const { length } = this.count;
    const steps = Math.min(length, this.current + 1, Math.round(windowSeconds / this.stepSeconds));
    let { good, count } = NOTHING_JUDGED;
    for (let i = this.current - steps + 1; i <= this.current; i++) {
      good += this.good[i % length] as number;
      count += this.count[i % length] as number;
    }
    return { good, count };
  }
}
