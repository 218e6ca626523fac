// What is kept of the last look-up was half of it and half of the next one where a getter threw, or looked something up itself.
import { createTelemetry } from 'inferometer';
import { assert, test } from '../harness.ts';

const definition = { name: 'x_total', help: 'X.', labels: ['a', 'b'] };

test('after a getter that throws, the same labels find their series', () => {
  using telemetry = createTelemetry();
  const metric = telemetry.counter(definition);
  for (const b of ['5', '2']) metric.withLabels({ a: '1', b });
  const hostile = {
    a: '2',
    get b(): string {
      throw new Error('no label today');
    },
  };
  metric.withLabels({ a: '2', b: '2' });
  metric.withLabels({ a: '1', b: '2' });
  assert.throwsCode(() => metric.withLabels(hostile), 'TELEMETRY_ARGUMENT_KIND');
  for (const a of ['1', '2'])
    for (const b of ['2', '5']) assert.equal(metric.withLabels({ a, b }).labels, { a, b });
});

test('a getter that looks up another set changes nothing of the one that is looked up', () => {
  using telemetry = createTelemetry();
  const metric = telemetry.counter(definition);
  const sets = ['1', '2'].flatMap((a) => ['5', '6'].map((b) => ({ a, b })));
  for (const set of sets) metric.withLabels(set);
  for (const outer of sets) {
    for (const inner of sets) {
      for (const last of sets) {
        metric.withLabels(last);
        const nested = {
          a: outer.a,
          get b(): string {
            assert.equal(metric.withLabels(inner).labels, inner);
            return outer.b;
          },
        };
        assert.equal(metric.withLabels(nested).labels, outer);
        for (const set of sets) assert.equal(metric.withLabels(set).labels, set);
      }
    }
  }
});

test('another number of label values is refused', () => {
  using telemetry = createTelemetry();
  const metric = telemetry.counter(definition);
  for (const values of [[], ['1'], ['1', '2', '3']])
    assert.throwsCode(() => metric.withLabelValues(values), 'TELEMETRY_LABEL_NAME');
  assert.equal(metric.withLabelValues(['1', '2']).labels, { a: '1', b: '2' });
});
