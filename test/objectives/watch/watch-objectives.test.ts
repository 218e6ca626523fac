// Objectives that are watched: what is good, how fast the error budget burns, and when that is an alert.
import fc from 'fast-check';
import {
  createTelemetry,
  getFindings,
  getObjectives,
  type Objective,
  recordDriftCheck,
  type Telemetry,
  type TelemetryOptions,
  trackStream,
} from 'inferometer';
import {
  BURN_WINDOWS,
  type ObjectiveAlert,
  type ObjectiveWatch,
  watchObjectives,
} from 'inferometer/objectives';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { sampleOf, seriesOf } from '../../telemetry/support.ts';
import { Machine } from '../../telemetry/time.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PERIOD = 30 * DAY;

function running(objectives: readonly Objective[], options: TelemetryOptions = {}) {
  const machine = new Machine();
  const telemetry = createTelemetry({
    ...{ clock: machine, timer: machine, logLevel: 'silent', objectives },
    ...options,
  });
  const inference = (good: number, failed: number, modelId = 'm') => {
    for (let i = 0; i < good; i++) telemetry.start('inference', { modelId }).ok();
    for (let i = 0; i < failed; i++) telemetry.start('inference', { modelId }).fail(new Error('no'));
  };
  return { machine, telemetry, inference };
}

const available: Objective = { name: 'available', operationType: 'inference', targetRatio: 0.99 };

test('law: what is good in every window, and how fast the budget burns, are as counting by hand says', async () => {
  // A minute each: successes in time, late ones, failures; the machine may stand still between them.
  const minute = fc.record({
    inTime: fc.integer({ min: 0, max: 30 }),
    late: fc.integer({ min: 0, max: 3 }),
    failed: fc.integer({ min: 0, max: 3 }),
    idleMinutes: fc.constantFrom(0, 0, 0, 1, 7, 200),
  });
  const objectives: readonly Objective[] = [
    { operationType: 'inference', withinSeconds: 0.25, targetRatio: 0.9 },
    { operationType: 'inference', targetRatio: 0.95 },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(minute, { minLength: 1, maxLength: 12 }), async (minutes) => {
      const { machine, telemetry } = running(objectives);
      using watch = watchObjectives(telemetry);
      const handle = telemetry.inference({ modelId: 'm' });
      const counted: { at: number; inTime: number; late: number; failed: number }[] = [];
      let at = 0;
      for (const { inTime, late, failed, idleMinutes } of minutes) {
        for (let i = 0; i < inTime; i++) handle.record(i % 2 === 0 ? 0.25 : 0.01);
        for (let i = 0; i < late; i++) handle.record(0.2500001);
        for (let i = 0; i < failed; i++) telemetry.start('inference', { modelId: 'm' }).fail();
        machine.pass((1 + idleMinutes) * MINUTE);
        counted.push({ at, inTime, late, failed });
        at += 1 + idleMinutes;
        await telemetry.flush();
        for (const [i, isGood] of [
          (one: { inTime: number; late: number }) => one.inTime,
          (one: { inTime: number; late: number }) => one.inTime + one.late,
        ].entries()) {
          const status = watch.statuses[i];
          for (const [window, seconds] of Object.entries(BURN_WINDOWS)) {
            if (seconds > 6 * HOUR) continue;
            const within = counted.filter((one) => one.at >= at - seconds / MINUTE);
            const good = within.reduce((sum, one) => sum + isGood(one), 0);
            const count = within.reduce((sum, one) => sum + one.inTime + one.late + one.failed, 0);
            const found = status?.windows[window as keyof typeof BURN_WINDOWS];
            assert.equal([found?.good, found?.count], [good, count], window);
            assert.is(found?.coveredSeconds, Math.min(seconds, at * MINUTE));
            const allowed = 1 - (objectives[i] as Objective).targetRatio;
            assert.close(found?.burnRate ?? -1, count === 0 ? -1 : (count - good) / count / allowed, 1e-9);
          }
        }
      }
      // The same figures as of all that was recorded.
      const all = getObjectives(telemetry).map(({ good, count }) => [good, count]);
      assert.equal(
        watch.statuses.map(({ period }) => [period.good, period.count]),
        all,
      );
      telemetry.dispose();
    }),
    { numRuns: 40 },
  );
});

