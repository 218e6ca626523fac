/** Times functions in this process: calls in samples, samples in rounds, the rounds of all functions in turn. */
import type { Case } from './cases.ts';

export interface Measured {
  /** Of a call in each round. */
  readonly nanoseconds: readonly number[];
  /** What was timed right before it in the same round, so that what the machine did meanwhile is known. */
  readonly yardstickNanoseconds: readonly number[];
  /** In a sample. */
  readonly calls: number;
}

/** So long that the clock is exact, and so short that most samples are not interrupted. */
const SAMPLE_MS = 0.4;
/** Until the compilers of the runtime have come to an end. */
const WARM_UP_SHARE = 0.25;

type Timed = (calls: number) => number | Promise<number>;

/**
 * @param milliseconds for each of the cases
 * @returns by the names of the cases
 */
export async function measure(
  cases: readonly Case[],
  milliseconds: number,
): Promise<Record<string, Measured>> {
  const yardstick = await calibrated(timerOf(yardstickRun, false), (milliseconds * WARM_UP_SHARE) / 4);
  const all: { name: string; timed: Timed; calls: number; nanoseconds: number[]; yardstick: number[] }[] = [];
  for (const { name, run } of cases) {
    const isAsync = isThenable(run());
    const timed = timerOf(run, isAsync);
    const { calls } = await calibrated(timed, milliseconds * WARM_UP_SHARE);
    all.push({ name, timed, calls, nanoseconds: [], yardstick: [] });
  }
  const until = performance.now() + milliseconds * (1 - WARM_UP_SHARE) * cases.length;
  for (let round = 0; round < LEAST_ROUNDS || performance.now() < until; round++) {
    // The next one begins each time, so that none always comes after the same.
    for (let i = 0; i < all.length; i++) {
      const one = all[(i + round) % all.length] as (typeof all)[number];
      one.yardstick.push((1e6 * (await yardstick.timed(yardstick.calls))) / yardstick.calls);
      one.nanoseconds.push((1e6 * (await one.timed(one.calls))) / one.calls);
    }
    // Whatever the functions have begun has its turn.
    if (round % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return Object.fromEntries(
    all.map(({ name, calls, nanoseconds, yardstick: yardstickNanoseconds }) => {
      return [name, { nanoseconds, yardstickNanoseconds, calls }];
    }),
  );
}

const LEAST_ROUNDS = 5;

/** How many calls make a sample, by doubling them until it is long enough; and then on until it is warm. */
async function calibrated(timed: Timed, warmUpMs: number): Promise<{ timed: Timed; calls: number }> {
  const until = performance.now() + warmUpMs;
  let calls = 1;
  for (;;) {
    const took = await timed(calls);
    if (took < SAMPLE_MS)
      calls = took * 8 < SAMPLE_MS ? calls * 8 : Math.ceil((calls * SAMPLE_MS * 1.05) / took);
    else if (performance.now() > until) return { timed, calls };
    else if (took > SAMPLE_MS * 2 && calls > 1)
      calls = Math.max(1, Math.round((calls * SAMPLE_MS * 1.05) / took));
    if (performance.now() > until && calls === 1) return { timed, calls };
  }
}

/** Where results go, so that no compiler leaves out what they come from. */
const sink: { last: unknown } = { last: undefined };

/**
 * A loop of its own for each function: in one that all have in common no call would be inlined.
 *
 * @returns how many milliseconds so many calls take
 */
function timerOf(run: () => unknown, isAsync: boolean): Timed {
  const body = `return ${isAsync ? 'async' : ''} (calls) => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) sink.last = ${isAsync ? 'await' : ''} run();
    return performance.now() - start;
  };`;
  return new Function('run', 'sink', body)(run, sink) as Timed;
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

const memory = new Float64Array(4096);

/** Work that is the same everywhere and always: arithmetic, memory, a little garbage. Its time says how fast the machine is. */
function yardstickRun(): number {
  let sum = 0;
  let state = 12345;
  for (let i = 0; i < 2000; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const at = state & 4095;
    memory[at] = (memory[at] as number) * 0.5 + i;
    sum += memory[(at + 1) & 4095] as number;
  }
  return { sum, text: String(state) }.sum;
}
