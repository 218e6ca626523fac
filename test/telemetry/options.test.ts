import { createTelemetry } from 'inferometer';
import { assert, test } from '../harness.ts';

test('each option is checked, and its error says what is expected and what to do', () => {
  const kinds: Record<string, unknown[]> = {
    prefix: [7, null, {}],
    enabled: ['true', 1, null],
    seriesLimit: ['10', 10n, null],
    historySize: ['10', null],
    analysisPercentiles: [95, 'p95', null],
    trackMemoryUsage: [0, 'yes'],
    memory: [() => 1, 5, null],
    clock: [Date.now, 'utc', null],
  };
  const ranges: Record<string, unknown[]> = {
    prefix: ['1st_', 'a-b', 'a b_', 'ä_'],
    seriesLimit: [0, -1, 1.5, Number.NaN, Infinity],
    historySize: [0, 1, 2.5, Number.NaN, Infinity],
    analysisPercentiles: [[101], [-1], ['95'], [Number.NaN], {}],
    memory: [{}],
    clock: [{}, { monotonicMs: () => 0 }],
  };
  for (const [name, values] of Object.entries(kinds)) {
    for (const value of values) {
      const error = assert.throwsCode(() => createTelemetry({ [name]: value }), 'TELEMETRY_OPTION_KIND');
      assert.instance(error, TypeError);
      assert.match(error.message, `"${name}" expected `);
    }
  }
  for (const [name, values] of Object.entries(ranges)) {
    for (const value of values) {
      const error = assert.throwsCode(() => createTelemetry({ [name]: value }), 'TELEMETRY_OPTION_RANGE');
      assert.instance(error, RangeError);
      assert.match(error.message, 'or leave it out for the default');
    }
  }
});

test('a misspelt option is not passed over', () => {
  const error = assert.throwsCode(
    () => createTelemetry({ prefx: 'a_' } as object),
    'TELEMETRY_UNKNOWN_OPTION',
  );
  assert.match(error.message, 'Did you mean prefix?');
  const percentiles = () => createTelemetry({ percentiles: [50] } as object);
  assert.match(assert.throwsCode(percentiles, 'TELEMETRY_UNKNOWN_OPTION').message, 'analysisPercentiles?');
  assert.throwsCode(() => createTelemetry(5 as unknown as object), 'TELEMETRY_ARGUMENT_KIND');
});

test('an option that is undefined has its default', () => {
  const telemetry = createTelemetry({ prefix: undefined, enabled: undefined, clock: undefined });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.equal(telemetry.analysisPercentiles, [50, 90, 95, 99]);
  assert.equal(Object.keys(telemetry.getInferenceMetrics('m')?.latency?.percentilesSeconds ?? {}), [
    'p50',
    'p90',
    'p95',
    'p99',
  ]);
});
