// A tracker that remembers every id it was called with outgrows every bound on series: ids that an allow-list
// replaces, or that come after the limit of series, must leave nothing behind.
import { createTelemetry, type TelemetryOptions } from 'inferometer';
import { assert, collectGarbage, test } from '../harness.ts';

const IDS = 100_000;

/** On the heap after so many models have been tracked once each, less what was there before. */
async function grownBytes(options: TelemetryOptions): Promise<number> {
  const telemetry = createTelemetry({ ...options, logLevel: 'silent' });
  const track = (id: number) => {
    const attributes = { modelId: `model-${id}`, batchSize: 8 };
    telemetry.trackInference(attributes, () => 1);
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: attributes.modelId }, () => 1);
    telemetry.recordTrainingStats({ modelId: attributes.modelId, loss: 1 });
    telemetry.inference(attributes).record(1);
  };
  for (let id = 0; id < 1000; id++) track(id);
  await collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let id = 1000; id < IDS; id++) track(id);
  await collectGarbage();
  const bytes = process.memoryUsage().heapUsed - before;
  telemetry.dispose();
  return bytes;
}

for (const [name, options] of Object.entries({
  'an allow-list replaces': { labelAllowList: { model_id: ['glyphs'] } },
  'come after the limit of series': { seriesLimit: 100 },
  'a limit of length cuts': { labelLengthLimit: 8 },
})) {
  test(`a hundred thousand ids that ${name} leave nothing behind`, async () => {
    const bytes = await grownBytes(options);
    // Remembered, each would take some 500 bytes, 50 MB in all.
    assert.ok(bytes < 4 * 2 ** 20, `grew by ${bytes} bytes`);
  });
}
