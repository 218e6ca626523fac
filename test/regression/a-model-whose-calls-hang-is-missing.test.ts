// A model whose first calls have not ended yet, or never end, is there: that they hang is what one looks for.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';

for (const [state, isQueued] of [['running', false] as const, ['waiting', true] as const]) {
  test(`a call that is ${state} shows its model in results and reports`, () => {
    const telemetry = createTelemetry();
    const operation = telemetry.start('inference', { modelId: 'hanging', isQueued });
    assert.is(getInferenceMetrics(telemetry, 'hanging')?.[state], 1);
    assert.equal(getInferenceMetrics(telemetry, 'hanging')?.outcomes, {});
    assert.is(getInferenceMetrics(telemetry.snapshot(), 'hanging')?.[state], 1);
    const { inference } = JSON.parse(JSON.stringify(getComprehensiveReport(telemetry)));
    assert.is(inference.models.hanging[state], 1);
    assert.match(generateMetricsReport(telemetry), 'hanging');
    operation.abort();
    assert.is(getInferenceMetrics(telemetry, 'hanging')?.[state], 0);
  });
}

test('a handle that is only bound shows no model', () => {
  const telemetry = createTelemetry();
  telemetry.inference({ modelId: 'idle' });
  assert.equal(getInferenceMetrics(telemetry), []);
});
