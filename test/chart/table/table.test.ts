import {
  chartCsv,
  chartTable,
  formatCell,
  type HeatmapChart,
  type Line,
  type LineChart,
} from 'inferometer/chart';
import { assert, test } from '../../harness.ts';
import { ALL_CHARTS, CHARTS } from '../charts.ts';

test('each table has a cell for each column in each row', () => {
  for (const chart of ALL_CHARTS) {
    const { title, columns, rows } = chartTable(chart);
    assert.is(title, chart.title);
    assert.ok(rows.length > 0);
    assert.ok(
      rows.every((row) => row.length === columns.length),
      chart.id,
    );
  }
});

test('a line has its values in its table, and a gap nothing', () => {
  const { columns, rows } = chartTable(CHARTS.lines);
  assert.equal(
    columns.map(({ heading }) => heading),
    ['time', 'dense', 'conv', 'dense before'],
  );
  assert.equal(rows[1]?.slice(1), [12, 0.5, 18]);
  assert.is(formatCell(rows[12]?.[1] as number, columns[1]?.unit ?? 'text'), '–');
  assert.is(formatCell(rows[0]?.[0] as number, 'unix_ms'), '2026-11-29T12:00:00Z');
});

test('values and the smoothed line over them are told apart', () => {
  const values = CHARTS.lines.positions.map(() => 1);
  const lines = [
    { label: 'run', color: 0, values, isFaint: true },
    { label: 'run', color: 0, values },
  ];
  const chart: LineChart = { ...CHARTS.lines, lines };
  assert.equal(
    chartTable(chart).columns.map(({ heading }) => heading),
    ['time', 'run', 'run, smoothed'],
  );
});

test('the table of a heatmap has counts and percentiles, its CSV the cells', () => {
  const { columns, rows } = chartTable(CHARTS.heatmap);
  assert.equal(
    columns.map(({ heading }) => heading),
    ['time', 'values', 'p50', 'p99'],
  );
  assert.equal(rows[20]?.slice(1), [34, 0.025, 0.12]);
  const [heading, ...cells] = chartCsv(CHARTS.heatmap).trimEnd().split('\r\n');
  assert.is(heading, 'time,latency above (seconds),up to (seconds),values');
  const counted = cells.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0);
  assert.is(
    counted,
    (CHARTS.heatmap as HeatmapChart).counts.reduce((sum, count) => sum + count, 0),
  );
});

test('CSV has base units in its headings, empty cells for what nobody knows, and quotes what needs it', () => {
  const [heading, first] = chartCsv(CHARTS.lines).split('\r\n');
  assert.is(heading, 'time,dense (per second),conv (per second),dense before (per second)');
  assert.is(first, '2026-11-29T12:00:00.000Z,10,0,18');
  assert.is(chartCsv(CHARTS.lines).split('\r\n')[13], '2026-11-29T12:02:00.000Z,,6,18');
  const names = ['a,b', 'say "x"', '=cmd()', '-1'];
  const bars = { ...CHARTS.bars, names, bars: [{ label: 'mean', color: 0, values: [1, 2, 3, -4] }] };
  assert.is(chartCsv(bars), 'name,mean (seconds)\r\n"a,b",1\r\n"say ""x""",2\r\n\'=cmd(),3\r\n\'-1,-4\r\n');
  const [line] = CHARTS.lines.lines;
  const foreign: LineChart = { ...CHARTS.lines, lines: [{ ...line, label: '=cmd()' } as Line] };
  assert.is(chartCsv(foreign).split('\r\n')[0], "time,'=cmd() (per second)");
});

test('of nothing there is no table', () => {
  const empty: LineChart = { ...CHARTS.lines, isEmpty: true };
  assert.equal(chartTable(empty).rows, []);
});
