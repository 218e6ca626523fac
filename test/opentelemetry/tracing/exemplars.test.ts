// A figure leads to a trace in which it came about: that of the operation itself, and never one that nobody keeps.
import type { Exemplar, Telemetry } from 'inferometer';
import { assert, test } from '../../harness.ts';
import { seriesOf } from '../../telemetry/support.ts';
import { traced } from '../spans.ts';

const modelId = 'glyphs';

function exemplarsOf(telemetry: Telemetry, fullName: string): readonly Exemplar[] {
  const [series] = seriesOf(telemetry, fullName);
  return (series !== undefined && 'exemplars' in series && series.exemplars) || [];
}

test('the exemplars of durations name the spans of their operations', async () => {
  await traced(async ({ telemetry, span }) => {
    // Ended outside of its own span, and inside of that of another one.
    const inference = telemetry.start('inference', { modelId });
    const failing = telemetry.start('inference', { modelId });
    telemetry.trackTrainingEpoch({ modelId, epoch: 0 }, () => {
      inference.child('tokenize', () => 1);
      inference.ok();
      failing.abort();
    });
    const phase = (await span('tokenize')).spanContext();
    const whole = inference.span?.ids;
    const named = (fullName: string) => exemplarsOf(telemetry, fullName).map(({ spanId }) => spanId);
    assert.equal(named('ipfs_aiml_inference_seconds'), [whole?.spanId]);
    assert.equal(named('ipfs_aiml_operation_failure_seconds'), [failing.span?.ids.spanId]);
    assert.equal(named('ipfs_aiml_operation_phase_seconds'), [phase.spanId]);
    const [exemplar] = exemplarsOf(telemetry, 'ipfs_aiml_inference_seconds');
    assert.is(exemplar?.traceId, whole?.traceId);
    assert.is(exemplar?.value, inference.durationSeconds);
  });
});

test('what is recorded inside of an operation leads to its span', async () => {
  await traced(async ({ telemetry, span }) => {
    const sizes = telemetry.histogram({ name: 'prompt_bytes', help: 'Prompts.', unit: 'bytes' });
    telemetry.trackInference({ modelId }, () => sizes.withLabels({}).record(512));
    const { spanId } = (await span('inference glyphs')).spanContext();
    assert.equal(
      exemplarsOf(telemetry, 'prompt_bytes').map((one) => one.spanId),
      [spanId],
    );
  });
});

test("a trace that is not sampled is nobody's example", async () => {
  await traced(
    async ({ telemetry }) => {
      telemetry.trackInference({ modelId }, () => 1);
      assert.equal(exemplarsOf(telemetry, 'ipfs_aiml_inference_seconds'), []);
    },
    {},
    { samplingRatio: 0 },
  );
});
