import { formatMeasurement, type Unit } from 'inferometer/chart';
import { assert, test } from '../../harness.ts';

function spelt(value: number, unit: Unit): string {
  return formatMeasurement({ value, unit });
}

function spellings(unit: Unit, expected: Readonly<Record<string, string>>): void {
  for (const [value, text] of Object.entries(expected)) assert.is(spelt(Number(value), unit), text, value);
}

test('durations have a fitting unit and three digits', () => {
  spellings('seconds', {
    0: '0 s',
    '5e-10': '0.500 ns',
    '1.234e-8': '12.3 ns',
    '0.000001': '1 µs',
    '0.0000567': '56.7 µs',
    '0.0123456': '12.3 ms',
    '0.9994': '999 ms',
    '0.9996': '1.00 s',
    1.5: '1.50 s',
    12: '12 s',
    59.94: '59.9 s',
    59.96: '1 min 0 s',
    61: '1 min 1 s',
    3599.6: '1 h 0 min',
    5400: '1 h 30 min',
    86399: '1 d 0 h',
    100000000: '1,157 d 10 h',
    '-0.25': '-250 ms',
  });
});

test('sizes have binary prefixes', () => {
  spellings('bytes', {
    0: '0 B',
    1: '1 B',
    1023: '1023 B',
    1024: '1 KiB',
    1536: '1.50 KiB',
    29408: '28.7 KiB',
    1048575: '1.00 MiB',
    52428800: '50 MiB',
    161061273600: '150 GiB',
    '-2048': '-2 KiB',
  });
});

test('a ratio is 100 % only if nothing is missing, and 0 % only if nothing is there', () => {
  spellings('ratio', {
    0: '0 %',
    '0.0001': '< 0.1 %',
    0.1234: '12.3 %',
    0.5: '50 %',
    0.9996: '> 99.9 %',
    1: '100 %',
    25: '2,500 %',
  });
});

test('counts and rates are grouped by thousands', () => {
  spellings('count', { 0: '0', 999: '999', 1000: '1,000', 1234567: '1,234,567' });
  spellings('per_second', { 0: '0 /s', 0.1234: '0.123 /s', 62.5: '62.5 /s', 12284.4: '12,284 /s' });
  spellings('per_minute', { 0.5: '0.500 /min', 120: '120 /min' });
  spellings('bytes_per_second', { 1536: '1.50 KiB/s' });
});

test('plain figures keep four digits', () => {
  spellings('number', {
    0: '0',
    0.08: '0.08',
    2.07944: '2.079',
    '0.00012345': '0.0001234',
    '0.00001': '1.00e-5',
    12345.6: '12,346',
    '3e10': '3.00e10',
    '-0.5': '-0.5',
  });
});

test('what is not known is a dash', () => {
  for (const unit of ['seconds', 'bytes', 'ratio', 'per_second', 'count', 'number'] as const) {
    assert.is(spelt(Number.NaN, unit), '–');
    assert.is(spelt(Number.POSITIVE_INFINITY, unit), '∞');
    assert.is(spelt(Number.NEGATIVE_INFINITY, unit), '-∞');
  }
});
