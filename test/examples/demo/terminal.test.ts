import { drawWord } from '../../../examples/demo/glyphs.ts';
import type { JobEvent } from '../../../examples/demo/job.ts';
import { seededRandom } from '../../../examples/demo/random.ts';
import { createProgress } from '../../../examples/demo/terminal.ts';
import { assert, test } from '../../harness.ts';

const modelId = 'glyph-dense';
const events: readonly JobEvent[] = [
  { kind: 'data', trainingCount: 1000, heldOutCount: 400, sample: drawWord(seededRandom(1), 'METER') },
  { kind: 'model', modelId, description: 'one dense layer', weights: 7352 },
  { kind: 'epoch', modelId, done: 1, total: 2, loss: 1.5, accuracy: 0.5 },
  { kind: 'epoch', modelId, done: 2, total: 2, loss: 0.25, accuracy: 0.875 },
  { kind: 'inferred', modelId, batchSize: 32, done: 600, total: 600 },
  {
    kind: 'finished',
    result: {
      modelId,
      weights: 7352,
      sizeBytes: 29_408,
      source: 'file',
      epochs: 2,
      inferences: 600,
      firstLoss: 1.5,
      finalLoss: 0.25,
      accuracy: 0.875,
      reloadedIdentically: true,
    },
  },
];

/** Back to the start of the line, which is cleared. */
const REDRAW = '\r\x1b[K';

function told(output: { isTTY?: boolean; columns?: number }, environment = {}): string {
  let text = '';
  const progress = createProgress({ ...output, write: (more) => (text += more) }, environment);
  for (const event of events) progress.onEvent(event);
  return text;
}

test('without a terminal: plain lines, one for each epoch', () => {
  assert.is(
    told({}),
    `
  1,000 noisy pictures of 8 letters to learn from, 400 unseen ones to be judged by

  glyph-dense  one dense layer, 7,352 weights
  epoch 1/2   loss 1.500   accuracy 50.0 %
  epoch 2/2   loss 0.250   accuracy 87.5 %
  - learnt in 2 epochs: loss 1.500 to 0.250, accuracy 87.5 %
  - saved and reloaded 28.7 KiB (file): the same answers, bit for bit
  - 600 inferences at batch sizes 1 to 32
`,
  );
});

test('on a terminal: a bar that is drawn over, and pictures', () => {
  const text = told({ isTTY: true, columns: 100 });
  const bars = text.split(REDRAW);
  assert.ok(bars.some((bar) => /━{24}.* epoch 2\/2 {3}loss 0\.250 {3}accuracy 87\.5 %$/.test(bar)));
  assert.ok(bars.some((bar) => /━{24}.* 600\/600 inferences {3}batch size 32$/.test(bar)));
  assert.is(text.match(/▀/g)?.length, 5 * 12 * 6);
  assert.match(text, /✓/);
});

test('no line of a bar is wider than the terminal', () => {
  for (const columns of [20, 40, 60]) {
    const bars = told({ isTTY: true, columns }, { NO_COLOR: '1' })
      .split(REDRAW)
      .filter((line) => /[━─]/.test(line));
    assert.ok(bars.length > 0);
    for (const bar of bars) assert.ok(bar.length < Math.max(columns, 30), `${bar.length} in ${columns}`);
  }
});

test('a terminal without colours gets none, a dumb one no bar', () => {
  const plain = told({ isTTY: true, columns: 100 }, { NO_COLOR: '1' });
  assert.is(plain.replaceAll(REDRAW, '').indexOf('\x1b'), -1);
  assert.match(plain, /━{12}─{12}/);
  assert.is(told({ isTTY: true, columns: 100 }, { TERM: 'dumb' }), told({}));
});
