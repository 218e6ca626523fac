import { assert, test } from '../../harness.ts';
import { rendered, renderedCell } from '../documents.ts';

const columns = [
  { heading: 'Model', align: 'left' },
  { heading: 'Size', align: 'right' },
] as const;

test('tables are aligned in the source', () => {
  const rows = [
    ['resnet', { value: 1024, unit: 'bytes' }],
    ['日本', { value: 5_000_000, unit: 'bytes' }],
  ] as const;
  assert.is(
    rendered({ kind: 'table', columns, rows }, 'markdown'),
    [
      '| Model  |     Size |', //
      '| ------ | -------: |',
      '| resnet |    1 KiB |',
      '| 日本   | 4.77 MiB |',
    ].join('\n'),
  );
});

test('a caption is a heading', () => {
  assert.match(
    rendered({ kind: 'table', caption: 'By *batch*', columns, rows: [] }, 'markdown'),
    /^### By \\\*batch\\\*\n\n\| Model \| Size \|\n/,
  );
});

test('what a name contains is neither markup nor the end of its cell', () => {
  const written: Record<string, string> = {
    'a|b': 'a\\|b',
    'a\\b': 'a\\\\b',
    'a\\|b': 'a\\\\\\|b',
    'a\nb': 'a\\\\nb',
    'a\r\n\tb': 'a\\\\r\\\\n\\\\tb',
    '`code`': '\\`code\\`',
    '*bold* _it_ ~no~': '\\*bold\\* \\_it\\_ \\~no\\~',
    my_model_v2: 'my_model_v2',
    '[text](url)': '\\[text\\](url)',
    '<script>': '\\<script\\>',
    '&amp; & &#x3c;': '\\&amp; & \\&#x3c;',
    '\u001b[31m': '\\\\u{1b}\\[31m',
    'a\u2028b\u202eb': 'a\\\\u{2028}b\\\\u{202e}b',
    '\ud800': '\\\\u{d800}',
    'ok 😀 日本': 'ok 😀 日本',
  };
  for (const [name, source] of Object.entries(written)) {
    assert.is(renderedCell(name, 'markdown'), source);
    const table = rendered({ kind: 'table', columns, rows: [[name, 'x']] }, 'markdown').split('\n');
    assert.is(table.length, 3);
    assert.is(table[2]?.match(/(?<!\\)(\\\\)*\|/g)?.length, 3, `bars of the row with ${name}`);
  }
});

test('a name of any length stays in one line', () => {
  const cell = renderedCell(`start${'x'.repeat(10_000)}end`, 'markdown');
  assert.is(cell.length, 60);
  assert.match(cell, /^startx+…x+end$/);
});

test('findings are numbered, with severity and evidence', () => {
  const evidence = {
    statistic: 'p95',
    value: 0.812,
    unit: 'seconds',
    threshold: 0.5,
    side: 'above',
    count: 1200,
    windowSeconds: 90,
  } as const;
  const finding = {
    type: 'performance',
    target: 'inference',
    severity: 'high',
    modelId: 'a|b',
    message: 'Reduce the latency of a|b',
    details: 'Consider this.',
    evidence,
  } as const;
  assert.is(
    rendered({ kind: 'findings', findings: [finding, { ...finding, severity: 'medium' }] }, 'markdown'),
    [
      '1. **Reduce the latency of a\\|b** (high)',
      '   Consider this.',
      '   Evidence: p95 812 ms, above 500 ms; 1,200 values in 1 min 30 s.',
      '2. **Reduce the latency of a\\|b** (medium)',
      '   Consider this.',
      '   Evidence: p95 812 ms, above 500 ms; 1,200 values in 1 min 30 s.',
    ].join('\n'),
  );
});
