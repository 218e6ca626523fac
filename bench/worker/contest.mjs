/**
 * A contender at work, in whatever runtime this is: opened, asked for its facts, warmed up, sampled. Knows no
 * process and no page; conversation.mjs speaks for it.
 */

/**
 * @typedef {object} Contest what a contender's open() gives
 * @property {number} operations in one pass.
 * @property {() => number | Promise<number>} pass does them.
 * @property {() => object | Promise<object>} facts what one pass has recorded; compared with the truth.
 * @property {() => number | Promise<number>} [count] operations that have left a trace since open().
 */

/**
 * Passes that do nothing. Whoever calls these and then that of a contender calls more functions than an engine expands at one
 * place. Node 24 took the whole pass into the loop below in one process and left it a function in the next, and what was
 * measured differed by a third (2.4 and 3.2 ns a value).
 */
const IDLE_PASSES = Array.from({ length: 8 }, (_, i) => new Function(`return ${i};`));

/** Steady state: many passes per sample, after a warm-up. */
export class SteadyContest {
  constructor(contest, { sampleMs }) {
    this.contest = contest;
    this.sampleMs = sampleMs;
    this.passesPerSample = 1;
    this.passes = 0;
  }

  /** The facts after one pass and nothing else. */
  async facts() {
    for (const idle of IDLE_PASSES) await timed(idle, 1);
    await this.run(1);
    return this.contest.facts();
  }

  /** Runs until the optimising compiler has settled, and finds how many passes fill a sample. */
  async warmUp(warmUpMs) {
    for (let spent = 0; spent < warmUpMs; ) {
      const elapsed = await this.run(this.passesPerSample);
      spent += elapsed;
      if (elapsed >= this.sampleMs) continue;
      const growth = elapsed > 0.1 ? this.sampleMs / elapsed : 8;
      this.passesPerSample = Math.ceil(this.passesPerSample * growth);
    }
  }

  /** Nanoseconds per operation. One pass goes ahead untimed: the caches were somebody else's meanwhile. */
  async sample() {
    await this.run(1);
    const elapsed = await this.run(this.passesPerSample);
    return (elapsed * 1e6) / (this.passesPerSample * this.contest.operations);
  }

  /** That every operation of every pass has left its trace: nothing lost, nothing optimised away. */
  async finish() {
    if (!this.contest.count) return {};
    return { count: await this.contest.count(), expected: this.passes * this.contest.operations };
  }

  /** Milliseconds that so many passes take. */
  async run(passes) {
    const elapsed = await timed(this.contest.pass, passes);
    this.passes += passes;
    return elapsed;
  }
}

async function timed(pass, passes) {
  let sink = 0;
  const start = performance.now();
  for (let i = 0; i < passes; i += 1) {
    const result = pass();
    sink += typeof result === 'number' ? result : await result;
  }
  const elapsed = performance.now() - start;
  if (Number.isNaN(sink)) throw new Error('a pass has computed NaN');
  return elapsed;
}
