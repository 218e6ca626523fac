import fc from 'fast-check';
import { createTelemetry, getMetrics, type Interval, type TelemetryOptions } from 'inferometer';
import { assert, collectGarbage, test } from '../../harness.ts';
import { sampleOf } from '../../telemetry/support.ts';
import { Machine } from '../../telemetry/time.ts';

function running(options: TelemetryOptions = {}) {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine, ...options });
  const intervals: Interval[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  return { machine, telemetry, intervals };
}

/** How many inferences an interval, or a snapshot, counts. */
function inferencesIn({ metrics }: Pick<Interval, 'metrics'>): number {
  const metric = metrics.find(({ instrument }) => instrument.name === 'inference_seconds');
  return (metric?.series ?? []).reduce((sum, one) => sum + ('histogram' in one ? one.histogram.count : 0), 0);
}

test('an interval ends every minute, with what was added in it', () => {
  const { machine, telemetry, intervals } = running();
  const inference = telemetry.inference({ modelId: 'm' });
  for (const count of [3, 0, 2]) {
    for (let i = 0; i < count; i++) inference.record(0.1);
    machine.pass(60);
  }
  assert.equal(intervals.map(inferencesIn), [3, 0, 2]);
  assert.equal(
    intervals.map(({ sequence, durationSeconds }) => [sequence, durationSeconds]),
    [
      [0, 60],
      [1, 60],
      [2, 60],
    ],
  );
  assert.is(intervals[0]?.startedAtUnixMs, Date.UTC(2026, 0, 1));
  assert.is(intervals[2]?.endedAtUnixMs, Date.UTC(2026, 0, 1, 0, 3));
  assert.is(inferencesIn(telemetry.snapshot()), 5);
});

test('whatever is recorded and whenever intervals end: they add up to the snapshot', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('record' as const),
      seconds: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    }),
    fc.record({ kind: fc.constant('count' as const), amount: fc.integer({ min: 0, max: 9 }) }),
    fc.record({
      kind: fc.constant('gauge' as const),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    }),
    fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 200 }) }),
    fc.constant({ kind: 'flush' as const }),
    fc.constant({ kind: 'read' as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const machine = new Machine();
      using telemetry = createTelemetry({ clock: machine, timer: machine });
      using whole = createTelemetry({ clock: machine, timer: machine, aggregationIntervalSeconds: 86_400 });
      const both = [telemetry, whole].map((one) => ({
        histogram: one.histogram({ name: 'h', help: 'H.', labels: ['l'] }).withLabels({ l: 'a' }),
        counter: one.counter({ name: 'c_total', help: 'C.' }).withLabels(),
        gauge: one.gauge({ name: 'g', help: 'G.' }).withLabels(),
      }));
      for (const one of steps) {
        for (const { histogram, counter, gauge } of both) {
          if (one.kind === 'record') histogram.record(one.seconds);
          if (one.kind === 'count') counter.add(one.amount);
          if (one.kind === 'gauge') gauge.set(one.value);
        }
        if (one.kind === 'pass') machine.pass(one.seconds);
        if (one.kind === 'flush') telemetry.collector.flush();
        if (one.kind === 'read') getMetrics(telemetry, { includeHistory: true });
      }
      const named = (from: typeof telemetry) =>
        from.snapshot().metrics.filter(({ instrument }) => instrument.category === 'custom');
      assert.equal(plain(named(telemetry)), plain(named(whole)));
      // The history of a range that begins before everything is everything.
      const { range, isComplete } = getMetrics(telemetry, { startTime: new Date(0) });
      assert.ok(isComplete);
      const merged = range.metrics.filter(({ instrument }) => instrument.category === 'custom');
      const touched = (metrics: typeof merged) =>
        plain(metrics).filter(({ series }) => series.some((s) => !('value' in s) || s.value !== 0));
      assert.equal(touched(merged), touched(named(whole)));
    }),
    { numRuns: 60 },
  );

  /** Sums of parts differ from the sum of all by rounding. */
  function plain(
    metrics: ReturnType<typeof createTelemetry>['snapshot'] extends () => infer S
      ? S extends { metrics: infer M }
        ? M
        : never
      : never,
  ) {
    return metrics
      .map(({ fullName, series }) => ({
        fullName,
        series: series
          .filter((one) => !('histogram' in one) || one.histogram.count > 0)
          .map((one) =>
            'histogram' in one
              ? { ...one.histogram, sum: Number(one.histogram.sum.toFixed(6)) + 0 }
              : { value: one.value },
          ),
      }))
      .filter(({ series }) => series.length > 0)
      .sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  }
});

test('flush ends an interval now; one without time and content is none', () => {
  const { machine, telemetry, intervals } = running();
  assert.is(telemetry.collector.flush(), undefined);
  telemetry.inference({ modelId: 'm' }).record(1);
  assert.is(telemetry.collector.flush()?.durationSeconds, 0);
  machine.pass(10);
  assert.is(telemetry.collector.flush()?.durationSeconds, 10);
  assert.is(intervals.length, 2);
});

