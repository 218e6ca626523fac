import { assert, test } from '../../harness.ts';
import { renderedCell } from '../documents.ts';

function sparkline(values: readonly number[]): string {
  return renderedCell({ values });
}

test('the lowest value has the lowest bar, the highest the highest', () => {
  assert.is(sparkline([1, 2, 3, 4, 5, 6, 7, 8]), '▁▂▃▄▅▆▇█');
  assert.is(sparkline([3, 1, 2, 1, 3]), '█▁▅▁█');
  assert.is(sparkline([-1e308, 1e308, 0]), '▁█▅');
});

test('a constant is a level line, one value a dot of it', () => {
  assert.is(sparkline([4, 4, 4]), '▄▄▄');
  assert.is(sparkline([0]), '▄');
  assert.is(sparkline([]), '');
});

test('a long course is shown by the means of twenty parts', () => {
  const falling = Array.from({ length: 1000 }, (_, i) => 1000 - i);
  assert.is(sparkline(falling), '██▇▇▇▆▆▅▅▅▄▄▄▃▃▂▂▂▁▁');
  assert.is(sparkline(falling).length, 20);
});
