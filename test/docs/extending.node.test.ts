// docs/extending.md adds a layout, an aggregation, a category and a way out. Here that is done, by what the page says.
import { readFileSync } from 'node:fs';
import { assert, test } from '../harness.ts';
import { SourceCopy } from '../source-copy.ts';

const BLOCK = /^```(?:ts|js|diff)\n(.*?)^```$/gms;

/** Every block of the page, done in the copy. */
function followPage(copy: SourceCopy): void {
  const page = readFileSync('docs/extending.md', 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, text = '']) => text);
  assert.ok(blocks.length > 15);
  for (const block of blocks) {
    const [head = '', ...lines] = block.split('\n');
    if (head.startsWith('// ')) {
      copy.create(head.slice(3), lines.join('\n'));
      continue;
    }
    assert.match(head, /^--- [\w./-]+$/);
    const told = lines.filter((line) => line !== '');
    assert.ok(
      told.every((line) => /^[ +]/.test(line)),
      head,
    );
    const linesOf = (mark: string) =>
      told.filter((line) => line.startsWith(mark)).map((line) => `${line.slice(1)}\n`);
    assert.is(linesOf('+').length, 1, 'a line in a table is one line');
    copy.insert(head.slice(4), linesOf(' ').join(''), linesOf('+').join(''));
  }
}

const CHECK = `
import { createTelemetry, getFindings, getMetrics, mergeTelemetrySnapshots, recordRetrieval } from 'inferometer';
import { toCsv } from 'inferometer/csv';
import { expositionText } from 'inferometer/prometheus';
import { getComprehensiveReport } from 'inferometer/report';
const telemetry = createTelemetry();
const record = (hits) => recordRetrieval(telemetry, { indexId: 'docs', durationSeconds: 2, hits });
record(3);
record(7);
telemetry.collector.flush();
record(5);
const { range, history } = getMetrics(telemetry, { category: 'retrieval', startTime: 0, includeHistory: true });
const highest = ({ metrics }) => metrics.find(({ instrument }) => instrument.name === 'retrieval_hits_max')?.series[0]?.value;
const other = createTelemetry();
recordRetrieval(other, { indexId: 'docs', durationSeconds: 2, hits: 11 });
console.log(JSON.stringify({
  csv: toCsv(telemetry),
  text: expositionText(telemetry.snapshot()),
  findings: getFindings(telemetry),
  report: getComprehensiveReport(telemetry),
  range: highest(range),
  history: history.map(highest),
  merged: highest(mergeTelemetrySnapshots([telemetry.snapshot(), other.snapshot()])),
}));
`;

test('the page adds a layout, an aggregation, a category and a way out', () => {
  using copy = new SourceCopy();
  followPage(copy);
  assert.is(copy.run(['scripts/docs.mjs', 'src/api']).stderr, '');
  assert.equal(copy.compile(), []);
  const built = copy.run(['scripts/build.mjs', '--modules']);
  assert.is(built.stderr, '');
  assert.is(built.status, 0);

  const tried = copy.run(['try.mjs']);
  assert.is(tried.stderr, '');
  assert.match(tried.stdout, / 0\.333\d+$/m);
  assert.match(tried.stdout, '\nipfs_aiml_retrieval_hits_max,"{""index_id"":""docs""}",7\n');
  assert.match(tried.stdout, /^## Retrieval$/m);
  assert.match(tried.stdout, /^\| docs +\| +3 \| +2 s \|.*\| +7 \|$/m);
  assert.match(tried.stdout, 'Make searches in docs faster');

  copy.create('check.mjs', CHECK);
  const checked = copy.run(['check.mjs']);
  assert.is(checked.stderr, '');
  const { csv, text, findings, report, range, history, merged } = JSON.parse(checked.stdout);
  assert.match(csv, 'retrieval_hits_max');
  assert.match(text, '# TYPE ipfs_aiml_retrieval_hits_max gauge\n');
  assert.match(text, 'ipfs_aiml_retrieval_hits_max{index_id="docs"} 7\n');
  assert.match(text, 'ipfs_aiml_retrieval_seconds_bucket{index_id="docs",le="1"} 0\n');
  assert.match(text, 'ipfs_aiml_retrieval_seconds_count{index_id="docs"} 3\n');
  assert.equal(
    findings.map(({ target, severity }: { target: string; severity: string }) => [target, severity]),
    [['retrieval', 'medium']],
  );
  assert.is(report.retrieval.docs.max_hits, 7);
  assert.equal({ range, history, merged }, { range: 7, history: [7, 5], merged: 11 });
});
