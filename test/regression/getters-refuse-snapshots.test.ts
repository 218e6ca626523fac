// What getters say of a telemetry, they say of its snapshot too: also of one that was merged, or went through JSON.
import {
  createTelemetry,
  getDatasetMetrics,
  getDistributedMetrics,
  getHttpMetrics,
  getInferenceMetrics,
  getMetrics,
  getModelMetrics,
  getStorageMetrics,
  getStreamMetrics,
  getTrainingMetrics,
  mergeTelemetrySnapshots,
} from 'inferometer';
import { everything } from '../contract/everything.ts';
import { assert, test } from '../harness.ts';

const GETTERS = {
  getModelMetrics,
  getInferenceMetrics,
  getStreamMetrics,
  getTrainingMetrics,
  getDatasetMetrics,
  getDistributedMetrics,
  getStorageMetrics,
  getHttpMetrics,
};

for (const [name, get] of Object.entries(GETTERS)) {
  test(`${name} says the same of a telemetry and of its snapshots`, async () => {
    const telemetry = await everything();
    const expected = sorted(get(telemetry));
    assert.not.equal(expected, '[]');
    const snapshot = telemetry.snapshot();
    assert.equal(sorted(get(snapshot)), expected, 'as it is');
    assert.equal(sorted(get(JSON.parse(JSON.stringify(snapshot)))), expected, 'out of JSON');
    assert.equal(sorted(get(mergeTelemetrySnapshots([snapshot]))), expected, 'merged');
  });
}

for (const [name, get] of Object.entries(GETTERS)) {
  test(`${name} says the same of a window and of one out of JSON`, async () => {
    const { range } = getMetrics(await everything());
    assert.equal(sorted(get(JSON.parse(JSON.stringify(range)))), sorted(get(range)));
  });
}

test('the epochs of two workers that train one model together are one training', () => {
  const [a, b] = [createTelemetry(), createTelemetry()];
  const shared = { modelId: 'glyphs', runId: 'shared' };
  a.recordTrainingStats({ ...shared, epoch: 0, loss: 2 });
  b.recordTrainingStats({ ...shared, epoch: 1, loss: 1 });
  const merged = mergeTelemetrySnapshots([a.snapshot(), b.snapshot()]);
  assert.is(getTrainingMetrics(merged, 'glyphs')?.epochs, 2);
  assert.equal(getTrainingMetrics(merged, 'glyphs')?.loss, { initial: 2, final: 1, convergenceRate: 1 });
});

test('a window has the durations of trainings, and no runs', () => {
  const telemetry = createTelemetry();
  telemetry.trackTrainingEpoch({ modelId: 'glyphs', epoch: 0 }, () => undefined);
  const [training] = getTrainingMetrics(getMetrics(telemetry).range);
  assert.is(training?.epochTime?.count, 1);
  assert.equal(training?.runs, []);
});

test('a snapshot of another version is refused', () => {
  const snapshot = { ...createTelemetry().snapshot(), version: 1 };
  assert.throwsCode(() => getModelMetrics(snapshot as never), 'TELEMETRY_SNAPSHOT');
});

/**
 * The order of models is that of the series, which a merge may change; what goes by the wall clock goes on; what is NaN is
 * null in JSON.
 */
function sorted(results: unknown): string {
  const byModel = (one: object) => JSON.stringify(one, ['modelId', 'datasetId']);
  const all = Array.isArray(results)
    ? [...results].sort((x, y) => (byModel(x) < byModel(y) ? -1 : 1))
    : results;
  return JSON.stringify(all, (name, value) => (name === 'overallItemsPerSecond' ? undefined : value));
}
