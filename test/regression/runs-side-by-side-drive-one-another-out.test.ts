// A search with more trials at once than are kept of a model: what is kept is whole, and the rest is counted.
import fc from 'fast-check';
import { createTelemetry, getTrainingMetrics } from 'inferometer';
import { assert, test } from '../harness.ts';

const KEPT = 3;

test('25 runs side by side: 20 whole curves, and not 20 of one point', () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const runs = Array.from({ length: 25 }, () => telemetry.run({ modelId: 'glyphs' }));
  for (let epoch = 0; epoch < 10; epoch++)
    for (const run of runs) run.log({ loss: 1 / (epoch + 1) }, { epoch });
  const counts = getTrainingMetrics(telemetry, 'glyphs')?.runs.map(({ curves }) => curves.loss?.count);
  assert.equal(counts, new Array(20).fill(10));
});

test('of runs in any order, what is kept has every point since its beginning', () => {
  const events = fc.array(
    fc.record({ trial: fc.nat({ max: 5 }), kind: fc.constantFrom('run', 'log', 'end') }),
  );
  fc.assert(
    fc.property(events, (all) => {
      const telemetry = createTelemetry({ trainingRunLimit: KEPT, logLevel: 'silent' });
      const logged = new Map<string, number>();
      for (const { trial, kind } of all) {
        const runId = `trial-${trial}`;
        const isKept = () => idsOf(telemetry).includes(runId);
        if (kind === 'run' && !isKept()) logged.set(runId, 0);
        if (kind === 'run') telemetry.run({ modelId: 'glyphs', runId });
        if (kind === 'end' && isKept()) telemetry.run({ modelId: 'glyphs', runId }).end();
        if (kind === 'log') telemetry.recordTrainingStats({ modelId: 'glyphs', runId, loss: 1 });
        if (kind === 'log') logged.set(runId, (logged.get(runId) ?? 0) + 1);
      }
      const { runs = [] } = getTrainingMetrics(telemetry, 'glyphs') ?? {};
      assert.ok(runs.length <= KEPT);
      for (const { runId, curves } of runs) assert.is(curves.loss?.count ?? 0, logged.get(runId), runId);
    }),
  );
});

test('what goes on stays, and what nothing came to for longest makes room', () => {
  const telemetry = createTelemetry({ trainingRunLimit: KEPT, logLevel: 'silent' });
  const long = telemetry.run({ modelId: 'glyphs', runId: 'long' });
  for (let trial = 0; trial < 10; trial++) {
    telemetry.run({ modelId: 'glyphs', runId: `trial-${trial}` }).log({ loss: 1 });
    long.log({ loss: 1 });
  }
  assert.equal(idsOf(telemetry).sort(), ['long', 'trial-8', 'trial-9']);
});

test('a run that was forgotten begins anew where somebody says so', () => {
  const telemetry = createTelemetry({ trainingRunLimit: 1, logLevel: 'silent' });
  const first = telemetry.run({ modelId: 'glyphs', runId: 'first' });
  telemetry.run({ modelId: 'glyphs', runId: 'second' });
  first.log({ loss: 1 });
  assert.equal(idsOf(telemetry), ['second']);
  telemetry.run({ modelId: 'glyphs', runId: 'first' }).log({ loss: 2 });
  assert.equal(idsOf(telemetry), ['first']);
});

function idsOf(telemetry: ReturnType<typeof createTelemetry>): string[] {
  return (getTrainingMetrics(telemetry, 'glyphs')?.runs ?? []).map(({ runId }) => runId);
}