test('stop ends no interval any more, and loses nothing; start goes on', () => {
  const { machine, telemetry, intervals } = running();
  const inference = telemetry.inference({ modelId: 'm' });
  telemetry.collector.stop();
  assert.not.ok(telemetry.collector.isRunning);
  assert.is(machine.waiting, 0);
  inference.record(1);
  machine.pass(600);
  assert.is(intervals.length, 0);
  telemetry.collector.start();
  telemetry.collector.start();
  assert.is(machine.waiting, 1);
  machine.pass(60);
  assert.equal(intervals.map(inferencesIn), [1]);
  assert.is(intervals[0]?.durationSeconds, 660);
});

test('a machine that sleeps has one long interval, not many empty ones', () => {
  for (const monotonic of [true, false]) {
    const { machine, telemetry, intervals } = running();
    const inference = telemetry.inference({ modelId: 'm' });
    machine.pass(30);
    inference.record(1);
    machine.sleep(8 * 3600, { monotonic });
    inference.record(1);
    machine.pass(60);
    assert.is(intervals.reduce((sum, interval) => sum + inferencesIn(interval), 0) > 0, true);
    assert.ok(intervals.length <= 2);
    const [slept] = intervals as [Interval];
    // Where the monotonic clock stands still in sleep, no time is measured, and the jump is told.
    assert.is(slept.durationSeconds, monotonic ? 8 * 3600 + 30 : 60);
    assert.is(slept.wallClockJumpSeconds, monotonic ? 0 : 8 * 3600);
    assert.is(slept.endedAtUnixMs - slept.startedAtUnixMs, slept.durationSeconds * 1000);
  }
});

test('a wall clock that is set back does not change what was measured', () => {
  const { machine, telemetry, intervals } = running();
  machine.pass(30);
  telemetry.inference({ modelId: 'm' }).record(1);
  machine.set(-3600);
  machine.pass(90);
  assert.equal(
    intervals.map(({ durationSeconds, wallClockJumpSeconds }) => [durationSeconds, wallClockJumpSeconds]),
    [
      [60, -3600],
      [60, 0],
    ],
  );
  assert.is(getMetrics(telemetry).range.operations[0]?.perMinute, 0.5);
});

test('a listener that throws hurts nobody, and is counted', () => {
  const { machine, telemetry, intervals } = running({ logLevel: 'silent' });
  const unsubscribe = telemetry.collector.subscribe(() => {
    throw new Error('theirs');
  });
  machine.pass(60);
  unsubscribe();
  machine.pass(60);
  assert.is(intervals.length, 2);
  assert.is(sampleOf(telemetry, 'inferometer_recordings_refused_total', { reason: 'listener_failed' }), 1);
  assert.throwsCode(() => telemetry.collector.subscribe(5 as never), 'TELEMETRY_ARGUMENT_KIND');
});

test('a thousand busy series are cut in slices, and every value lands in one interval', () => {
  // A clock that moves with every look at it, so that a slice is over soon.
  let now = 0;
  const alarms: (() => void)[] = [];
  const telemetry = createTelemetry({
    seriesLimit: 5000,
    clock: { monotonicMs: () => (now += 1), wallUnixMs: () => now },
    timer: {
      after: (_, run) => {
        alarms.push(run);
        return () => {};
      },
    },
  });
  const intervals: Interval[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  const handles = Array.from({ length: 4000 }, (_, i) => telemetry.inference({ modelId: `m${i}` }));
  for (const handle of handles) handle.record(0.1);
  let turns = 0;
  while (intervals.length === 0) {
    alarms.shift()?.();
    turns += 1;
    // In between, the first series has had its turn, and the last one has not.
    handles[0]?.record(0.1);
    handles.at(-1)?.record(0.1);
  }
  assert.ok(turns > 2, `${turns} turns`);
  telemetry.collector.flush();
  assert.is(
    intervals.reduce((sum, interval) => sum + inferencesIn(interval), 0),
    4000 + 2 * turns,
  );
  assert.is(inferencesIn(telemetry.snapshot()), 4000 + 2 * turns);
  telemetry.dispose();
});

test('a disabled instance waits for nothing', () => {
  const { machine, telemetry } = running({ enabled: false });
  assert.is(machine.waiting, 0);
  assert.not.ok(telemetry.collector.isRunning);
});

test('a disposed instance waits for nothing', () => {
  const { machine, telemetry } = running();
  telemetry.dispose();
  assert.is(machine.waiting, 0);
  telemetry.configure({ enabled: true });
  assert.is(machine.waiting, 0);
});

test('a timer keeps no instance alive that nobody refers to', async () => {
  const machine = new Machine();
  const collected: string[] = [];
  const finalized = new FinalizationRegistry((name: string) => collected.push(name));
  (() => {
    const telemetry = createTelemetry({ clock: machine, timer: machine });
    finalized.register(telemetry.collector, 'collector');
  })();
  for (let i = 0; i < 50 && collected.length === 0; i++) await collectGarbage();
  assert.equal(collected, ['collector']);
  machine.pass(600);
  assert.is(machine.waiting, 0);
});

test('the platform’s own timers end intervals too', async () => {
  using telemetry = createTelemetry({ aggregationIntervalSeconds: 0.02 });
  telemetry.inference({ modelId: 'm' }).record(1);
  const intervals: Interval[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  // The collector's own timer does not keep the process alive; this one does.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(intervals.length >= 2);
  assert.is(inferencesIn(intervals[0] as Interval), 1);
});
