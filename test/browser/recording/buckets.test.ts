// The histogram of a page has the buckets of the kernel, bit for bit, though it is another program.
import fc from 'fast-check';
import type { Telemetry } from 'inferometer';
import { type ExponentialSnapshot, Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { connected } from '../connected.ts';

const BOUNDS = [-10, 0, 0.5, 1, 1000];

function histogramIn(telemetry: Telemetry, name: string): ExponentialSnapshot {
  const point = telemetry.snapshot().metrics.find(({ fullName }) => fullName === name)?.series[0];
  if (point === undefined || !('histogram' in point)) throw new Error('nothing arrived');
  return point.histogram;
}

function sameButSum(page: ExponentialSnapshot, kernel: ExponentialSnapshot): void {
  const { sum, ...others } = page;
  const { sum: expected, ...wanted } = kernel;
  assert.equal(others, { ...wanted, rejected: 0 });
  assert.close(sum, expected, 1e-12 * page.count * Math.max(Math.abs(page.min), Math.abs(page.max)));
}

let nth = 0;

test('whatever is recorded, the server has the snapshot that the kernel would have', () =>
  connected(
    async ({ page, telemetry }) => {
      const value = fc.oneof(
        fc.double({ min: -(2 ** 990), max: 2 ** 990 }),
        fc.double({ min: 1e-4, max: 100 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(0, -0, 1, 2, 0.5, 2 ** -1022, 2 ** -1074, 2 ** 990, Number.NaN, Infinity),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 60 }), async (values) => {
          if (!values.some(Number.isFinite)) return;
          const name = `values_${nth++}`;
          const series = page.histogram({ name, help: 'V.', bucketBounds: BOUNDS }).withLabels();
          using kernel = new Histogram({ bounds: BOUNDS });
          for (const one of values) series.record(one);
          kernel.recordMany(values.filter(Number.isFinite));
          await page.flush();
          const [got, expected] = [histogramIn(telemetry, name), kernel.snapshot()];
          if (Number.isFinite(expected.sum)) sameButSum(got, expected);
        }),
        { numRuns: 60 },
      );
    },
    {},
    { seriesLimit: 10 },
  ));

test('the doubles beside every boundary, in octaves of all sizes', () =>
  connected(
    async ({ page, telemetry }) => {
      const double = new Float64Array(1);
      const bits = new BigInt64Array(double.buffer);
      const values: number[] = [];
      for (const exponent of [-1021, -1000, -500, -30, -1, 0, 1, 10, 500, 990]) {
        for (let i = 0; i < 32; i++) {
          // Within an ulp or two of the boundary, whatever this engine makes of the power.
          double[0] = 2 ** (i / 32) * 2 ** exponent;
          const near = bits[0] as bigint;
          for (const step of [-2n, -1n, 0n, 1n, 2n]) {
            bits[0] = near + step;
            values.push(double[0] as number);
          }
        }
      }
      const definition = { name: 'near', help: 'N.', labels: ['n'], bucketBounds: [] };
      const near = page.histogram(definition);
      for (const [n, value] of values.entries()) near.withLabels({ n: `${n}` }).record(value);
      // In one interval, which is too long for a request.
      assert.is((await page.flush()).waiting, 0);
      const series = telemetry.snapshot().metrics.find(({ fullName }) => fullName === 'near')?.series ?? [];
      assert.is(series.length, values.length);
      using kernel = new Histogram();
      for (const point of series) {
        const value = values[Number(point.labels.n)] as number;
        kernel.reset();
        kernel.record(value);
        assert.ok('histogram' in point);
        if ('histogram' in point)
          assert.is(point.histogram.positive.offset, kernel.snapshot().positive.offset, String(value));
      }
    },
    { seriesLimit: 5000 },
    { seriesLimit: 5000 },
  ));

test('thousands of buckets far apart become coarser as in the kernel, and take no more memory', () =>
  connected(async ({ page, telemetry }) => {
    const series = page.histogram({ name: 'wide', help: 'W.', bucketBounds: [] }).withLabels();
    using kernel = new Histogram();
    for (let i = 0; i < 20_000; i++) {
      const value = 2 ** ((i % 4000) / 2 - 1010) * (1 + (i % 7) / 8) * (i % 3 === 0 ? -1 : 1);
      series.record(value);
      kernel.record(value);
    }
    await page.flush();
    const { sum: _, ...got } = histogramIn(telemetry, 'wide');
    const { sum: __, ...expected } = kernel.snapshot();
    assert.equal(got, expected);
  }));
