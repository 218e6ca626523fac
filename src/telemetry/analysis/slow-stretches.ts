/** When something was slow, and when as ever: stretches of steps in which more values are slow than chance brings. */

/** What was recorded in a step, and how much of it was slow. */
export interface SlowCount {
  readonly count: number;
  readonly slow: number;
}

/** Of steps, from one to before another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** With more of its values above a bound, a 95th percentile is above it. */
const ALLOWED_SHARE = 1 / 20;
/** As many are, where all is as ever. */
const USUAL_SHARE = 1 / 50;
/** As many can be told from all. */
const LARGEST_SHARE = 1 - USUAL_SHARE;
/** So many slow values more than are allowed are no chance; of many values, as many as three standard deviations. */
const CERTAIN_EXCESS = 5;
/** How many times likelier it must be that things are as ever again. */
const CERTAIN_LOG_LIKELIHOOD = Math.log(1000);

/**
 * A cumulative sum (Page, 1954) of what is slow beyond the allowed share, which ends where it is a thousand times likelier
 * that things are as ever again than that the stretch goes on. Steps in which nothing was recorded say nothing.
 */
export function slowStretches(steps: readonly SlowCount[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  let inside = NOTHING;
  let after = NOTHING;
  let to = 0;
  const close = () => {
    const stretch = trimmed(steps, { from, to });
    if (isCertain(total(steps, stretch))) stretches.push(stretch);
    inside = after = NOTHING;
  };
  for (const [i, step] of steps.entries()) {
    if (inside.count === 0) from = i;
    after = plus(after, step);
    if (excess(after) > 0) {
      inside = plus(inside, after);
      after = NOTHING;
      to = i + 1;
    } else if (inside.count === 0) {
      after = NOTHING;
    } else if (usualness(after, shareOf(inside)) >= CERTAIN_LOG_LIKELIHOOD) {
      close();
    }
  }
  if (inside.count > 0) close();
  return stretches;
}

const NOTHING: SlowCount = { count: 0, slow: 0 };

function plus(one: SlowCount, other: SlowCount): SlowCount {
  return { count: one.count + other.count, slow: one.slow + other.slow };
}

function total(steps: readonly SlowCount[], { from, to }: Stretch): SlowCount {
  return steps.slice(from, to).reduce(plus, NOTHING);
}

function excess({ count, slow }: SlowCount): number {
  return slow - count * ALLOWED_SHARE;
}

function isCertain(counts: SlowCount): boolean {
  return excess(counts) > Math.max(CERTAIN_EXCESS, 3 * Math.sqrt(counts.count * ALLOWED_SHARE));
}

function shareOf({ count, slow }: SlowCount): number {
  return Math.min(LARGEST_SHARE, slow / count);
}

/** How much likelier it is that these are as ever than that such a share of them is slow, as a logarithm. */
function usualness({ count, slow }: SlowCount, share: number): number {
  return (count - slow) * Math.log((1 - USUAL_SHARE) / (1 - share)) + slow * Math.log(USUAL_SHARE / share);
}

/** Without steps at either end that are as ever: chance has slow values before a stretch, too. */
function trimmed(steps: readonly SlowCount[], stretch: Stretch): Stretch {
  const share = shareOf(total(steps, stretch));
  const usual = steps.slice(stretch.from, stretch.to).map((step) => usualness(step, share));
  const from = stretch.from + usualPrefix(usual);
  const to = stretch.to - usualPrefix(usual.reverse());
  return from < to ? { from, to } : stretch;
}

/** How many of the first together are likeliest to be as ever. */
function usualPrefix(usual: readonly number[]): number {
  let sum = 0;
  let best = { sum: 0, length: 0 };
  for (const [i, one] of usual.entries()) {
    sum += one;
    if (sum > best.sum) best = { sum, length: i + 1 };
  }
  return best.length;
}
