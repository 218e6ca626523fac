// A logger that is told of a loss while an interval ends, and flushes, reads or disposes of the telemetry, met "Generator is
// already running": flush() rejected, and what was to be disposed of was not, for good.
import { createTelemetry, getMetrics, type Interval, type Telemetry } from 'inferometer';
import { watchObjectives } from 'inferometer/objectives';
import { assert, test } from '../harness.ts';

/** A telemetry that has a loss to tell when its interval ends: a series that is back finds no room. */
function losing(within: (telemetry: Telemetry) => unknown) {
  const problems: unknown[] = [];
  let calls = 0;
  const warn = () => {
    calls += 1;
    try {
      within(telemetry);
    } catch (error) {
      problems.push(error);
    }
  };
  const logger = { debug() {}, info() {}, warn, error() {} };
  const telemetry: Telemetry = createTelemetry({
    ...{ logger, logLevel: 'warn', seriesLimit: 1 },
    objectives: [{ operationType: 'inference', targetRatio: 0.9 }],
  });
  watchObjectives(telemetry);
  const hits = telemetry.counter({ name: 'hits_total', help: 'H.', labels: ['tier'] });
  const kept = hits.withLabels({ tier: 'a' });
  hits.remove({ tier: 'a' });
  hits.withLabels({ tier: 'b' }).add(1);
  kept.add(5);
  return { telemetry, problems, calls: () => calls };
}

const WITHIN: Readonly<Record<string, (telemetry: Telemetry) => unknown>> = {
  'flushes the collector': (telemetry) => telemetry.collector.flush(),
  'reads the interval that goes on': (telemetry) => telemetry.collector.current(),
  'takes a snapshot': (telemetry) => telemetry.snapshot(),
  'asks for metrics': (telemetry) => getMetrics(telemetry),
  'changes the options': (telemetry) => telemetry.configure({ aggregationIntervalSeconds: 7 }),
  'disables it, and enables it': (telemetry) => {
    telemetry.configure({ enabled: false });
    telemetry.configure({ enabled: true });
  },
};

for (const [name, within] of Object.entries(WITHIN)) {
  test(`a logger that ${name}: no error, and nothing is lost`, () => {
    const { telemetry, problems, calls } = losing(within);
    const intervals: Interval[] = [];
    telemetry.collector.subscribe((interval) => intervals.push(interval));
    telemetry.collector.flush();
    telemetry.collector.flush();
    assert.ok(calls() > 0, 'it is called');
    assert.equal(problems, []);
    const hits = [...intervals, telemetry.collector.current()].flatMap(({ metrics }) =>
      metrics.filter(({ fullName }) => fullName === 'hits_total').flatMap(({ series }) => series),
    );
    assert.is(
      hits.reduce((sum, point) => sum + ('value' in point ? point.value : 0), 0),
      6,
    );
    telemetry.dispose();
  });
}

test('a logger that flushes the telemetry: the promise is kept', async () => {
  const promises: Promise<boolean>[] = [];
  const { telemetry } = losing((one) => promises.push(one.flush()));
  assert.is(await telemetry.flush(), true);
  assert.ok(promises.length > 0);
  assert.equal([...new Set(await Promise.all(promises))], [true]);
  telemetry.dispose();
});

test('a logger that disposes of the telemetry: it is gone', () => {
  const { telemetry, problems } = losing((one) => one.dispose());
  telemetry.collector.flush();
  assert.equal(problems, []);
  assert.is(telemetry.collector.isRunning, false);
  assert.equal(telemetry.snapshot().metrics, []);
  telemetry.dispose();
});

test('a listener that records, and disposes of the telemetry while that ends its last interval, is called once', () => {
  const telemetry = createTelemetry({
    ...{ logLevel: 'silent', objectives: [{ operationType: 'inference', targetRatio: 0.9 }] },
  });
  watchObjectives(telemetry);
  const hits = telemetry.counter({ name: 'hits_total', help: 'H.' }).withLabels();
  hits.add(1);
  let calls = 0;
  telemetry.collector.subscribe(() => {
    calls += 1;
    hits.add(1);
    telemetry.dispose();
  });
  telemetry.dispose();
  assert.is(calls, 1);
  assert.equal(telemetry.snapshot().metrics, []);
});
