/** What is shown again and again: drawn over itself on a terminal, one after another elsewhere. */
import type { Output } from './output.ts';

export interface Screen {
  show(lines: readonly string[]): Promise<void>;
  /** Leaves what was shown last, and the cursor under it. */
  end(): void;
}

const HOME = '\x1b[H';
const REST_OF_LINE = '\x1b[K';
const REST_OF_SCREEN = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** A screen of its own: what was there before comes back. */
const ENTER = '\x1b[?1049h';
const LEAVE = '\x1b[?1049l';

export function screenOn(output: Output): Screen {
  let last: readonly string[] = [];
  let isEntered = false;
  return {
    async show(lines) {
      if (!output.isTerminal) {
        await output.write(`${last.length > 0 ? '\n' : ''}${lines.join('\n')}\n`);
        last = lines;
        return;
      }
      last = lines;
      const room = output.rows - 1;
      const fitting =
        lines.length > room
          ? [...lines.slice(0, room - 1), output.style.faint(`... ${lines.length - room + 1} lines more`)]
          : lines;
      const enter = isEntered ? '' : ENTER + HIDE_CURSOR;
      isEntered = true;
      await output.write(
        enter + HOME + fitting.map((line) => `${line}${REST_OF_LINE}`).join('\r\n') + REST_OF_SCREEN,
      );
    },
    end() {
      if (isEntered) void output.write(`${LEAVE}${SHOW_CURSOR}${last.join('\n')}\n`);
      isEntered = false;
    },
  };
}
