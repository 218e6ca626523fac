import fc from 'fast-check';
import {
  decodeDdSketch,
  decodeSnapshot,
  encodeSnapshot,
  quantileInterval,
  quantilesOf,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { exactQuantile, relativeErrorOf } from '../oracle.ts';

const LEAST = 2 ** -1022;
const MAX = Number.MAX_VALUE;

/** The approximations of log2 of sketches-go (ddsketch/mapping), between two powers of two, and their least slope by log2. */
const MAPPINGS = [
  { name: 'logarithmic', part: (s: number) => Math.log2(1 + s), slope: 1 },
  { name: 'linear', part: (s: number) => s, slope: Math.LN2 },
  { name: 'quadratic', part: (s: number) => (4 - (2 - s) ** 2) / 3, slope: 0.92 },
  { name: 'cubic', part: (s: number) => ((6 / 35) * s - 3 / 5) * s * s + (10 / 7) * s, slope: 0.98 },
] as const;

/** log2 as the mapping approximates it. */
function approximate(value: number, part: (s: number) => number): number {
  let exponent = Math.floor(Math.log2(value));
  // In two steps, so that no power leaves the range of doubles.
  let scaled = value / 2 ** Math.trunc(exponent / 2) / 2 ** (exponent - Math.trunc(exponent / 2));
  if (scaled >= 2) [exponent, scaled] = [exponent + 1, scaled / 2];
  if (scaled < 1) [exponent, scaled] = [exponent - 1, scaled * 2];
  return exponent + part(scaled - 1);
}

interface Sketch {
  readonly gamma: number;
  readonly indexOffset: number;
  readonly mapping: number;
  readonly rounding: 'floor' | 'ceil';
}

/** A sketch as the library of a peer fills and writes it, naively. */
function sketchOf(values: readonly number[], weight: number, made: Sketch): Uint8Array {
  const { part } = MAPPINGS[made.mapping] as (typeof MAPPINGS)[number];
  const stores = { '1': new Map<number, number>(), '-1': new Map<number, number>() };
  let zeros = 0;
  for (const value of values) {
    if (Math.abs(value) < LEAST * made.gamma) {
      zeros += weight;
      continue;
    }
    const at = approximate(Math.abs(value), part) / Math.log2(made.gamma) + made.indexOffset;
    const index = made.rounding === 'floor' ? Math.floor(at) : Math.ceil(at);
    const store = stores[value > 0 ? '1' : '-1'];
    store.set(index, (store.get(index) ?? 0) + weight);
  }
  const entry = ([index, count]: [number, number]) => field(1, [...sint(1, index), ...double(2, count)]);
  const store = (bins: Map<number, number>) => [...bins].flatMap(entry);
  const mapping = [...double(1, made.gamma), ...double(2, made.indexOffset), 0x18, made.mapping];
  return Uint8Array.from([
    ...field(1, mapping),
    ...field(2, store(stores['1'])),
    ...field(3, store(stores['-1'])),
    ...double(4, zeros),
  ]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function field(number: number, bytes: number[]): number[] {
  return [8 * number + 2, ...varint(bytes.length), ...bytes];
}

function sint(number: number, value: number): number[] {
  return [8 * number, ...varint(value < 0 ? -2 * value - 1 : 2 * value)];
}

function double(number: number, value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [8 * number + 1, ...bytes];
}

const magnitude = fc.oneof(
  fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  fc.double({ min: MAX / 4, max: MAX, noNaN: true }),
  fc.double({ min: LEAST * 3, max: LEAST * 64, noNaN: true }),
  fc.constantFrom(0, 1, 2, MAX, MAX * (1 - 2 ** -53), 2 ** 1023, 1.7e308, 2 ** -1020),
);
const value = fc.tuple(magnitude, fc.constantFrom(1, -1)).map(([size, sign]) => size * sign);
const values = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 40 }),
  fc.array(
    magnitude.map((size) => -size),
    { minLength: 1, maxLength: 10 },
  ),
  fc.array(fc.constant(0), { minLength: 1, maxLength: 5 }),
);

MAPPINGS.forEach(({ name, slope }, mapping) => {
  for (const rounding of mapping === 0 ? (['floor', 'ceil'] as const) : (['floor'] as const)) {
    test(`law: ${name}, rounding "${rounding}": every double decodes, and quantiles are within their bound`, () => {
      fc.assert(
        fc.property(
          values,
          fc.constantFrom(1.02, 1.1052631578947367, 2 ** (1 / 32), 2, 1.5),
          fc.constantFrom(0, 7, 0.25),
          fc.constantFrom(1, 3, 2 ** 40, 2 ** 55),
          (recorded, gamma, indexOffset, weight) => {
            const bytes = sketchOf(recorded, weight, { gamma, indexOffset, mapping, rounding });
            const decoded = decodeDdSketch(bytes, { rounding });
            assert.is(decoded.count, recorded.length * weight);
            const widest = gamma ** (1 / slope);
            const a = (widest - 1) / (widest + 1);
            const e = relativeErrorOf(decoded.scale);
            const bound = a + e + a * e + 1e-9;
            const qs = [0, 0.01, 0.5, 0.99, 1];
            quantilesOf(decoded, qs).forEach((answer, i) => {
              const q = qs[i] as number;
              const exact = exactQuantile(recorded, q);
              if (Math.abs(exact) < LEAST * gamma) assert.ok(Math.abs(answer) < LEAST * gamma * 2);
              else assert.close(answer, exact, bound, `q ${q}`);
              if (q === 0 || q === 1) return;
              const { lower, upper } = quantileInterval(decoded, q);
              assert.ok(lower <= answer && answer <= upper);
            });
            assert.equal(decodeSnapshot(encodeSnapshot(decoded)), decoded);
          },
        ),
        { numRuns: 50 },
      );
    });
  }
});

test('bins that hold no double are refused; those that hold none but subnormal values are zeros', () => {
  const bytes = (index: number, gamma: number) =>
    Uint8Array.from([
      ...field(1, double(1, gamma)),
      ...field(2, field(1, [...sint(1, index), ...double(2, 1)])),
      ...field(3, []),
    ]);
  for (const gamma of [2, 1.02]) {
    const last = Math.ceil(1024 / Math.log2(gamma)) - 1;
    assert.ok(decodeDdSketch(bytes(last, gamma)).max <= MAX);
    assert.throwsCode(() => decodeDdSketch(bytes(last + 2, gamma)), 'HISTOGRAM_BUCKETS');
    assert.throwsCode(() => decodeDdSketch(bytes(2 ** 31 - 1, gamma)), 'HISTOGRAM_BUCKETS');
    assert.is(decodeDdSketch(bytes(-(2 ** 31), gamma)).zeroCount, 1);
    assert.is(decodeDdSketch(bytes(Math.floor(-1080 / Math.log2(gamma)), gamma)).zeroCount, 1);
  }
});

test('an empty sketch is an empty snapshot', () => {
  const empty = decodeDdSketch(
    sketchOf([], 1, { gamma: 1.02, indexOffset: 0, mapping: 3, rounding: 'floor' }),
  );
  assert.equal([empty.count, empty.min, empty.max, empty.sum], [0, Number.NaN, Number.NaN, 0]);
});
