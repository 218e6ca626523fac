// Two objectives that are called alike were one to whoever read their burn rates.
import { createTelemetry, getObjectives } from 'inferometer';
import { getBudgets, watchObjectives } from 'inferometer/objectives';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../../harness.ts';

test('objectives of one name are told apart wherever they are read', async () => {
  const promise = { operationType: 'inference', withinSeconds: 10 } as const;
  const objectives = [0.5, 0.99].map((targetRatio) => ({ ...promise, targetRatio }));
  using telemetry = createTelemetry({ objectives });
  using watch = watchObjectives(telemetry);
  for (let i = 0; i < 10; i++) {
    await telemetry
      .trackInference({ modelId: 'm' }, async () => {
        if (i === 0) throw new Error('bad');
      })
      .catch(() => {});
  }
  await telemetry.flush();
  const names = getObjectives(telemetry).map(({ name }) => name);
  assert.is(new Set(names).size, 2);
  assert.equal(
    names,
    watch.statuses.map(({ name }) => name),
  );
  const { objectives: reported } = JSON.parse(generateMetricsReport(telemetry, { format: 'json' }));
  assert.equal(
    reported.map(({ name }: { name: string }) => name),
    names,
  );
  const rates = reported.map((one: { burn_rates: Record<string, number> }) => one.burn_rates['5m']);
  assert.close(rates[0], 0.2, 1e-9);
  assert.close(rates[1], 10, 1e-9);
  assert.equal(getBudgets(telemetry), []);
});
