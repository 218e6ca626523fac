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
  private sinceSeconds = Number.NaN;
  private untilSeconds = Number.NaN;

  /**
   * What came in a time, by a clock that does not go back: from `endSeconds - durationSeconds` to `endSeconds`. All of it
   * belongs to the step that the middle of this time lies in, so that intervals of a minute, which are never quite as long,
   * are a step each. Where the clock told no time, it belongs to the step of what came before.
   */
  add(endSeconds: number, durationSeconds: number, judged: Judged): void {
    let middle = 0;
    if (Number.isFinite(endSeconds)) {
      const startSeconds = endSeconds - durationSeconds;
      if (Number.isNaN(this.sinceSeconds)) this.sinceSeconds = startSeconds;
      this.untilSeconds = endSeconds;
      middle = startSeconds + durationSeconds / 2 - this.sinceSeconds;
    }
    for (const ring of this.rings) ring.add(Math.max(0, middle), judged);
  }

  /** The last so many seconds, to a step: up to 6 hours to a minute, up to 3 days to half an hour, beyond to 6 hours. */
  last(windowSeconds: number): WindowJudged {
    const ring = this.rings.find((one) => windowSeconds <= one.windowSeconds) ?? (this.rings.at(-1) as Ring);
    const coveredSeconds = Math.min(windowSeconds, this.untilSeconds - this.sinceSeconds || 0);
    return { ...ring.last(windowSeconds), coveredSeconds };
  }
}

/** Millions of years, and each step before it is a whole number: a clock may tell any time. */
const LAST_STEP = 2 ** 40;

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

  /** @param atSeconds since the first of all */
  add(atSeconds: number, { good, count }: Judged): void {
    // What lies between two steps is the end of the first: an interval of no time brings what came before it.
    const step = Math.min(LAST_STEP, Math.max(this.current, Math.ceil(atSeconds / this.stepSeconds) - 1));
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
