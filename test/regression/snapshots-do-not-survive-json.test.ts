// JSON knows neither typed arrays nor NaN: what telemetry had written to a file or sent as a message could not be read
// again where a histogram was read without being merged.
import { createTelemetry, mergeTelemetrySnapshots, type TelemetrySnapshot } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { buildReport, generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../harness.ts';

/** Something in every kind of series, and in what may be empty. */
function recorded(): TelemetrySnapshot {
  using telemetry = createTelemetry();
  const durations = telemetry
    .histogram({ name: 'own_seconds', help: 'H.', bucketBounds: [0.1, 1] })
    .withLabels();
  const plain = telemetry.histogram({ name: 'plain', help: 'H.' }).withLabels();
  for (let i = 0; i < 50; i++) {
    durations.record(i / 20);
    plain.record(i - 10);
    if (i === 20) telemetry.collector.flush();
  }
  // Rejected alone: a histogram without a value.
  telemetry.histogram({ name: 'refused', help: 'H.' }).withLabels().record(Number.NaN);
  const huge = telemetry.histogram({ name: 'huge', help: 'H.' }).withLabels();
  for (let i = 0; i < 3; i++) huge.record(1e308);
  telemetry.counter({ name: 'mine_total', help: 'C.' }).withLabels().add(3);
  telemetry.gauge({ name: 'depth', help: 'G.' }).withLabels().set(-0);
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  telemetry.recordTrainingStats({ modelId: 'm', epoch: 0, loss: Number.NaN });
  telemetry.recordTrainingStats({ modelId: 'n', epoch: 0, loss: 0.5 });
  return telemetry.snapshot();
}

function sent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

test('a snapshot through JSON is exposed, merged and reported as one that was cloned', () => {
  const snapshot = recorded();
  const ways: Readonly<Record<string, (one: TelemetrySnapshot) => unknown>> = {
    text: (one) => expositionText(one),
    'merged alone': (one) => mergeTelemetrySnapshots([one]),
    'merged with itself': (one) => mergeTelemetrySnapshots([one, one]),
    'a merge, exposed': (one) => expositionText(mergeTelemetrySnapshots([one, snapshot])),
    markdown: (one) => generateMetricsReport(one),
    'report as text': (one) => generateMetricsReport(one, { format: 'text' }),
    'report as JSON': (one) => generateMetricsReport(one, { format: 'json' }),
    document: (one) => buildReport(one),
  };
  for (const [name, way] of Object.entries(ways))
    assert.equal(way(sent(snapshot)), way(structuredClone(snapshot)), name);
});

test('nothing in a report or on a page speaks of null or undefined', () => {
  const snapshot = sent(recorded());
  for (const text of [expositionText(snapshot), generateMetricsReport(snapshot)])
    assert.not.match(text, /null|undefined/);
});

test('of no snapshots at all, the merge through JSON is again none', () => {
  const none = mergeTelemetrySnapshots([]);
  assert.equal(mergeTelemetrySnapshots([sent(none)]), mergeTelemetrySnapshots([none]));
});

test('intervals through JSON merge to the snapshot', () => {
  using telemetry = createTelemetry();
  const series = telemetry.histogram({ name: 'own', help: 'H.', bucketBounds: [1, 2] }).withLabels();
  const intervals: TelemetrySnapshot[] = [];
  telemetry.collector.subscribe(({ metrics, startedAtUnixMs, endedAtUnixMs }) => {
    intervals.push({
      version: 2,
      startedAtUnixMs,
      takenAtUnixMs: endedAtUnixMs,
      metrics,
      runs: [],
      curves: [],
    });
  });
  for (const value of [1, 1.5, 7]) {
    series.record(value);
    telemetry.collector.flush();
  }
  const text = expositionText(telemetry);
  const own = (page: string) => page.split('\n').filter((line) => line.startsWith('own'));
  assert.ok(own(text).length > 4);
  assert.equal(own(expositionText(mergeTelemetrySnapshots(sent(intervals)))), own(text));
});

test('what is no snapshot is refused with a code', () => {
  for (const what of [{ metrics: [] }, { version: 1, metrics: [] }, { version: 2, metrics: {} }])
    assert.throwsCode(() => generateMetricsReport(what as never), 'TELEMETRY_SNAPSHOT');
});