test('windows of days are counted in steps: three days by the half hour, the period by six hours', async () => {
  const { machine, telemetry, inference } = running([available], { aggregationIntervalSeconds: 600 });
  using watch = watchObjectives(telemetry);
  const perDay: [good: number, failed: number][] = [];
  for (let day = 0; day < 40; day++) {
    const [good, failed] = [100 + day, day % 5];
    perDay.push([good, failed]);
    inference(good, failed);
    machine.pass(DAY);
    await telemetry.flush();
  }
  const sum = (days: typeof perDay) => [
    days.reduce((all, [good]) => all + good, 0),
    days.reduce((all, [good, failed]) => all + good + failed, 0),
  ];
  const [status] = watch.statuses;
  assert.equal([status?.windows['3d'].good, status?.windows['3d'].count], sum(perDay.slice(-3)));
  assert.equal([status?.period.good, status?.period.count], sum(perDay.slice(-30)));
  assert.is(status?.period.coveredSeconds, PERIOD);
  assert.is(status?.windows['1h'].count, 0);
  assert.is(status?.windows['1h'].burnRate, undefined);
  telemetry.dispose();
});

test('a budget that burns 14.4 times too fast for an hour is an alert, and is none soon after its cause has gone', async () => {
  const alerts: ObjectiveAlert[] = [];
  const lines: object[] = [];
  const log = (fields: object) => void lines.push(fields);
  const { machine, telemetry, inference } = running([available], {
    logger: { debug: log, info: log, warn: log, error: log },
    logLevel: 'info',
  });
  using _ = watchObjectives(telemetry, { onAlert: (alert) => alerts.push(alert) });
  const minutes = async (count: number, failedPerMinute: number) => {
    for (let i = 0; i < count; i++) {
      inference(100 - failedPerMinute, failedPerMinute);
      machine.pass(MINUTE);
    }
    await telemetry.flush();
  };
  await minutes(60, 0);
  assert.equal(alerts, []);
  // All of an hour with 14.4 %: of each minute 36 of 100 fail, so that after 24 minutes 14.4 % of the hour have.
  await minutes(23, 36);
  assert.equal(
    alerts.filter(({ severity }) => severity === 'high'),
    [],
  );
  await minutes(1, 36);
  const [alert] = alerts.filter(({ severity }) => severity === 'high');
  assert.equal([alert?.state, alert?.rule.window, alert?.rule.burnRate], ['firing', '1h', 14.4]);
  assert.close(alert?.status.windows['1h'].burnRate ?? 0, 14.4, 1e-9);
  assert.close(alert?.status.windows['5m'].burnRate ?? 0, 36, 1e-9);
  assert.match(alert?.message ?? '', 'available: burn rate 14.4 over 1h and 36 over 5m');
  assert.is(
    sampleOf(telemetry, 'inferometer_objective_burn_alert', { objective: 'available', window: '1h' }),
    1,
  );
  const [finding] = getFindings(telemetry).filter(({ type }) => type === 'objective');
  assert.is(finding?.severity, 'high');
  assert.close(finding?.evidence.value ?? 0, 14.4, 1e-9);
  assert.equal([finding?.evidence.threshold, finding?.evidence.windowSeconds], [14.4, 3600]);
  // The long window still has it; the short one forgets it within five minutes.
  await minutes(1, 36);
  await minutes(4, 0);
  const states = alerts.filter(({ severity }) => severity === 'high').map(({ state }) => state);
  assert.equal(states, ['firing', 'resolved']);
  assert.is(
    sampleOf(telemetry, 'inferometer_objective_burn_alert', { objective: 'available', window: '1h' }),
    0,
  );
  const events = lines.filter((line) => 'event_type' in line && line.event_type === 'objective_alert');
  assert.equal(events.length, alerts.length);
  telemetry.dispose();
});

test('a process that has just begun must have used as much of the budget as any other', async () => {
  const alerts: ObjectiveAlert[] = [];
  const { machine, telemetry, inference } = running([available]);
  using _ = watchObjectives(telemetry, { onAlert: (alert) => alerts.push(alert) });
  // Everything fails: 100 times too fast. An hour of 14.4 is 8.64 minutes of that.
  for (let minute = 1; minute <= 8; minute++) {
    inference(0, 30);
    machine.pass(MINUTE);
  }
  await telemetry.flush();
  assert.equal(
    alerts.filter(({ rule }) => rule.window === '1h'),
    [],
  );
  inference(0, 30);
  machine.pass(MINUTE);
  await telemetry.flush();
  assert.is(alerts.filter(({ rule }) => rule.window === '1h').length, 1);
  assert.is(alerts[0]?.status.windows['1h'].coveredSeconds, 9 * MINUTE);
  telemetry.dispose();
});

