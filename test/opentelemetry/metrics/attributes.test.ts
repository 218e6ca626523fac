// Sets of attributes: which are one, which are two, and that a look-up never takes one for the other.
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import fc from 'fast-check';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { sampleOf } from '../../telemetry/support.ts';
import { byAttributes, metricOf, setUp } from '../support.ts';

const value: fc.Arbitrary<AttributeValue | undefined> = fc.oneof(
  fc.constantFrom('x', 'y', '1', 'true'),
  fc.constantFrom(1, 2, 0.5),
  fc.boolean(),
  fc.constantFrom<(string[] | number[])[]>(['a'], ['a', 'b'], [1, 2]),
  fc.constant(undefined),
);
const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'c.d', 'http.route'), value);

/** What tells sets apart: the values, by key, each with its type. */
function oracleKey(set: Attributes): string {
  const entries = Object.entries(set).filter(([, one]) => one !== undefined);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('each set has its own sum, in whatever order and objects it comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(attributes, fc.integer({ min: 1, max: 9 })), { maxLength: 60 }),
      (calls) => {
        const { telemetry, meter } = setUp();
        const counter = meter.createCounter('c');
        const expected = new Map<string, number>();
        for (const [set, amount] of calls) {
          counter.add(amount, set);
          counter.bind(set).add(amount);
          expected.set(oracleKey(set), (expected.get(oracleKey(set)) ?? 0) + 2 * amount);
        }
        const series = metricOf(telemetry, 'c_total')?.series ?? [];
        const actual = new Map(
          series.map((one) => [oracleKey(one.labels as Attributes), 'value' in one ? one.value : 0]),
        );
        assert.equal([...actual].sort(), [...expected].sort());
        telemetry.dispose();
      },
    ),
    { numRuns: 200 },
  );
});

test('an object that was changed is the set that it is now', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  const reused: Attributes = { route: '/a', code: 200 };
  counter.add(1, reused);
  reused.route = '/b';
  counter.add(10, reused);
  reused.extra = true;
  counter.add(100, reused);
  delete reused.route;
  counter.add(1000, reused);
  const list = ['x'];
  reused.list = list;
  counter.add(10_000, reused);
  list.push('y');
  counter.add(100_000, reused);
  assert.equal(byAttributes(telemetry, 'c_total'), {
    '{"code":200,"route":"/a"}': 1,
    '{"code":200,"route":"/b"}': 10,
    '{"code":200,"extra":true,"route":"/b"}': 100,
    '{"code":200,"extra":true}': 1000,
    '{"code":200,"extra":true,"list":["x"]}': 10_000,
    '{"code":200,"extra":true,"list":["x","y"]}': 100_000,
  });
});

test('the order of the keys makes no difference', () => {
  const { telemetry, meter } = setUp();
  const histogram = meter.createHistogram('h');
  histogram.record(1, { a: 1, b: 2 });
  histogram.record(1, { b: 2, a: 1 });
  histogram.record(1, Object.assign(Object.create({ b: 2 }), { a: 1 }));
  assert.equal(byAttributes(telemetry, 'h'), { '{"a":1,"b":2}': 3 });
});

test('many shapes of sets are as right as few', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 200; i++) counter.add(1, { [`key${i}`]: 'x', other: i });
  }
  const values = Object.values(byAttributes(telemetry, 'c_total'));
  assert.is(values.length, 200);
  assert.ok(values.every((one) => one === 3));
});

test('what an exposition cannot tell apart is one series', () => {
  const { telemetry, meter } = setUp();
  const counter = meter.createCounter('c');
  counter.add(1, { code: 1 });
  counter.add(2, { code: '1' });
  counter.add(4, { 'a.b': 'x' });
  counter.add(8, { a_b: 'x' });
  counter.add(16, {});
  counter.add(32, { empty: '' });
  const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('c_total'));
  const scope = 'otel_scope_name="tests"';
  const expected = [`c_total{code="1",${scope}} 3`, `c_total{a_b="x",${scope}} 12`, `c_total{${scope}} 48`];
  assert.equal(lines(expositionText(telemetry)).sort(), expected.sort());
  assert.equal(lines(expositionText(telemetry.snapshot())).sort(), expected.sort());
});

test('two keys that are one label have both values', () => {
  const { telemetry, meter } = setUp();
  meter.createCounter('c').add(1, { 'a.b': 'dot', a_b: 'line', le: '5', '0x': 'n', __meta: 'm' });
  const line = expositionText(telemetry).match(/^c_total\{(.*)\} 1$/m)?.[1] ?? '';
  assert.equal(line.split(',').sort(), [
    'a_b="dot;line"',
    'key_0x="n"',
    'key___meta="m"',
    'key_le="5"',
    'otel_scope_name="tests"',
  ]);
});

test('long values are cut, and those not allowed replaced, as in every label', () => {
  const { telemetry, meter } = setUp({ labelLengthLimit: 8, labelAllowList: { model: ['a'] } });
  const counter = meter.createCounter('c');
  for (const model of ['a', 'b', 'c']) counter.add(1, { model });
  counter.add(1, { text: '123456789' });
  counter.add(1, { text: '123456780' });
  assert.equal(byAttributes(telemetry, 'c_total'), {
    '{"model":"a"}': 1,
    '{"model":"other"}': 2,
    '{"text":"1234567…"}': 2,
  });
  assert.is(sampleOf(telemetry, 'inferometer_labels_replaced_total', { label: 'model' }), 2);
});
