import {
  createTelemetry,
  type Finding,
  getFindings,
  getObjectives,
  type TelemetryOptions,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { Machine } from '../time.ts';

function running(options: TelemetryOptions = {}) {
  const machine = new Machine();
  return { machine, telemetry: createTelemetry({ clock: machine, timer: machine, ...options }) };
}

type Found = Pick<Finding, 'target' | 'severity'>;

function brief(findings: readonly Finding[]): Found[] {
  return findings.map(({ target, severity }) => ({ target, severity }));
}

test('datasets: above 10 s medium, above 30 s high; coordination: above 5 and 10 s', () => {
  for (const [seconds, dataset, coordination] of [
    [5, undefined, undefined],
    [10, undefined, 'medium'],
    [11, 'medium', 'high'],
    [31, 'high', 'high'],
  ] as const) {
    const { machine, telemetry } = running();
    telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd' }, () =>
      machine.pass(seconds),
    );
    assert.is(getFindings(telemetry)[0]?.severity, dataset);
    const other = running();
    other.telemetry.trackDistributedOperation({ operationType: 'worker_coordination' }, () =>
      other.machine.pass(seconds),
    );
    assert.is(getFindings(other.telemetry)[0]?.severity, coordination);
  }
});

test('every threshold can be overridden, one level alone too', () => {
  const after = (thresholds: TelemetryOptions['thresholds']) => {
    const { machine, telemetry } = running({ thresholds });
    for (let i = 0; i < 2; i++) telemetry.trackInference({ modelId: 'm' }, () => machine.pass(0.3));
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, () => machine.pass(8));
    telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd' }, () =>
      machine.pass(12),
    );
    telemetry.trackDistributedOperation({ operationType: 'task_distribution' }, () => machine.pass(7));
    for (const epoch of [0, 1]) {
      telemetry.trackTrainingEpoch({ modelId: 'm', epoch, numSamples: 50 }, () => machine.pass(1));
    }
    telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.4 });
    return brief(getFindings(telemetry));
  };
  assert.equal(after({}).length, 6);
  assert.equal(after({ inferenceSeconds: { high: 0.2 } })[0], { target: 'inference', severity: 'high' });
  const never = { medium: Infinity, high: Infinity };
  assert.equal(
    after({
      inferenceSeconds: never,
      modelLoadSeconds: never,
      datasetLoadSeconds: never,
      coordinationSeconds: never,
      samplesPerSecond: { low: 49 },
      workerUtilization: { low: 0.4 },
    }),
    [],
  );
});

test('thresholds change while telemetry runs', () => {
  const { machine, telemetry } = running();
  const track = (modelId: string, seconds: number) => {
    for (let i = 0; i < 2; i++) telemetry.trackInference({ modelId }, () => machine.pass(seconds));
  };
  track('m', 0.3);
  assert.is(getFindings(telemetry).length, 1);
  telemetry.configure({ thresholds: { inferenceSeconds: { medium: 0.4 } } });
  assert.is(getFindings(telemetry).length, 0);
  // The other level is what it was.
  track('slow', 0.6);
  assert.is(getFindings(telemetry)[0]?.severity, 'high');
});

function losses(values: readonly number[]): Finding[] {
  const { telemetry } = running();
  values.forEach((loss, epoch) => {
    telemetry.recordTrainingStats({ modelId: 'm', epoch, loss });
  });
  return getFindings(telemetry);
}

test('a loss that rises again diverges', () => {
  const [finding] = losses([4, 2, 1, 1, 2, 3, 3, 3]);
  assert.is(finding?.type, 'reliability');
  assert.is(finding?.severity, 'medium');
  assert.match(finding?.message ?? '', 'its loss rises');
  assert.close(finding?.evidence.value ?? 0, 2 / 3, 1e-12);
  assert.is(finding?.evidence.count, 8);
  assert.is(losses([1, 2, 3, 4, 5, 6, 7, 8])[0]?.severity, 'high');
});

test('a loss that falls, is noisy, stands, or has few points, does not', () => {
  assert.equal(losses([8, 7, 6, 5, 4, 3, 2, 1]), []);
  assert.equal(losses([8, 6, 7, 5, 6, 4, 5, 3.5]), []);
  assert.equal(losses([1, 2, 4]), []);
  // A loss may lie under 0: a log likelihood.
  assert.equal(losses([-1, -2, -3, -4, -5, -6, -7, -8]), []);
});

test('a loss that scatters around a level does not rise', () => {
  for (let seed = 1; seed <= 20; seed++) {
    let state = seed;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const scattered = Array.from({ length: 20 * seed }, () => 0.5 + 0.02 * random());
    const found = losses(scattered).filter(({ message }) => message.includes('rises'));
    assert.equal(found, [], `seed ${seed}`);
  }
});

