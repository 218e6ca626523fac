// Runs of a model beside one another, as `compareRuns` has them, in a report for readers and as JSON.
import { createTelemetry } from 'inferometer';
import { compareRuns, recordsOf } from 'inferometer/experiments';
import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../../harness.ts';

function searched(rates: readonly number[]) {
  const telemetry = createTelemetry();
  for (const [trial, learningRate] of rates.entries()) {
    const parameters = { learningRate, optimizer: 'adam' };
    const run = telemetry.run({ modelId: 'glyphs', runId: `trial-${trial}`, parameters });
    run.log({ loss: 2, depth: trial }, { epoch: 0 });
    run.log({ loss: 1 + learningRate, depth: trial }, { epoch: 1 });
    run.end();
  }
  return telemetry;
}

test('a report compares runs by what tells them apart, and marks the best by each metric', () => {
  const telemetry = searched([0.1, 0.01, 0.5]);
  const report = generateMetricsReport(telemetry);
  const [, table = ''] = report.split('Runs of glyphs, the latest first');
  const [heading = '', , ...rows] = table.trim().split('\n');
  assert.match(heading, /\| Run +\| State +\| learningRate \| Epochs \|/);
  assert.not.match(heading, 'optimizer', 'it is the same in all');
  const ofRun = (id: string) => rows.find((row) => row.includes(id)) ?? '';
  assert.match(ofRun('trial-1'), /finished \| 0.01 .* 1\.01 \(best\)/);
  assert.not.match(ofRun('trial-0'), 'best');
  assert.match(generateMetricsReport(telemetry, { format: 'html' }), '<strong>1.01</strong> (best)');
  assert.match(generateMetricsReport(telemetry, { format: 'text' }), '1.01 (best)');
});

test('its JSON names the run that compareRuns has as the best', () => {
  const telemetry = searched([0.1, 0.01, 0.5]);
  const json = JSON.parse(generateMetricsReport(telemetry, { format: 'json' }));
  const { runs, metrics } = compareRuns(recordsOf(telemetry.snapshot()));
  const best = metrics.flatMap(({ name, best }) => (best === undefined ? [] : [[name, runs[best]?.runId]]));
  assert.equal(json.training.models.glyphs.best_runs, Object.fromEntries(best));
  assert.is(json.training.models.glyphs.best_runs.loss, 'trial-1');
});

test('one run alone is the best of none', () => {
  const telemetry = searched([0.1]);
  const json = JSON.parse(generateMetricsReport(telemetry, { format: 'json' }));
  assert.equal(json.training.models.glyphs.best_runs, {});
  assert.not.match(generateMetricsReport(telemetry), '(best)');
});