test('a few failures of a few requests are no alert', async () => {
  const alerts: ObjectiveAlert[] = [];
  const { machine, telemetry, inference } = running([available]);
  using _ = watchObjectives(telemetry, { onAlert: (alert) => alerts.push(alert) });
  inference(0, 3);
  machine.pass(2 * HOUR);
  await telemetry.flush();
  assert.equal(alerts, []);
  telemetry.dispose();
});

test('streams, comparisons and labels of one’s own: each is counted by its own', async () => {
  const objectives: readonly Objective[] = [
    { name: 'stalls', operationType: 'inference', interTokenWithinSeconds: 0.5, targetRatio: 0.9 },
    {
      ...{ name: 'goodput', operationType: 'inference', firstTokenWithinSeconds: 1, targetRatio: 0.9 },
      ...{ interTokenWithinSeconds: 0.5, withinSeconds: 3 },
    },
    { name: 'acme', operationType: 'inference', labels: { tenant: 'acme' }, targetRatio: 0.9 },
    { name: 'drift', operationType: 'drift_check', taskId: 'prompts', targetRatio: 0.9 },
    { name: 'any drift', operationType: 'drift_check', targetRatio: 0.9 },
  ];
  const { machine, telemetry } = running(objectives, { labelNames: ['tenant'] });
  using watch = watchObjectives(telemetry);
  const stream = async (gaps: readonly number[], tenant: string) => {
    const source = (async function* () {
      for (const gap of gaps) {
        machine.pass(gap);
        yield 'token';
      }
    })();
    for await (const _ of trackStream(telemetry, { modelId: 'm', labels: { tenant } }, source));
  };
  await stream([0.5, 0.25, 0.25], 'acme');
  await stream([0.5, 0.75, 0.25], 'acme');
  await stream([2, 0.25], 'other');
  await stream([0.5], 'other');
  for (const [taskId, drifted] of [
    ['prompts', false],
    ['prompts', true],
    ['images', false],
  ] as const)
    recordDriftCheck(telemetry, { taskId, score: drifted ? 1 : 0, threshold: 0.5, drifted });
  recordDriftCheck(telemetry, { taskId: 'prompts', score: Number.NaN, threshold: 0.5, drifted: false });
  machine.pass(MINUTE);
  await telemetry.flush();
  const counts = watch.statuses.map(({ name, period }) => [name, period.good, period.count]);
  assert.equal(counts, [
    ['stalls', 2, 3],
    ['goodput', 2, 4],
    ['acme', 2, 2],
    ['drift', 1, 2],
    ['any drift', 2, 3],
  ]);
  assert.equal(
    getObjectives(telemetry).map(({ name, good, count, isExact }) => [name, good, count, isExact]),
    counts.map((row) => [...row, true]),
  );
  telemetry.dispose();
});

test('a bound that is no classic bucket is counted to the accuracy of histograms, and says so', () => {
  const bounds = [0.25, 0.3];
  const { telemetry } = running(
    bounds.map((withinSeconds) => ({ operationType: 'inference', withinSeconds, targetRatio: 0.9 })),
  );
  telemetry.inference({ modelId: 'm' }).record(0.1);
  assert.equal(
    getObjectives(telemetry).map(({ isExact, good }) => [isExact, good]),
    [
      [true, 1],
      [false, 1],
    ],
  );
});

test('every kind of operation is counted as getObjectives counts it, also where it has many series', async () => {
  const objectives: readonly Objective[] = [
    { operationType: 'add', withinSeconds: 0.5, targetRatio: 0.9 },
    { operationType: 'inference', withinSeconds: 0.5, targetRatio: 0.9 },
    { operationType: 'inference', modelId: 'm7', withinSeconds: 0.3, targetRatio: 0.9 },
    { operationType: 'task_distribution', targetRatio: 0.9 },
    { operationType: 'dataset_load', withinSeconds: 1, targetRatio: 0.9 },
  ];
  const { machine, telemetry } = running(objectives);
  using watch = watchObjectives(telemetry);
  for (let i = 0; i < 300; i++) {
    const seconds = (i % 10) / 10;
    const operations = [
      telemetry.start('add', { backend: i % 2 === 0 ? 'ipfs' : 's3' }),
      telemetry.start('inference', { modelId: `m${i}` }),
      telemetry.start('task_distribution', { numWorkers: 2 }),
      telemetry.start('dataset_load', { datasetId: 'd' }),
    ];
    machine.pass(seconds);
    for (const operation of operations) i % 7 === 0 ? operation.fail(new Error('no')) : operation.ok();
  }
  machine.pass(MINUTE);
  await telemetry.flush();
  const results = getObjectives(telemetry);
  assert.equal(
    watch.statuses.map(({ name, period }) => [name, period.good, period.count]),
    results.map(({ name, good, count }) => [name, good, count]),
  );
  assert.equal(
    results.map(({ count }) => count),
    [300, 300, 1, 300, 300],
  );
  telemetry.dispose();
});