test('a loss that still falls has not stopped, however little of the whole fall that is', () => {
  assert.equal(losses(Array.from({ length: 50 }, (_, i) => 2 / (i + 1))), []);
  assert.equal(losses(Array.from({ length: 60 }, (_, i) => 4 * 0.8 ** i)), []);
  assert.equal(losses(Array.from({ length: 500 }, (_, i) => 1000 * 0.95 ** i + 1e-9 * (500 - i))), []);
});

test('a loss that has stopped falling has converged', () => {
  const [finding] = losses([8, 4, 2, 1, 1, 1, 1, 1]);
  assert.is(finding?.type, 'efficiency');
  assert.match(finding?.message ?? '', 'stopped falling');
  assert.is(finding?.evidence.value, 0);
  assert.is(finding?.evidence.threshold, 0.01);
});

function epochs(seconds: readonly number[]): Finding[] {
  const { machine, telemetry } = running();
  seconds.forEach((duration, epoch) => {
    telemetry.trackTrainingEpoch({ modelId: 'm', epoch }, () => machine.pass(duration));
  });
  return getFindings(telemetry);
}

test('an epoch that took longer than the others is named', () => {
  const [finding, ...others] = epochs([10, 10, 25, 10, 10, 10]);
  assert.equal(others, []);
  assert.is(finding?.type, 'regression');
  assert.is(finding?.severity, 'high');
  assert.match(finding?.message ?? '', 'Epoch 2 of m took longer');
  assert.equal(finding?.evidence, {
    statistic: 'duration of epoch 2',
    value: 25,
    unit: 'seconds',
    threshold: 20,
    side: 'above',
    count: 6,
    windowSeconds: 75,
  });
  assert.equal(epochs([10, 11, 10, 12, 10]), []);
  assert.equal(epochs([10, 30, 10]), []);
});

test('the first epoch is warm-up, and is not judged', () => {
  assert.equal(epochs([30, 10, 10, 10, 10, 10]), []);
  const { machine, telemetry } = running();
  const epoch = (n: number, seconds: number) =>
    telemetry.trackTrainingEpoch({ modelId: 'm', epoch: n, numSamples: 500 }, () => machine.pass(seconds));
  epoch(0, 100);
  assert.equal(getFindings(telemetry), []);
  epoch(1, 2);
  assert.equal(getFindings(telemetry), []);
  epoch(2, 1000);
  epoch(3, 1000);
  const slow = getFindings(telemetry).find(({ type }) => type === 'efficiency');
  assert.match(slow?.message ?? '', 'm trains slowly: 84 samples per second');
});

test('epochs that grow slower are one finding', () => {
  const [finding, ...others] = epochs([10, 10, 12, 14, 16, 18]);
  assert.equal(others, []);
  assert.match(finding?.message ?? '', 'longer and longer');
  assert.is(finding?.severity, 'medium');
});

test('a version of a model against the one before it', () => {
  const run = (before: string, after: string) => {
    const { telemetry } = running();
    for (let i = 0; i < 30; i++) {
      telemetry.inference({ modelId: after }).record(0.03);
      telemetry.inference({ modelId: before }).record(0.01);
    }
    return getFindings(telemetry).map(({ type, modelId }) => [type, modelId]);
  };
  assert.equal(run('glyphs-v1', 'glyphs-v2'), [['regression', 'glyphs-v2']]);
  assert.equal(run('words@1.9', 'words@1.10'), [['regression', 'words@1.10']]);
  assert.equal(run('resnet50', 'resnet101'), [], 'sizes are no versions');
  assert.equal(run('glyphs-v2', 'glyphs-v1'), [], 'the later one is faster');
});

test('versions are compared at like batch sizes', () => {
  const { telemetry } = running();
  for (let i = 0; i < 30; i++) {
    telemetry.inference({ modelId: 'glyphs-v1', batchSize: 1 }).record(0.01);
    telemetry.inference({ modelId: 'glyphs-v2', batchSize: 32 }).record(0.09);
  }
  assert.equal(getFindings(telemetry), [], 'no size that both have');
  for (let i = 0; i < 30; i++) telemetry.inference({ modelId: 'glyphs-v2', batchSize: 1 }).record(0.015);
  const [finding] = getFindings(telemetry);
  assert.is(finding?.evidence.statistic, 'p95 at batch size 1');
  assert.is(finding?.message, 'glyphs-v2 is slower than glyphs-v1');
});

test('failures tell the classes of what was thrown', () => {
  const { telemetry } = running();
  for (const error of [new TypeError('a'), new TypeError('b'), new RangeError('c')]) {
    telemetry.start('inference', { modelId: 'm' }).fail(error);
  }
  telemetry.start('inference', { modelId: 'm' }).ok();
  telemetry.start('inference', { modelId: 'm' }).abort();
  const [finding] = getFindings(telemetry);
  assert.is(finding?.message, 'inference of m fails: 3 of 4');
  assert.match(finding?.details ?? '', 'TypeError 2, RangeError 1');
});

