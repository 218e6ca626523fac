// What happens at the end of kernel memory, and after it. V8 is told to give less of it than 4 GiB: so it is there at once.
import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { ExplicitHistogram, HdrHistogram, Histogram, Summary } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const PAGES = 480;
setFlagsFromString(`--wasm-max-mem-pages=${PAGES}`);

type Any = ExplicitHistogram | HdrHistogram | Histogram | Summary;

/** A histogram, and what it was handed. */
interface Kept {
  readonly histogram: Any;
  readonly values: readonly number[];
}

let seed = 1;
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}

const KINDS: readonly (() => Any)[] = [
  () => new Histogram(),
  () => new Histogram({ scale: 8, maxBuckets: 16_384 }),
  () => new Histogram({ bounds: [1, 2, 5, 1000] }),
  () => new HdrHistogram({ significantDigits: 3 }),
  () => new HdrHistogram({ significantDigits: 4 }),
  () => new ExplicitHistogram({ bounds: Array.from({ length: 700 }, (_, i) => i + 1) }),
  () => new Summary(),
];

function filled(kind: number): Kept {
  const histogram = (KINDS[kind] as () => Any)();
  const values = Array.from({ length: 6 }, (_, i) => Math.ceil(10 ** (8 * random()) + i));
  for (const value of values) histogram.record(value);
  return { histogram, values };
}

/** Makes histograms of these kinds in turn until there is no room for another one. */
function fillUp(kinds: readonly number[]): { kept: Kept[]; error: unknown } {
  const kept: Kept[] = [];
  try {
    for (let i = 0; ; i++) kept.push(filled(kinds[i % kinds.length] as number));
  } catch (error) {
    return { kept, error };
  }
}

function assertWhole({ histogram, values }: Kept): void {
  const { count, rejected } = histogram;
  assert.is(count + rejected, values.length);
  if (rejected > 0) return;
  assert.is(histogram.min, Math.min(...values));
  assert.is(histogram.max, Math.max(...values));
  assert.close(
    histogram.sum,
    values.reduce((sum, value) => sum + value, 0),
    1e-12,
  );
  if (histogram instanceof Summary) return;
  const far = [0.5, 2e9];
  assert.equal(histogram.countsAtOrUnder(far), [0, values.length]);
}

function disposeOf(kept: readonly Kept[]): void {
  for (const { histogram } of kept) histogram.dispose();
}

test('where memory ends, making a histogram throws a coded error, and those made before are whole', () => {
  for (const kinds of [[0], [1, 3, 5], KINDS.map((_, i) => i)]) {
    const { kept, error } = fillUp(kinds);
    assert.is((error as { code?: string }).code, 'KERNEL_MEMORY');
    assert.match((error as Error).message, /no room in \d+(\.\d+)? MiB of kernel memory/);
    assert.ok(kept.length > 10);
    for (const one of kept) assertWhole(one);
    disposeOf(kept);
  }
});

test('a value that finds no room is counted as rejected, and what fits goes on being recorded', () => {
  const { kept, error } = fillUp([0]);
  assert.is((error as { code?: string }).code, 'KERNEL_MEMORY');
  const before = kept.map(({ histogram }) => [histogram.count, histogram.rejected]);
  // Wider and wider: each window asks for more.
  for (const { histogram } of kept) {
    histogram.recordMany([1e-9, 1e12]);
    histogram.record(1e-12, 7);
    histogram.record(5, 3);
  }
  const lost = kept.map(({ histogram }, i) => {
    const [count, rejected] = before[i] as [number, number];
    assert.is(histogram.count + histogram.rejected, count + rejected + 12);
    return histogram.rejected - rejected;
  });
  assert.ok(lost.some((one) => one > 0));
  disposeOf(kept);
});

test('a merge that finds no room throws, and changes nothing', () => {
  const pairs = [
    () => [new Histogram({ scale: 8, maxBuckets: 65_536 }), new Histogram({ scale: 8, maxBuckets: 65_536 })],
    () => [
      new HdrHistogram({ significantDigits: 4, highestTrackable: 2 ** 50 }),
      new HdrHistogram({ significantDigits: 4, highestTrackable: 2 ** 50 }),
    ],
  ] as unknown as readonly (() => readonly [Histogram, Histogram])[];
  for (const make of pairs) {
    const [target, source] = make();
    target.record(3);
    source.recordMany([1, 1e9, 1e14]);
    const taken = source.snapshot();
    const before = target.snapshot();
    const { kept } = fillUp([0]);
    assert.throwsCode(() => target.merge(source), 'KERNEL_MEMORY');
    assert.equal(target.snapshot(), before);
    assert.throwsCode(() => target.merge(taken), 'KERNEL_MEMORY');
    assert.equal(target.snapshot(), before);
    disposeOf(kept);
    target.merge(source).merge(taken);
    assert.is(target.count, 7);
    target.dispose();
    source.dispose();
  }
});

test('what was given back serves other sizes', () => {
  const { kept } = fillUp([0]);
  disposeOf(kept);
  // 4 MiB in one piece, of memory that was all small pieces.
  using large = new HdrHistogram({ significantDigits: 4, highestTrackable: 2 ** 50 });
  large.recordMany([1, 2 ** 50 - 1]);
  assert.equal([large.count, large.rejected], [2, 0]);
  const again = fillUp([0]).kept;
  assert.ok(again.length > kept.length / 4, `${again.length} of ${kept.length}`);
  disposeOf(again);
});

test('a million histograms one after another work after the end was reached', () => {
  disposeOf(fillUp([0]).kept);
  for (let i = 0; i < 1_000_000; i++) {
    const histogram = new Histogram();
    histogram.record(i);
    if (i % 9973 === 0) assert.equal([histogram.count, histogram.max], [1, i]);
    histogram.dispose();
  }
});

test('law: whatever is made, recorded and given back in whatever order, all that is there is whole', () => {
  const step = fc.record({
    kind: fc.nat(KINDS.length - 1),
    at: fc.nat(1 << 20),
    does: fc.constantFrom('make', 'make', 'make', 'fill', 'record', 'dispose', 'empty'),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const kept: Kept[] = [];
      for (const { kind, at, does } of steps) {
        const i = at % Math.max(1, kept.length);
        const one = kept[i];
        if (does === 'make') {
          try {
            kept.push(filled(kind));
          } catch (error) {
            assert.is((error as { code?: string }).code, 'KERNEL_MEMORY');
          }
        } else if (does === 'fill') kept.push(...fillUp([kind]).kept);
        else if (one === undefined) continue;
        else if (does === 'record') {
          const value = Math.ceil(10 ** (8 * random()));
          one.histogram.record(value);
          kept[i] = { ...one, values: [...one.values, value] };
        } else {
          const gone = does === 'dispose' ? kept.splice(i, 1) : kept.splice(0, Math.ceil(kept.length / 2));
          disposeOf(gone);
        }
      }
      for (const one of kept) assertWhole(one);
      disposeOf(kept);
    }),
    { numRuns: 12 },
  );
});
