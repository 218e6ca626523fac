// Whoever gives up on an answer has it end in the same turn of the event loop, wherever reading is.
import { MemoryFiles, type StoreQuery } from 'inferometer/store';
import { Segments, StoreAnswer, TimeBudget } from 'inferometer/store/inner';
import { assert, test } from '../../harness.ts';
import { intervalOf, LATENCY } from './stored.ts';

const START = Date.UTC(2026, 10, 29);
const SERIES = 600;

/** Each look at the clock takes half a millisecond, so that every piece of work ends a turn soon. */
class Turns {
  /** What a turn begins with. */
  onTurn: () => void = () => {};
  count = 0;
  private nowMs = 0;

  now = (): number => {
    this.nowMs += 0.5;
    return this.nowMs;
  };

  yield = async (): Promise<void> => {
    this.count += 1;
    this.onTurn();
  };
}

async function sealed(turns: Turns): Promise<Segments> {
  const budget = new TimeBudget(turns);
  const damaged = (damage: object) => assert.unreachable(JSON.stringify(damage));
  const segments = await Segments.open(new MemoryFiles(), 'main', { budget, damaged });
  for (const hour of [0, 1, 2]) {
    const series = Array.from({ length: SERIES }, (_, i) => {
      return { instrument: LATENCY, model: `model-${i}`, region: 'eu', values: [1 + i, 2] };
    });
    const startedAtUnixMs = START + hour * 3_600_000;
    const interval = intervalOf({ member: 'main', startedAtUnixMs, durationSeconds: 60, series });
    const sequence = { firstSequence: hour + 1, lastSequence: hour + 1 };
    await segments.seal({ ...sequence, intervals: [interval], runs: [] });
  }
  return segments;
}

const queries: [name: string, query: StoreQuery][] = [
  ['figures that are stored', { aggregation: ['percentile_99', 'rate'], stepSeconds: 3600 }],
  ['merged histograms', { aggregation: 'percentile_95', percentiles: [99.9] }],
];

for (const [name, query] of queries) {
  test(`an abort is heeded in its turn, not after a thousand rows more: ${name}`, async () => {
    const turns = new Turns();
    const segments = await sealed(turns);
    const askedOf = (signal: AbortSignal) =>
      new StoreAnswer(() => segments.view(), { ...query, signal }, new TimeBudget(turns)).rows();
    turns.count = 0;
    await askedOf(new AbortController().signal);
    const all = turns.count;
    assert.ok(all > 100, `${all} turns`);
    const late: number[] = [];
    // In the last turns there is nothing left to give up.
    for (let at = 1; at < all - 3; at += 7) {
      const controller = new AbortController();
      const reason = new Error('the page is gone');
      let abortedAt = Infinity;
      turns.count = 0;
      turns.onTurn = () => {
        if (turns.count !== at) return;
        abortedAt = turns.count;
        controller.abort(reason);
      };
      const answer = await askedOf(controller.signal).catch((error) => error);
      // How many turns it takes depends on when looks at the clock fall: it may have been done before.
      if (abortedAt === Infinity) continue;
      assert.is(answer, reason);
      late.push(turns.count - abortedAt);
    }
    assert.ok(late.length > 10, `${late.length} aborts`);
    // Each of four segments that are read ahead has a turn, in which it ends.
    assert.ok(Math.max(...late) <= 5, `${Math.max(...late)} turns late, ${all} in all`);
  });
}
