import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../../harness.ts';

test('each option is checked, and its error says what is expected and what to do', () => {
  const kinds: Record<string, unknown[]> = {
    prefix: [7, null, {}],
    enabled: ['true', 1, null],
    seriesLimit: ['10', 10n, null],
    curvePointLimit: ['10', null],
    analysisPercentiles: [95, 'p95', null],
    trackMemoryUsage: [0, 'yes'],
    aggregationIntervalSeconds: ['60', null],
    maxHistoryEntries: ['100', true],
    maxHistoryBytes: ['64M'],
    memorySampleSeconds: ['1'],
    samplingRatio: ['1', true],
    recordContent: [1],
    labelLengthLimit: ['256'],
    labelAllowList: ['m', () => []],
    thresholds: [5, null],
    objectives: ['fast', null],
    logger: [console.log, 'pino', null],
    logLevel: [3, null],
    traceContext: [() => undefined, null],
    timer: [setTimeout, 5, null],
    memory: [() => 1, 5, null],
    clock: [Date.now, 'utc', null],
  };
  const ranges: Record<string, unknown[]> = {
    prefix: ['1st_', 'a-b', 'a b_', 'ä_'],
    seriesLimit: [0, -1, 1.5, Number.NaN, Infinity],
    curvePointLimit: [0, 1, 2.5, Number.NaN, Infinity],
    analysisPercentiles: [[101], [-1], ['95'], [Number.NaN], {}],
    aggregationIntervalSeconds: [0, -1, 86_401, Number.NaN, Infinity],
    maxHistoryEntries: [-1, 1.5, Number.NaN],
    maxHistoryBytes: [-1, 1.5, Infinity],
    memorySampleSeconds: [0, 3601, Number.NaN],
    samplingRatio: [-0.1, 1.1, Number.NaN],
    labelLengthLimit: [7, 8.5, Infinity],
    labelAllowList: [{ model_id: 'm' }, { model_id: [1] }],
    thresholds: [
      { inferenceSecond: {} },
      { inferenceSeconds: 5 },
      { inferenceSeconds: { low: 1 } },
      { inferenceSeconds: { medium: '1' } },
      { inferenceSeconds: { medium: -1 } },
      { inferenceSeconds: { medium: Number.NaN } },
      { inferenceSeconds: { medium: 2 } },
      { samplesPerSecond: { low: 2000 } },
    ],
    objectives: [
      {},
      [5],
      [{ operationType: 7, withinSeconds: 1, targetRatio: 1 }],
      [{ operationType: 'inference', withinSeconds: 0, targetRatio: 1 }],
      [{ operationType: 'inference', withinSeconds: 1, targetRatio: 1.1 }],
      [{ operationType: 'inference', withinSeconds: 1, targetRatio: 1, modelId: 5 }],
      [{ operationType: 'inference', withinSeconds: 1, targetRatio: 1, percentile: 95 }],
      [{ operationType: 'inference' }],
      [{ operationType: 'inference', targetRatio: 1, name: 5 }],
      [{ operationType: 'drift_check', targetRatio: 1, taskId: 5 }],
      [{ operationType: 'inference', targetRatio: 1, labels: { tenant: 5 } }],
      [{ operationType: 'inference', targetRatio: 1, labels: [] }],
      [{ operationType: 'model_load', targetRatio: 1, interTokenWithinSeconds: 1 }],
      [{ operationType: 'inference', firstTokenWithinSeconds: '1', targetRatio: 1 }],
      [{ operationType: 'inference', withinSeconds: 1, tokenWithinSeconds: 0, targetRatio: 1 }],
      [{ operationType: 'model_load', firstTokenWithinSeconds: 1, targetRatio: 1 }],
    ],
    logger: [{}, { info: () => {} }],
    logLevel: ['INFO', 'trace', ''],
    traceContext: [{}],
    timer: [{}],
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
      assert.match(error.message, /or leave it out for the default|Did you mean \w+\?/);
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
  assert.equal(Object.keys(getInferenceMetrics(telemetry, 'm')?.latency?.percentilesSeconds ?? {}), [
    'p50',
    'p90',
    'p95',
    'p99',
  ]);
});

test('a fault inside an option is named by its place', () => {
  const thresholds = { inferenceSeconds: { high: -1 } };
  const error = assert.throwsCode(() => createTelemetry({ thresholds }), 'TELEMETRY_OPTION_RANGE');
  assert.match(error.message, '"thresholds.inferenceSeconds.high" expected a number, 0 or more');
  const objectives = [{ operationType: 'inference', withinSeconds: 1, targetRatio: 99 }];
  const other = assert.throwsCode(() => createTelemetry({ objectives }), 'TELEMETRY_OPTION_RANGE');
  assert.match(other.message, '"objectives[0].targetRatio" expected a number above 0, up to 1, got 99.');
});
