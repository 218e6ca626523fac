// What a telemetry says of itself, its snapshot says too: as it is, out of JSON, and collected from a worker.
import {
  createTelemetry,
  getFailureMetrics,
  getFindings,
  getMetrics,
  mergeTelemetrySnapshots,
  type Telemetry,
  type TelemetryHandle,
  type TelemetrySnapshot,
} from 'inferometer';
import { createBudget, getBudgets, getObjectives } from 'inferometer/objectives';
import { collectSnapshots, expositionText, shareSnapshots } from 'inferometer/prometheus';
import { generateMetricsReport, getComprehensiveReport } from 'inferometer/report';
import { options, recordEverything } from '../contract/everything.ts';
import { assert, test } from '../harness.ts';

type Source = TelemetryHandle | TelemetrySnapshot;

const OBJECTIVES = [
  { name: 'answers', operationType: 'inference', withinSeconds: 0.5, targetRatio: 0.9 },
] as const;
const READING = { objectives: OBJECTIVES };

const READERS: Readonly<Record<string, (source: Source) => unknown>> = {
  getFindings: (source) => getFindings(source, READING),
  getMetrics: (source) => getMetrics(source).range,
  'getMetrics of inferences': (source) => getMetrics(source, { operationType: 'inference' }).range,
  getFailureMetrics,
  getBudgets,
  getObjectives: (source) => getObjectives(source, READING),
  getComprehensiveReport: (source) => getComprehensiveReport(source, READING).toJSON(),
  'a report in markdown': (source) => generateMetricsReport(source, READING),
  'a report in text': (source) => generateMetricsReport(source, { ...READING, format: 'text' }),
  expositionText,
};

/** With wall and monotonic clock in step, as on a machine, and a budget that something was spent of. */
async function recorded(): Promise<Telemetry> {
  let [nowMs, isRunning] = [0, false];
  const monotonicMs = () => {
    if (isRunning) nowMs += 1;
    return nowMs;
  };
  const clock = { monotonicMs, wallUnixMs: () => Date.UTC(2026, 0, 1) + nowMs };
  const telemetry: Telemetry = createTelemetry({ ...options(), clock });
  createBudget(telemetry, { name: 'chat', limit: { tokens: 1_000_000 } });
  isRunning = true;
  await recordEverything(telemetry);
  isRunning = false;
  return telemetry;
}

/** By a worker that has recorded it all. */
async function collected(worker: Telemetry): Promise<TelemetrySnapshot> {
  using own = createTelemetry({
    logLevel: 'silent',
    labelNames: ['tenant', 'provider'],
    labels: { zone: 'a' },
  });
  const { port1, port2 } = new MessageChannel();
  const stop = shareSnapshots(worker, port2);
  const snapshot = await collectSnapshots(own, () => [port1]).snapshot();
  stop();
  port1.close();
  return {
    ...snapshot,
    startedAtUnixMs: worker.snapshot().startedAtUnixMs,
    takenAtUnixMs: worker.snapshot().takenAtUnixMs,
  };
}

for (const [name, read] of Object.entries(READERS)) {
  test(`${name}: the same of a telemetry and of its merged snapshots`, async () => {
    const telemetry = await recorded();
    const expected = shown(read(telemetry));
    const snapshot = telemetry.snapshot();
    assert.equal(shown(read(snapshot)), expected, 'as it is');
    assert.equal(shown(read(JSON.parse(JSON.stringify(snapshot)))), expected, 'out of JSON');
    assert.equal(shown(read(mergeTelemetrySnapshots([snapshot]))), expected, 'merged');
    assert.equal(shown(read(await collected(telemetry))), expected, 'collected');
    telemetry.dispose();
  });
}

/** Without where it was recorded: a snapshot may come from anywhere. */
function shown(result: unknown): unknown {
  const text = typeof result === 'string' ? result : JSON.stringify(result, undefined, 1);
  return text.split('\n').filter((line) => !/^(- )?Environment:|^ +"runtime":/.test(line));
}