test('the burn rate of an objective is about what came lately', () => {
  const objectives = [{ operationType: 'inference', withinSeconds: 0.2, targetRatio: 0.9 }];
  const { machine, telemetry } = running({ objectives });
  const record = (good: number, bad: number) => {
    const inference = telemetry.inference({ modelId: 'm' });
    for (let i = 0; i < good; i++) inference.record(0.1);
    for (let i = 0; i < bad; i++) inference.record(0.3);
  };
  record(60, 20);
  machine.pass(60);
  record(9, 1);
  machine.pass(60);
  record(9, 1);
  const [objective] = getObjectives(telemetry);
  assert.close(objective?.burnRate ?? 0, 1, 1e-9);
  assert.close(objective?.errorBudgetLeft ?? 0, 1 - 2.2, 1e-9);
  assert.close(getObjectives(telemetry.snapshot(), { objectives })[0]?.burnRate ?? 0, 2.2, 1e-9);
  assert.equal(getObjectives(telemetry.snapshot()), []);
});

test('workers that all others wait for', () => {
  const { telemetry } = running();
  for (const [workerId, durationSeconds] of Object.entries({ a: 1, b: 1.1, c: 0.9, slow: 3 })) {
    for (let i = 0; i < 5; i++) telemetry.recordWorkerTask({ workerId, durationSeconds });
  }
  const [finding] = getFindings(telemetry);
  assert.equal(finding?.affectedWorkers, ['slow']);
  assert.is(finding?.evidence.count, 5);
  assert.is(finding?.evidence.value, 3);
});

test('objectives: the share in time, the goodput, and what is left of the error budget', () => {
  const objectives = [
    { operationType: 'inference', withinSeconds: 0.2, targetRatio: 0.9 },
    { operationType: 'inference', modelId: 'b', withinSeconds: 0.2, targetRatio: 0.5 },
    { operationType: 'add', withinSeconds: 1, targetRatio: 0.99 },
  ];
  const { machine, telemetry } = running({ objectives });
  for (const [modelId, seconds, end] of [
    ['a', 0.1, 'ok'],
    ['a', 0.1, 'ok'],
    ['a', 0.1, 'ok'],
    ['a', 0.1, 'ok'],
    ['a', 0.4, 'ok'],
    ['a', 0.1, 'fail'],
    ['b', 0.1, 'ok'],
    ['b', 0.1, 'ok'],
    ['b', 0.1, 'abort'],
  ] as const) {
    const operation = telemetry.start('inference', { modelId });
    machine.pass(seconds);
    operation[end]();
  }
  machine.pass(98.8);
  const [all, b, add] = getObjectives(telemetry);
  assert.equal([all?.good, all?.count, all?.goodRatio], [6, 8, 0.75]);
  assert.close(all?.goodPerSecond ?? 0, 0.06, 1e-3);
  assert.close(all?.errorBudgetLeft ?? 0, 1 - 0.25 / 0.1, 1e-9);
  assert.equal([b?.good, b?.count, b?.errorBudgetLeft], [2, 2, 1]);
  assert.equal([add?.count, add?.goodRatio], [0, undefined]);
  const missed = getFindings(telemetry).filter(({ type }) => type === 'objective');
  assert.equal(brief(missed), [{ target: 'operations', severity: 'high' }]);
  assert.is(missed[0]?.evidence.value, 0.75);
  assert.is(missed[0]?.evidence.side, 'below');
});

test('every finding carries a figure, a threshold, a count and a window', () => {
  const { machine, telemetry } = running({
    objectives: [{ operationType: 'inference', withinSeconds: 0.01, targetRatio: 1 }],
  });
  for (let i = 0; i < 30; i++) telemetry.trackInference({ modelId: 'm' }, () => machine.pass(0.6));
  telemetry.trackDatasetOperation({ operationType: 'dataset_load', datasetId: 'd' }, () => machine.pass(60));
  for (let epoch = 0; epoch < 9; epoch++) {
    telemetry.trackTrainingEpoch({ modelId: 'm', epoch, numSamples: 5 }, () => machine.pass(1 + epoch));
    telemetry.recordTrainingStats({ modelId: 'm', epoch, loss: epoch });
  }
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0.1 });
  const findings = getFindings(telemetry);
  assert.ok(findings.length >= 6);
  for (const { evidence, message, details } of findings) {
    assert.ok(Number.isFinite(evidence.value) || evidence.value === Infinity);
    assert.ok(Number.isFinite(evidence.threshold));
    assert.is(evidence.side === 'above', evidence.value > evidence.threshold, message);
    assert.ok(evidence.count > 0);
    assert.ok(evidence.windowSeconds > 0);
    assert.ok(message.length > 0 && details.length > 0);
  }
});
