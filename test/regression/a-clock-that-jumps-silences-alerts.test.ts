// A clock that was hours ahead for a moment left what was counted later in one step, and the time that was known negative, so
// that no alert came until the clock had caught up; an interval of gauges alone was dropped for as long.
import { createTelemetry, type Interval } from 'inferometer';
import { type ObjectiveAlert, watchObjectives } from 'inferometer/objectives';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';
import { Machine } from '../telemetry/time.ts';

const OBJECTIVE = { name: 'available', operationType: 'inference', targetRatio: 0.99 } as const;

/** What the clock is told to add, and for which of the minutes. */
const JUMPS: Readonly<Record<string, (minute: number) => number>> = {
  'hours ahead for a minute': (minute) => (minute === 3 ? 5 * 3600e3 : 0),
  'hours ahead from then on': (minute) => (minute >= 3 ? 5 * 3600e3 : 0),
  'hours back from then on': (minute) => (minute >= 3 ? -5 * 3600e3 : 0),
  'years ahead for a minute': (minute) => (minute === 3 ? 1e12 : 0),
  'no time for a minute': (minute) => (minute === 3 ? Number.NaN : 0),
  'beyond all time for a minute': (minute) => (minute === 3 ? Infinity : 0),
};

function jumping(jumpMs: (minute: number) => number) {
  const machine = new Machine();
  let minute = 0;
  const clock = {
    monotonicMs: () => machine.monotonicMs() + jumpMs(minute),
    wallUnixMs: () => machine.wallUnixMs(),
  };
  const options = { clock, timer: machine, logLevel: 'silent', objectives: [OBJECTIVE] } as const;
  const telemetry = createTelemetry({ ...options, expireAfterSeconds: 600 });
  const next = () => {
    machine.pass(60);
    minute += 1;
  };
  return { telemetry, next };
}

for (const [name, jumpMs] of Object.entries(JUMPS)) {
  test(`a clock that is ${name}: alerts come, and end, as minutes pass`, async () => {
    const { telemetry, next } = jumping(jumpMs);
    const alerts: ObjectiveAlert[] = [];
    const watch = watchObjectives(telemetry, { onAlert: (alert) => alerts.push(alert) });
    const minutes = async (count: number, failing: boolean) => {
      for (let i = 0; i < count; i++) {
        for (let n = 0; n < 30; n++) {
          const inference = telemetry.start('inference', { modelId: 'm' });
          failing ? inference.fail(new Error('no')) : inference.ok();
        }
        next();
        await telemetry.flush();
        for (const { coveredSeconds } of Object.values(watch.statuses[0]?.windows ?? {}))
          assert.ok(coveredSeconds >= 0, `${coveredSeconds} s are known`);
      }
    };
    const states = () => alerts.filter(({ rule }) => rule.window === '1h').map(({ state }) => state);
    await minutes(10, false);
    assert.equal(states(), []);
    await minutes(20, true);
    assert.equal(states(), ['firing']);
    await minutes(6, false);
    assert.equal(states(), ['firing', 'resolved']);
    // What was before years that passed is in no window.
    const known = name.startsWith('years') ? 33 : 36;
    assert.is(watch.statuses[0]?.period.count, known * 30);
    telemetry.dispose();
  });

  test(`a clock that is ${name}: gauges are in the intervals, and expire`, () => {
    const { telemetry, next } = jumping(jumpMs);
    const intervals: Interval[] = [];
    telemetry.collector.subscribe((interval) => intervals.push(interval));
    const depth = telemetry.gauge({ name: 'depth', help: 'D.', labels: ['queue'] });
    for (let minute = 0; minute < 12; minute++) {
      depth.withLabels({ queue: 'busy' }).set(minute);
      next();
    }
    const values = intervals.flatMap(({ metrics }) =>
      metrics
        .filter(({ fullName }) => fullName === 'depth')
        .flatMap(({ series }) => series.map((point) => ('value' in point ? point.value : Number.NaN))),
    );
    assert.is(values.at(-1), 11);
    // One at most, that in which the clock went back: no time passed in it.
    assert.ok(values.length >= 11, `${values}`);
    for (let minute = 0; minute < 12; minute++) next();
    assert.is(sampleOf(telemetry, 'depth', { queue: 'busy' }), undefined);
    telemetry.dispose();
  });
}