test('who begins to watch late has what the history holds', async () => {
  const { machine, telemetry, inference } = running([available]);
  for (let minute = 0; minute < 30; minute++) {
    inference(10, minute % 2);
    machine.pass(MINUTE);
  }
  using watch = watchObjectives(telemetry);
  await telemetry.flush();
  const [status] = watch.statuses;
  assert.equal([status?.windows['30m'].good, status?.windows['30m'].count], [300, 315]);
  assert.equal([status?.windows['5m'].good, status?.windows['5m'].count], [50, 53]);
  assert.is(status?.windows['1h'].coveredSeconds, 30 * MINUTE);
  telemetry.dispose();
});

test('figures are on every way out, and go when nobody watches', async () => {
  const { machine, telemetry, inference } = running([available]);
  const [first, second] = [watchObjectives(telemetry), watchObjectives(telemetry)];
  inference(98, 2);
  machine.pass(MINUTE);
  await telemetry.flush();
  const page = expositionText(telemetry);
  for (const line of [
    'inferometer_objective_events_total{objective="available"} 100',
    'inferometer_objective_good_events_total{objective="available"} 98',
    'inferometer_objective_target_ratio{objective="available"} 0.99',
    'inferometer_objective_burn_alert{objective="available",window="3d"} 0',
  ])
    assert.match(page, line);
  for (const window of Object.keys(BURN_WINDOWS)) {
    const labels = { objective: 'available', window };
    assert.close(sampleOf(telemetry, 'inferometer_objective_burn_rate', labels) ?? 0, 2, 1e-9);
  }
  const name = 'inferometer_objective_error_budget_remaining_ratio';
  assert.close(sampleOf(telemetry, name, { objective: 'available' }) ?? 0, -1, 1e-9);
  first.dispose();
  assert.is(seriesOf(telemetry, name).length, 1);
  second[Symbol.dispose]();
  assert.is(seriesOf(telemetry, name).length, 0);
  assert.equal(second.statuses, []);
  telemetry.dispose();
});

test('objectives that change are followed; those that stay keep what they have counted', async () => {
  const { machine, telemetry, inference } = running([available]);
  using watch = watchObjectives(telemetry);
  inference(9, 1);
  machine.pass(MINUTE);
  await telemetry.flush();
  telemetry.configure({ objectives: [{ ...available, targetRatio: 0.5 }, { ...available }] });
  inference(10, 0);
  machine.pass(MINUTE);
  await telemetry.flush();
  assert.equal(
    watch.statuses.map(({ name, period }) => [name, period.good, period.count]),
    [
      ['available', 10, 10],
      ['available (2)', 10, 10],
    ],
  );
  telemetry.configure({ objectives: [{ ...available, targetRatio: 0.5 }] });
  inference(1, 0);
  machine.pass(MINUTE);
  await telemetry.flush();
  assert.equal(
    watch.statuses.map(({ period }) => period.good),
    [11],
  );
  assert.is(seriesOf(telemetry, 'inferometer_objective_target_ratio').length, 1);
  telemetry.dispose();
});

test('what is wrong is an error with a remedy', () => {
  const labels = { tenat: 'acme' };
  const misspelt = running([{ ...available, labels }], { labelNames: ['tenant'] });
  const error = assert.throwsCode(() => watchObjectives(misspelt.telemetry), 'OBJECTIVE_LABEL');
  assert.match(
    error.message,
    '"objectives[0].labels" expected only tenant, got "tenat". Did you mean tenant?',
  );
  const { telemetry } = running([available]);
  const unknown = { onAlarm: () => {} } as object;
  const other = assert.throwsCode(() => watchObjectives(telemetry, unknown), 'OBJECTIVE_UNKNOWN_OPTION');
  assert.match(other.message, 'Did you mean onAlert?');
  assert.throwsCode(() => watchObjectives(telemetry, { onAlert: 5 as never }), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => watchObjectives({} as never), 'TELEMETRY_ARGUMENT_KIND');
  assert.equal(seriesOf(telemetry, 'inferometer_objective_target_ratio'), []);
});

