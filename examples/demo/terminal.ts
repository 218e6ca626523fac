/** What the demo tells while it runs: a bar that moves on a terminal, plain lines elsewhere. */

import { GLYPH_PIXELS, GLYPH_SIDE, type GlyphSet, LETTERS } from './glyphs.ts';
import type { JobEvent, ModelResult } from './job.ts';
import { pictureLines } from './picture.ts';

/** The part of a writable stream that is used here. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  onEvent(event: JobEvent): void;
  /** Writes a line of its own, over the bar if there is one. */
  line(text?: string): void;
}

const BAR_WIDTH = 24;
/** Inferences come faster than the eye can follow, and drawing costs: redraws are at least this far apart. */
const REDRAW_MS = 40;

export function createProgress(
  output: Output,
  environment: Readonly<Record<string, string | undefined>>,
): Progress {
  const live = output.isTTY === true && environment.TERM !== 'dumb';
  const paint = live && !environment.NO_COLOR ? COLOURS : PLAIN;
  const columns = () => output.columns ?? 80;
  let drawnAtMs = Number.NEGATIVE_INFINITY;

  const line = (text = '') => {
    output.write(`${live ? '\r\x1b[K' : ''}${text}\n`);
  };

  const bar = (done: number, total: number, text: string) => {
    drawnAtMs = performance.now();
    const full = Math.round((BAR_WIDTH * done) / total);
    const shape = `${paint.good('━'.repeat(full))}${paint.faint('─'.repeat(BAR_WIDTH - full))}`;
    // A line that wraps could not be drawn over, so what does not fit is left out.
    output.write(`\r\x1b[K  ${shape}  ${text.slice(0, Math.max(0, columns() - BAR_WIDTH - 5))}`);
  };

  const onEvent = (event: JobEvent) => {
    switch (event.kind) {
      case 'data':
        line();
        if (paint === COLOURS) for (const row of sampleLines(event.sample, columns())) line(row);
        line(
          `  ${grouped(event.trainingCount)} noisy pictures of ${LETTERS.length} letters to learn from, ` +
            `${grouped(event.heldOutCount)} unseen ones to be judged by`,
        );
        break;
      case 'model':
        line();
        line(
          `  ${paint.strong(event.modelId)}  ${paint.faint(`${event.description}, ${grouped(event.weights)} weights`)}`,
        );
        if (live) bar(0, 1, 'learning');
        break;
      case 'epoch': {
        const epoch = `${String(event.done).padStart(String(event.total).length)}/${event.total}`;
        const text = `epoch ${epoch}   loss ${event.loss.toFixed(3)}   accuracy ${percent(event.accuracy)}`;
        if (live) bar(event.done, event.total, text);
        else line(`  ${text}`);
        break;
      }
      case 'inferred': {
        const { done, total, batchSize } = event;
        if (!live || (done < total && performance.now() - drawnAtMs < REDRAW_MS)) break;
        bar(done, total, `${grouped(done)}/${grouped(total)} inferences   batch size ${batchSize}`);
        break;
      }
      case 'finished':
        for (const text of resultLines(event.result)) line(`  ${paint.good(live ? '✓' : '-')} ${text}`);
        break;
    }
  };

  return { onEvent, line };
}

const PLAIN = {
  strong: (text: string) => text,
  faint: (text: string) => text,
  good: (text: string) => text,
};

const COLOURS: typeof PLAIN = {
  strong: (text) => `\x1b[1m${text}\x1b[22m`,
  faint: (text) => `\x1b[2m${text}\x1b[22m`,
  good: (text) => `\x1b[32m${text}\x1b[39m`,
};

function resultLines(result: ModelResult): string[] {
  const kibibytes = (result.sizeBytes / 1024).toFixed(1);
  return [
    `learnt in ${result.epochs} ${result.epochs === 1 ? 'epoch' : 'epochs'}: ` +
      `loss ${result.firstLoss.toFixed(3)} to ${result.finalLoss.toFixed(3)}, accuracy ${percent(result.accuracy)}`,
    `saved and reloaded ${kibibytes} KiB (${result.source}): ` +
      `${result.reloadedIdentically ? 'the same answers, bit for bit' : 'THE ANSWERS DIFFER'}`,
    `${grouped(result.inferences)} inferences at batch sizes 1 to 32`,
  ];
}

/** As many of the pictures side by side as fit. */
function sampleLines(sample: GlyphSet, columns: number): string[] {
  const count = Math.min(sample.count, Math.floor((columns - 2) / (GLYPH_SIDE + 2)));
  const pictures = Array.from({ length: count }, (_, i) =>
    pictureLines(sample.images.subarray(i * GLYPH_PIXELS, (i + 1) * GLYPH_PIXELS), GLYPH_SIDE),
  );
  const rows = Array.from({ length: GLYPH_SIDE / 2 }, (_, row) =>
    pictures.map((picture) => `  ${picture[row]}`).join(''),
  );
  return [...rows, ''];
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(1)} %`;
}
