// Merging across processes, held against one telemetry that recorded everything.
import fc from 'fast-check';
import {
  createTelemetry,
  mergeTelemetrySnapshots,
  storageHooks,
  type Telemetry,
  type TelemetrySnapshot,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { ManualClock, sampleOf } from '../support.ts';

type Recording =
  | { readonly kind: 'latency'; readonly model: string; readonly seconds: number }
  | { readonly kind: 'hits'; readonly tier: string; readonly amount: number }
  | { readonly kind: 'depth'; readonly queue: string; readonly value: number };

const word = fc.constantFrom('a', 'b', '"\n\\', '');
const recording: fc.Arbitrary<Recording> = fc.oneof(
  fc.record({
    kind: fc.constant('latency' as const),
    model: word,
    seconds: fc.double({ min: -1e6, max: 1e12, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('hits' as const), tier: word, amount: fc.nat(1000) }),
  fc.record({ kind: fc.constant('depth' as const), queue: word, value: fc.nat(1000) }),
);

function record(telemetry: Telemetry, one: Recording): void {
  const help = 'A metric of this test.';
  if (one.kind === 'latency') {
    telemetry
      .histogram({ name: 'test_seconds', help, labels: ['model'] })
      .withLabels({ model: one.model })
      .record(one.seconds);
  } else if (one.kind === 'hits') {
    telemetry
      .counter({ name: 'hits_total', help, labels: ['tier'] })
      .withLabels({ tier: one.tier })
      .add(one.amount);
  } else {
    telemetry
      .gauge({ name: 'depth', help, labels: ['queue'] })
      .withLabels({ queue: one.queue })
      .set(one.value);
  }
}

/** What a snapshot says, in an order of its own: metric and labels to the value, or to all of the histogram but its sum. */
function facts(snapshot: TelemetrySnapshot): Record<string, unknown> {
  const entries = snapshot.metrics.flatMap(({ fullName, series }) =>
    series.map((one) => {
      const key = JSON.stringify([fullName, one.labels, one.overflow]);
      return [key, 'value' in one ? one.value : { ...one.histogram, sum: 'see below' }] as const;
    }),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sums(snapshot: TelemetrySnapshot): Map<string, number> {
  return new Map(
    snapshot.metrics.flatMap(({ series }) =>
      series.flatMap((one) =>
        'histogram' in one ? [[JSON.stringify(one.labels), one.histogram.sum] as const] : [],
      ),
    ),
  );
}

test('the parts merged are the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(recording, { maxLength: 40 }), { minLength: 1, maxLength: 4 }),
      (shares) => {
        using whole = createTelemetry();
        const parts = shares.map((share) => {
          using part = createTelemetry();
          for (const one of share) record(part, one);
          return part.snapshot();
        });
        const gauges = new Map<string, number>();
        for (const share of shares) {
          const last = new Map<string, number>();
          for (const one of share) {
            if (one.kind === 'depth') last.set(one.queue, one.value);
            else record(whole, one);
          }
          for (const [queue, value] of last) gauges.set(queue, (gauges.get(queue) ?? 0) + value);
        }
        for (const [queue, value] of gauges) record(whole, { kind: 'depth', queue, value });
        const merged = mergeTelemetrySnapshots(parts);
        assert.equal(facts(merged), facts(whole.snapshot()));
        assert.equal(facts(mergeTelemetrySnapshots([...parts].reverse())), facts(merged));
        const exact = sums(whole.snapshot());
        const scale = Math.max(
          1,
          ...shares.flat().map((one) => (one.kind === 'latency' ? Math.abs(one.seconds) : 0)),
        );
        for (const [labels, sum] of sums(merged)) {
          assert.ok(Math.abs(sum - (exact.get(labels) as number)) <= 1e-12 * scale * 160, labels);
        }
      },
    ),
    { numRuns: 60 },
  );
});

function at(seconds: number, act: (telemetry: Telemetry) => void): TelemetrySnapshot {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock });
  act(telemetry);
  clock.advance(seconds);
  return telemetry.snapshot();
}

function valueIn(snapshot: TelemetrySnapshot, fullName: string): number | undefined {
  const holder = { snapshot: () => snapshot } as unknown as Telemetry;
  return sampleOf(holder, fullName, {});
}

test('gauges follow the rule of the catalogue', () => {
  const early = at(1, (telemetry) => {
    telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 9 });
    storageHooks(telemetry).backendHealthChanged({ backend: 'ipfs', health: 'degraded' });
    telemetry.trackModelOperation(
      { operationType: 'model_load', modelId: 'm', framework: 'tfjs', modelSizeBytes: 70 },
      () => {},
    );
  });
  const late = at(2, (telemetry) => {
    telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 3 });
    storageHooks(telemetry).backendHealthChanged({ backend: 'ipfs', health: 'online' });
    telemetry.trackModelOperation(
      { operationType: 'model_load', modelId: 'm', framework: 'tfjs', modelSizeBytes: 70 },
      () => {},
    );
  });
  const merged = mergeTelemetrySnapshots([late, early]);
  assert.is(valueIn(merged, 'ipfs_aiml_training_loss'), 3);
  assert.is(valueIn(merged, 'ipfs_aiml_model_size_bytes'), 70);
  assert.is(valueIn(merged, 'wal_backend_health'), 0.5);
  assert.equal([merged.startedAtUnixMs, merged.takenAtUnixMs], [early.startedAtUnixMs, late.takenAtUnixMs]);
});