test('a listener that throws, or rejects, is counted and stops nothing', async () => {
  const { machine, telemetry, inference } = running([available]);
  using watch = watchObjectives(telemetry, {
    onAlert: () => {
      throw new Error('the pager is gone');
    },
  });
  for (let minute = 0; minute < 20; minute++) {
    inference(0, 30);
    machine.pass(MINUTE);
  }
  await telemetry.flush();
  assert.is(watch.statuses[0]?.alert?.window, '1h');
  assert.ok(
    (sampleOf(telemetry, 'inferometer_recordings_refused_total', { reason: 'listener_failed' }) ?? 0) >= 1,
  );
  telemetry.dispose();
});

test('a clock may tell any time, or none: nothing hangs, and what is counted afterwards is counted', async () => {
  for (const odd of [Number.NaN, Infinity, -Infinity, 1e300, -1e300, 2 ** 60]) {
    const machine = new Machine();
    let isOdd = false;
    const monotonicMs = () => (isOdd ? odd : machine.monotonicMs());
    const clock = { monotonicMs, wallUnixMs: () => machine.wallUnixMs() };
    const telemetry = createTelemetry({ clock, timer: machine, logLevel: 'silent', objectives: [available] });
    const watch = watchObjectives(telemetry);
    for (const oddity of [false, true, false]) {
      isOdd = oddity;
      for (let i = 0; i < 4; i++) telemetry.start('inference', { modelId: 'm' }).ok();
      machine.pass(MINUTE);
      telemetry.collector.flush();
      await telemetry.flush();
    }
    isOdd = false;
    telemetry.start('inference', { modelId: 'm' }).ok();
    machine.pass(MINUTE);
    await telemetry.flush();
    const { period, windows } = watch.statuses[0] as (typeof watch.statuses)[number];
    assert.ok(windows['5m'].count >= 5, `${odd}: ${windows['5m'].count}`);
    // A clock that was far ahead takes what was before it out of every window.
    assert.is(period.count >= 5 && Number.isFinite(period.coveredSeconds), true);
    telemetry.dispose();
  }
});

test('a listener that ends the watch, the telemetry, or what is watched does exactly that', async () => {
  const ends: Readonly<Record<string, (telemetry: Telemetry, watch: ObjectiveWatch) => void>> = {
    'the watch': (_, watch) => watch.dispose(),
    'the telemetry': (telemetry) => telemetry.dispose(),
    'the objectives': (telemetry) => telemetry.configure({ objectives: [] }),
  };
  for (const [name, end] of Object.entries(ends)) {
    const { machine, telemetry, inference } = running([available, { ...available, name: 'other' }]);
    let alerts = 0;
    const watch: ObjectiveWatch = watchObjectives(telemetry, {
      onAlert: () => {
        alerts += 1;
        end(telemetry, watch);
      },
    });
    for (let minute = 0; minute < 30; minute++) {
      inference(0, 30);
      machine.pass(MINUTE);
    }
    await telemetry.flush();
    inference(0, 1);
    machine.pass(MINUTE);
    await telemetry.flush();
    assert.is(alerts, 1, name);
    assert.equal(watch.statuses, [], name);
    const gauges = telemetry.snapshot().metrics.filter(({ fullName }) => /objective_burn/.test(fullName));
    assert.equal(gauges, [], `${name}: its gauges are gone`);
    telemetry.dispose();
  }
});

test('after a flush everything is counted that a listener ended', async () => {
  const { machine, telemetry, inference } = running([available]);
  let ended = 0;
  const watch = watchObjectives(telemetry, {
    onAlert: () => {
      if (ended > 0) return;
      ended = 1;
      inference(0, 7);
      machine.pass(1);
      telemetry.collector.flush();
    },
  });
  for (let minute = 0; minute < 30; minute++) {
    inference(0, 30);
    machine.pass(MINUTE);
  }
  await telemetry.flush();
  assert.is(ended, 1);
  assert.is(watch.statuses[0]?.period.count, 30 * 30 + 7);
  telemetry.dispose();
});
