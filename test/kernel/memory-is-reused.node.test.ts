// Histograms of mixed sizes come and go, and memory stays near what is in use.
import { ExplicitHistogram, HdrHistogram, Histogram, Summary } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

type Any = ExplicitHistogram | HdrHistogram | Histogram | Summary;

const KINDS: readonly (() => Any)[] = [
  () => new Histogram(),
  () => new Histogram({ bounds: [1, 2, 5, 1000] }),
  () => new HdrHistogram({ significantDigits: 2 }),
  () => new HdrHistogram({ significantDigits: 3 }),
  () => new ExplicitHistogram({ bounds: Array.from({ length: 90 }, (_, i) => i + 1) }),
  () => new Summary(),
];

test('100,000 cycles of mixed sizes do not take memory past 1.2 times what is alive', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  /** Where the values of a kind lie, which its memory depends on, is drawn once for each place. */
  const places = Array.from({ length: 6000 }, () => ({
    kind: Math.floor(KINDS.length * random()),
    values: [1, Math.ceil(10 ** (6 * random()))],
  }));
  const make = (place: number) => {
    const { kind, values } = places[place] as (typeof places)[number];
    const histogram = (KINDS[kind] as () => Any)();
    histogram.recordMany(values);
    histogram.recordMany([3]);
    // Which makes the kernel take what is staged.
    assert.is(histogram.count, 3);
    return histogram;
  };
  const alive = places.map((_, i) => make(i));
  const before = process.memoryUsage().external;
  for (let cycle = 0; cycle < 50_000; cycle++) {
    const [i, j] = [random(), random()].map((share) => Math.floor(places.length * share)) as [number, number];
    for (const place of [i, j]) alive[place]?.dispose();
    // In the other order: what the one gives back is what the other finds.
    for (const place of [j, i]) alive[place] = make(place);
    if (i === j) continue;
    const other = alive[i];
    assert.is(other?.count, 3);
  }
  const ratio = process.memoryUsage().external / before;
  assert.ok(ratio <= 1.2, `${ratio.toFixed(2)} times as much`);
  for (const one of alive) one.dispose();
});
