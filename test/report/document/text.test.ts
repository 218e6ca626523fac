import { generateMetricsReport } from 'inferometer/report';
import { assert, test } from '../../harness.ts';
import { rendered, renderedCell } from '../documents.ts';
import { ordinaryRun } from '../recorded.ts';

test('tables are aligned, whatever the names are', () => {
  const columns = [
    { heading: 'Model', align: 'left' },
    { heading: 'Count', align: 'right' },
    { heading: 'Note', align: 'left' },
  ] as const;
  const count = { value: 12, unit: 'count' } as const;
  const rows = [
    ['resnet', count, 'a'],
    ['a|b\nc', count, ''],
    ['日本 😀', count, 'b'],
    ['e\u0301te', count, 'c'],
  ];
  assert.is(
    rendered({ kind: 'table', caption: 'All', columns, rows }, 'text'),
    [
      'All', //
      '',
      'Model    Count  Note',
      'resnet      12  a',
      'a|b\\nc      12',
      '日本 😀     12  b',
      'e\u0301te         12  c',
    ].join('\n'),
  );
});

test('nothing in a name can steer a terminal', () => {
  assert.is(
    renderedCell('\u001b]0;title\u0007\u001b[2J\u009b1m'),
    '\\u{1b}]0;title\\u{7}\\u{1b}[2J\\u{9b}1m',
  );
});

test('facts are aligned', () => {
  const pairs = [
    { label: 'Observed', value: { value: 2, unit: 'seconds' } },
    { label: 'By', value: 'me' },
  ] as const;
  assert.is(rendered({ kind: 'key_values', pairs }, 'text'), 'Observed: 2 s\nBy:       me');
});

test('no line has space at its end, and headings are underlined to their width', () => {
  const report = generateMetricsReport(ordinaryRun(), { format: 'text' });
  assert.not.match(report, / $/m);
  assert.match(report, /^AI\/ML Performance Report\n={24}\n\nSummary\n-{7}\n\n/);
  assert.match(report, /[^\n]\n$/);
});