test('the caller chooses rules by name, with or without prefix', () => {
  const parts = [4, 9, 6].map((value, i) =>
    at(i, (telemetry) => telemetry.gauge({ name: 'queue_depth', help: 'Waiting.' }).withLabels().set(value)),
  );
  const values = (['sum', 'min', 'max', 'last'] as const).map((rule) =>
    valueIn(mergeTelemetrySnapshots(parts, { gauges: { queue_depth: rule } }), 'queue_depth'),
  );
  assert.equal(values, [19, 4, 9, 6]);
  const gauges = { queue_depth: 'max' } as const;
  assert.is(valueIn(mergeTelemetrySnapshots(parts, { gauges }), 'queue_depth'), 9);
});

test('rates of storage operations are those of all operations', () => {
  const share = (completed: number, failed: number) =>
    at(0, (telemetry) => {
      const { operationStarted, statusChanged } = storageHooks(telemetry);
      for (let i = 0; i < completed + failed; i++) {
        operationStarted({ operationId: `${i}`, operationType: 'add', backend: 'ipfs' });
        statusChanged({ operationId: `${i}`, status: i < completed ? 'completed' : 'failed' });
      }
    });
  const merged = mergeTelemetrySnapshots([share(1, 0), share(5, 4)]);
  assert.is(valueIn(merged, 'wal_operation_success_rate'), 0.6);
  assert.is(valueIn(merged, 'wal_operation_error_rate'), 0.4);
});

test('a run of one id is one, whose curves have the points of all, by epoch', () => {
  const share = (losses: Readonly<Record<number, number>>) =>
    at(0, (telemetry) => {
      const run = telemetry.run({ modelId: 'm', runId: 'shared', parameters: { [`of ${losses[0]}`]: true } });
      for (const [epoch, loss] of Object.entries(losses)) run.log({ loss }, { epoch: Number(epoch) });
      if (losses[0] !== undefined) run.end();
    });
  const { runs, curves } = mergeTelemetrySnapshots([share({ 0: 8, 3: 2 }), share({ 1: 6, 2: 4, 4: 0 })]);
  const [run] = runs;
  assert.equal([runs.length, run?.runId, run?.endedAtUnixMs], [1, 'shared', undefined]);
  assert.equal([run?.firstEpoch, run?.lastEpoch], [0, 4]);
  assert.equal(run?.parameters, { 'of 8': true, 'of undefined': true });
  const [curve] = curves;
  assert.equal([curves.length, curve?.epochs, curve?.values], [1, [0, 1, 2, 3, 4], [8, 6, 4, 2, 0]]);
  assert.equal([curve?.count, curve?.min, curve?.max], [5, 0, 8]);
  assert.close(curve?.mean as number, 4, 1e-12);
});

test('runs that nobody named are those of their processes, and stay apart', () => {
  const trains = (loss: number) =>
    at(loss, (telemetry) => telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss }));
  const { runs, curves } = mergeTelemetrySnapshots([trains(3), trains(2)]);
  assert.is(new Set(runs.map(({ runId }) => runId)).size, 2);
  assert.equal(curves.map(({ values }) => values).sort(), [[2], [3]]);
});

test('curves lie in the order of their runs, whichever process answered first', () => {
  const trains = (runId: string, seconds: number) => {
    const clock = new ManualClock();
    clock.advance(seconds);
    using telemetry = createTelemetry({ clock });
    telemetry.run({ modelId: 'm', runId }).log({ loss: 1, accuracy: 0 }, { epoch: 0 });
    return telemetry.snapshot();
  };
  const [first, second, third] = [trains('b', 1), trains('a', 2), trains('c', 3)];
  for (const answers of [
    [first, second, third],
    [third, first, second],
  ]) {
    const late = answers.map((snapshot, i) => ({ ...snapshot, takenAtUnixMs: 1e13 + i }));
    const { runs, curves } = mergeTelemetrySnapshots(late);
    assert.equal(
      runs.map(({ runId }) => runId),
      ['b', 'a', 'c'],
    );
    assert.equal(
      curves.map(({ runId, metric }) => `${runId} ${metric}`),
      ['b loss', 'b accuracy', 'a loss', 'a accuracy', 'c loss', 'c accuracy'],
    );
  }
});

test('the library’s metrics come before one’s own, whoever came first', () => {
  const trains = at(0, (telemetry) => telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: 1 }));
  const own = at(-1, (telemetry) => telemetry.gauge({ name: 'own', help: '' }).withLabels().set(1));
  const names = mergeTelemetrySnapshots([trains, own]).metrics.map(({ instrument }) => instrument.name);
  assert.ok(names.indexOf('training_loss') < names.indexOf('own'));
});

test('nothing is an empty snapshot', () => {
  const { metrics, curves, startedAtUnixMs } = mergeTelemetrySnapshots([]);
  assert.equal([metrics, curves, startedAtUnixMs], [[], [], Number.NaN]);
});

test('one name for two metrics, unknown rules and what is no snapshot are refused', () => {
  const gauge = at(0, (telemetry) => telemetry.gauge({ name: 'x', help: 'X.' }).withLabels().set(1));
  const labelled = at(0, (telemetry) =>
    telemetry
      .gauge({ name: 'x', help: 'X.', labels: ['y'] })
      .withLabels({ y: '' })
      .set(1),
  );
  const error = assert.throwsCode(
    () => mergeTelemetrySnapshots([gauge, labelled]),
    'TELEMETRY_METRIC_CONFLICT',
  );
  assert.match(error.message, 'x');
  const rule = 'mean' as 'sum';
  assert.throwsCode(() => mergeTelemetrySnapshots([], { gauges: { x: rule } }), 'TELEMETRY_GAUGE_RULE');
  const foreign = { ...gauge, version: 1 } as unknown as TelemetrySnapshot;
  assert.throwsCode(() => mergeTelemetrySnapshots([foreign]), 'TELEMETRY_SNAPSHOT');
});
