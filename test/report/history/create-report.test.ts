// A report of a range of history: its files, what they say of that range alone, and how it is given up.
import { createTelemetry } from 'inferometer';
import { type CreatedReport, createReport, type ReportHistory, type ReportJson } from 'inferometer/report';
import { historyOf, MemoryFiles, openStore, readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';
import { busyHour } from '../busy-hour.ts';

const formats = ['html', 'json', 'markdown', 'svg'] as const;
const hour = busyHour();
const history = historyOf(hour.telemetry);

const named = ({ files }: CreatedReport) => files.map(({ name }) => name);
function textOf({ files }: CreatedReport, wanted: string): string {
  const bytes = files.find(({ name }) => name === wanted)?.bytes;
  return new TextDecoder().decode(bytes);
}

test('a report has a page, markdown, JSON and a file for each picture', async () => {
  const report = await createReport(history, { formats });
  const names = named(report);
  assert.equal(names.slice(0, 4), ['report.html', 'index.html', 'report.json', 'report.md']);
  const charts = names.slice(4);
  for (const name of [
    'latency-heatmap',
    'latency-by-model',
    'training-curves',
    'backend-health',
    'worker-balance',
  ]) {
    assert.ok(charts.includes(`${name}.svg`), name);
  }
  for (const name of charts) assert.match(textOf(report, name), /^<svg xmlns=/);
  assert.is(textOf(report, 'index.html'), textOf(report, 'report.html'));
  const links = [...textOf(report, 'report.md').matchAll(/^!\[([^\]]+)\]\(([^)]+)\)$/gm)];
  assert.equal(
    links.map(([, , file]) => file),
    charts,
  );
  const json: ReportJson = JSON.parse(textOf(report, 'report.json'));
  assert.is(json.schema_version, 1);
  assert.is(textOf(report, 'report.json'), `${JSON.stringify(json, null, 2)}\n`);
  assert.is(json.environment.started_at, hour.startedAtUnixMs / 1000);
  assert.ok((json.storage.backend_health_over_time.ipfs?.length ?? 0) > 10);
});

test('it is about its range, and judged by the thresholds of its telemetry', async () => {
  const quietStart = { startTime: hour.startedAtUnixMs, endTime: hour.startedAtUnixMs + 30 * 60_000 };
  const quiet = await createReport(history, { ...quietStart, formats: ['html', 'json'] });
  const late = { startTime: hour.startedAtUnixMs + 45 * 60_000, endTime: hour.endedAtUnixMs };
  const slow = await createReport(history, { ...late, formats: ['json'] });
  const p95 = (report: CreatedReport) => {
    const json: ReportJson = JSON.parse(textOf(report, 'report.json'));
    return json.inference.models['glyph-dense']?.latency_stats.p95 ?? 0;
  };
  assert.ok(p95(slow) > 3 * p95(quiet), `${p95(slow)} ${p95(quiet)}`);
  assert.match(textOf(quiet, 'report.html'), /<dd>2026-11-29 08:00:00 to 08:30:00 UTC<\/dd>/);
  assert.match(textOf(quiet, 'report.html'), /misses its objective/);
  const one = await createReport(history, { modelId: 'glyph-tiny', formats: ['markdown'] });
  assert.not.match(textOf(one, 'report.md'), /glyph-dense/);
});

test('a report of nothing says so, and so does one of a range before everything', async () => {
  using telemetry = createTelemetry();
  const ranges = [{}, { startTime: Date.UTC(2001, 0), endTime: Date.UTC(2002, 0) }];
  for (const range of ranges) {
    const report = await createReport(historyOf(telemetry), { ...range, formats });
    assert.equal(named(report), ['report.html', 'index.html', 'report.json', 'report.md']);
    assert.match(textOf(report, 'report.html'), /Nothing was recorded yet\./);
    assert.not.match(textOf(report, 'report.html') + textOf(report, 'report.md'), /NaN|undefined|Invalid/);
    JSON.parse(textOf(report, 'report.json'));
  }
});

test('what a store keeps of other processes is reported with their names', async () => {
  const files = new MemoryFiles();
  const machine = new Machine();
  for (const member of ['eu-1', 'us-1']) {
    const store = await openStore({ files, clock: machine, member });
    const telemetry = createTelemetry({ clock: machine, timer: machine, store });
    telemetry.inference({ modelId: `of-${member}` }).record(0.1);
    machine.pass(61);
    await telemetry.flush();
    await store.close();
    telemetry.dispose();
  }
  using reader = createTelemetry({ enabled: false });
  const report = await createReport(historyOf(reader, readStore({ files })), { formats: ['html', 'json'] });
  assert.match(textOf(report, 'report.html'), /<dt>Recorded by<\/dt><dd>eu-1, us-1<\/dd>/);
  const json: ReportJson = JSON.parse(textOf(report, 'report.json'));
  assert.equal(json.environment.members, ['eu-1', 'us-1']);
  assert.equal(Object.keys(json.inference.models).sort(), ['of-eu-1', 'of-us-1']);
});

test('recording goes on meanwhile, and what is in the report adds up', async () => {
  const machine = new Machine();
  using telemetry = createTelemetry({ clock: machine, timer: machine });
  const inference = telemetry.inference({ modelId: 'm' });
  for (let i = 0; i < 10; i++) {
    inference.record(0.1);
    machine.pass(30);
  }
  const making = createReport(historyOf(telemetry), {
    formats: ['json'],
    onProgress: () => {
      inference.record(0.1);
      machine.pass(30);
    },
  });
  const json: ReportJson = JSON.parse(textOf(await making, 'report.json'));
  const { count } = json.inference.models.m?.latency_stats ?? {};
  assert.ok(count === 10 || count === 11, `${count}`);
  assert.is(json.operations[0]?.count, count);
});

test('progress goes up to 1', async () => {
  const seen: number[] = [];
  await createReport(history, { formats: ['svg'], onProgress: (ratio) => void seen.push(ratio) });
  assert.ok(seen.length > 10);
  assert.equal(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.is(seen.at(-1), 1);
});

test('it is given up when its signal says so, with its reason', async () => {
  const reason = new Error('nobody waits for it');
  for (const parts of [0, 1, 5]) {
    const controller = new AbortController();
    let done = 0;
    if (parts === 0) controller.abort(reason);
    const making = createReport(history, {
      signal: controller.signal,
      formats,
      onProgress: () => {
        done += 1;
        if (done === parts) controller.abort(reason);
      },
    });
    assert.is(await making.catch((error) => error), reason);
    assert.ok(done <= parts);
  }
});

test('misuse is an error with a code and a remedy', async () => {
  const wrong: [unknown, unknown, string][] = [
    [undefined, {}, 'REPORT_HISTORY'],
    [hour.telemetry, {}, 'REPORT_HISTORY'],
    [history, { fromats: [] }, 'REPORT_OPTIONS'],
    [history, { formats: 'html' }, 'REPORT_OPTIONS'],
    [history, { formats: ['pdf'] }, 'REPORT_OPTIONS'],
    [history, { startTime: 1 }, 'TELEMETRY_QUERY'],
    [history, { onProgress: true }, 'TELEMETRY_ARGUMENT_KIND'],
    [history, { analysisPercentiles: 'p99' }, 'TELEMETRY_OPTION_KIND'],
  ];
  for (const [source, options, code] of wrong) {
    const error = await createReport(source as ReportHistory, options as object).catch((one) => one);
    assert.is(error?.code, code, JSON.stringify(options));
  }
});
