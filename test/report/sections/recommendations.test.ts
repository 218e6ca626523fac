import type { TelemetrySnapshot } from 'inferometer';
import { buildReport, type Findings } from 'inferometer/report';
import { assert, test } from '../../harness.ts';
import { recorded } from '../recorded.ts';

function findingsIn(snapshot: TelemetrySnapshot): Findings['findings'] {
  const section = buildReport(snapshot).sections.find(({ heading }) => heading === 'Recommendations');
  const block = section?.blocks[0];
  return block?.kind === 'findings' ? block.findings : [];
}

/** What is found after loads or inferences of so many seconds. */
function after(operation: 'model_load' | 'inference', ...seconds: number[]): Findings['findings'] {
  const { telemetry, pass } = recorded();
  for (const one of seconds) {
    const running = telemetry.start(operation, { modelId: 'm' });
    pass(1000 * one);
    running.ok();
  }
  return findingsIn(telemetry.snapshot());
}

test('nothing is found where nothing passed a threshold', () => {
  assert.equal(after('model_load', 5), []);
  assert.equal(after('inference', 0.1), []);
});

test('a slow load: above 5 s medium, above 10 s high', () => {
  for (const [seconds, severity, threshold] of [
    [5.5, 'medium', 5],
    [10, 'medium', 5],
    [11, 'high', 10],
  ] as const) {
    const [finding, ...others] = after('model_load', seconds);
    assert.equal(others, []);
    assert.is(finding?.type, 'performance');
    assert.is(finding?.target, 'model_loading');
    assert.is(finding?.modelId, 'm');
    assert.is(finding?.severity, severity);
    assert.equal(finding?.evidence, {
      statistic: 'p95',
      value: seconds,
      unit: 'seconds',
      threshold,
      side: 'above',
      count: 1,
      windowSeconds: seconds,
    });
  }
});

test('a slow inference: above 0.1 s medium, above 0.5 s high', () => {
  assert.is(after('inference', 0.11, 0.11)[0]?.severity, 'medium');
  assert.is(after('inference', 0.11, 0.11)[0]?.target, 'inference');
  assert.is(after('inference', 0.6, 0.6)[0]?.severity, 'high');
  assert.is(after('inference', 0.6, 0.6)[0]?.evidence.threshold, 0.5);
});

test('a first inference compiles and fills caches: it is a warm-up, of each batch size, and not judged', () => {
  assert.equal(after('inference', 9), []);
  assert.equal(after('inference', 9, 0.01, 0.01), []);
  const { telemetry } = recorded();
  for (const batchSize of [1, 8]) {
    const inference = telemetry.inference({ modelId: 'm', batchSize });
    for (const seconds of [5, 0.01, 0.02]) inference.record(seconds);
  }
  assert.equal(findingsIn(telemetry.snapshot()), []);
  const [finding] = after('inference', 9, 0.2, 0.3);
  assert.is(finding?.evidence.count, 2);
  assert.match(finding?.details ?? '', 'left out as its warm-up');
});

test('slow calls are found behind a fast mean, one slow call in a hundred is not', () => {
  const run = (slow: number) => {
    const { telemetry } = recorded();
    const inference = telemetry.inference({ modelId: 'm' });
    for (let i = 0; i < 100; i++) inference.record(i < slow ? 0.4 : 0.01);
    return findingsIn(telemetry.snapshot());
  };
  assert.is(run(6)[0]?.evidence.count, 99);
  assert.close(run(6)[0]?.evidence.value ?? 0, 0.4, 0.011);
  assert.equal(run(1), []);
});

test('a training of 100 samples a second or fewer is slow', () => {
  const run = (numSamples: number) => {
    const { telemetry, pass } = recorded();
    for (let epoch = 0; epoch < 3; epoch++) {
      telemetry.trackTrainingEpoch({ modelId: 'm', epoch, numSamples }, () => pass(1000));
    }
    return findingsIn(telemetry.snapshot());
  };
  assert.equal(run(101), []);
  const [finding] = run(100);
  assert.is(finding?.type, 'efficiency');
  assert.is(finding?.target, 'training');
  assert.is(finding?.severity, 'medium');
  assert.equal(finding?.evidence, {
    statistic: 'mean without the first epoch',
    value: 100,
    unit: 'per_second',
    threshold: 100,
    side: 'below',
    count: 2,
    windowSeconds: 3,
  });
});

test('a loss that became no number is found', () => {
  const { telemetry } = recorded();
  [1, Number.NaN, Number.POSITIVE_INFINITY].forEach((loss, epoch) => {
    telemetry.recordTrainingStats({ modelId: 'm', epoch, loss });
  });
  const [finding] = findingsIn(telemetry.snapshot());
  assert.is(finding?.severity, 'high');
  assert.is(finding?.target, 'training');
  assert.is(finding?.evidence.value, 2);
  assert.is(finding?.evidence.count, 3);
});

test('failures are found by their share; what was aborted was wanted', () => {
  const run = (failed: number, aborted: number) => {
    const { telemetry } = recorded();
    for (let i = 0; i < 100; i++) {
      const operation = telemetry.start('inference', { modelId: 'm' });
      if (i < failed) operation.fail(new Error('no'));
      else if (i < failed + aborted) operation.abort();
      else operation.ok();
    }
    return findingsIn(telemetry.snapshot());
  };
  assert.equal(run(1, 0), []);
  assert.equal(run(0, 99), []);
  assert.is(run(2, 0)[0]?.severity, 'medium');
  assert.is(run(6, 0)[0]?.severity, 'high');
  assert.close(run(6, 50)[0]?.evidence.value ?? 0, 6 / 50, 1e-12);
  assert.is(run(6, 50)[0]?.evidence.count, 50);
});

test('idle workers are found together, and named', () => {
  const { telemetry } = recorded();
  const utilizations = { busy: 0.9, half: 0.5, idle: 0.25, asleep: 0 };
  for (const [workerId, utilization] of Object.entries(utilizations)) {
    telemetry.recordWorkerUtilization({ workerId, utilization });
  }
  const [finding, ...others] = findingsIn(telemetry.snapshot());
  assert.equal(others, []);
  assert.is(finding?.target, 'distributed_training');
  assert.equal(finding?.affectedWorkers, ['idle', 'asleep']);
  assert.is(finding?.evidence.value, 0.125);
});

test('the severest come first', () => {
  const { telemetry } = recorded();
  for (let i = 0; i < 2; i++) {
    telemetry.inference({ modelId: 'medium' }).record(0.2);
    telemetry.inference({ modelId: 'high' }).record(0.7);
  }
  telemetry.recordWorkerUtilization({ workerId: 'w', utilization: 0 });
  assert.equal(
    findingsIn(telemetry.snapshot()).map(({ severity, modelId }) => [severity, modelId]),
    [
      ['high', 'high'],
      ['medium', 'medium'],
      ['medium', undefined],
    ],
  );
});
