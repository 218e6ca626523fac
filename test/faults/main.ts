// What `run.mjs` runs, a chunk at a time: `<kind> <first> <count>`. Failures are lines of text, the last line is JSON.
import { openRealStore } from '../store/simulation/real-store.ts';
import { simulate, traceOf } from '../store/simulation/simulate.ts';
import { flipBits, truncate } from './damage.ts';
import { killWriters } from './kills.ts';
import { runWriter } from './writer.ts';

/** Of a chunk: enough to see whether they are one. */
const MOST_FAILURES = 5;

interface Report {
  readonly failed: number;
  readonly totals: Readonly<Record<string, number>>;
}

const kinds: Readonly<Record<string, (first: number, count: number) => Promise<Report>>> = {
  async simulation(first, count) {
    const { failures, seeds, intervals, calls } = await simulate(openRealStore, first, count, MOST_FAILURES);
    for (const { seed, error } of failures) {
      console.log(`seed ${seed}: ${error}\n  npm run test:faults -- --seed ${seed}`);
    }
    return { failed: failures.length, totals: { seeds, intervals, calls } };
  },
  kills: killWriters,
  truncation: truncate,
  flips: flipBits,
};

const [kind = '', ...args] = process.argv.slice(2);
if (kind === 'trace') {
  console.log((await traceOf(openRealStore, Number(args[0]))).join('\n'));
} else if (kind === 'write') {
  await runWriter(args);
} else {
  const report = await kinds[kind]?.(Number(args[0]), Number(args[1]));
  console.log(JSON.stringify(report));
}
