// Units of metrics of one's own, in words and in UCUM.
import fc from 'fast-check';
import { type CustomMetric, createTelemetry } from 'inferometer';
import { assert, test } from '../harness.ts';

function unitOf(unit: string): string {
  using telemetry = createTelemetry();
  const metric = telemetry.gauge({ name: 'a', help: 'A.', unit: unit as NonNullable<CustomMetric['unit']> });
  return metric.instrument.unit;
}

test('base units are taken in UCUM too', () => {
  const units = {
    s: 'seconds',
    By: 'bytes',
    '{token}': '1',
    '1': '1',
    '1/s': 'per_second',
    '/s': 'per_second',
    '{token}/s': 'per_second',
    'By/s': 'per_second',
    'By{used}': 'bytes',
    seconds: 'seconds',
    bytes: 'bytes',
    ratio: 'ratio',
    per_second: 'per_second',
  };
  for (const [given, unit] of Object.entries(units)) assert.is(unitOf(given), unit, given);
});

test('what is no base unit is refused, and said what to take: nothing converts behind the back', () => {
  for (const unit of ['ms', 'us', 'ns', 'min', 'h', 'KiBy', 'MBy', '%', 'percent', '', 'constructor', null]) {
    const error = assert.throwsCode(() => unitOf(unit as string), 'TELEMETRY_METRIC_DEFINITION');
    assert.match(error.message, 'a base unit: seconds (s), bytes (By)');
  }
});

test('law: whatever is in braces says what is counted, and changes no unit', () => {
  const annotation = fc.string().filter((text) => !/[{}]/.test(text));
  fc.assert(
    fc.property(annotation, (text) => {
      assert.is(unitOf(`{${text}}`), '1');
      assert.is(unitOf(`{${text}}/s`), 'per_second');
    }),
  );
});
