/** A bar for work that takes long: on a terminal alone, and gone when the work is done. */
import type { Output } from './output.ts';
import { widthOf } from './text.ts';

export interface Progress {
  /** @param done in [0, 1]; undefined while nobody knows */
  update(done: number | undefined, text: string): void;
  /** Takes it away. */
  end(): void;
}

/** Work that is done sooner shows none: a bar that flashes up is noise. */
const SHOWN_AFTER_MS = 300;
const REDRAW_MS = 80;
const BAR_WIDTH = 24;
const START_OF_LINE = '\r\x1b[K';

/** @param now in milliseconds */
export function progressOn(output: Output, now: () => number): Progress {
  const startedAtMs = now();
  let drawnAtMs = -Infinity;
  let isShown = false;
  return {
    update(done, text) {
      if (!output.isTerminal) return;
      const nowMs = now();
      if (nowMs - startedAtMs < SHOWN_AFTER_MS || nowMs - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = nowMs;
      isShown = true;
      const line = `${barOf(done, output)}${text}`;
      // A line that wraps could not be drawn over.
      const room = output.columns - 1 - (done === undefined ? 0 : BAR_WIDTH + 8);
      const fitting =
        widthOf(text) > room ? `${barOf(done, output)}${text.slice(0, Math.max(0, room))}` : line;
      void output.write(START_OF_LINE + fitting);
    },
    end() {
      if (isShown) void output.write(START_OF_LINE);
      isShown = false;
    },
  };
}

function barOf(done: number | undefined, { style }: Output): string {
  if (done === undefined) return '';
  const full = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, done)));
  const percent = `${Math.floor(100 * Math.min(1, done))} %`.padStart(5);
  return `${style.bar('━'.repeat(full))}${style.faint('─'.repeat(BAR_WIDTH - full))} ${percent}  `;
}
